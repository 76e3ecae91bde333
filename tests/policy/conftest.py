"""What the tests of the rules share: how many invented cases each property is tried on.

They run at every check, so fewer cases a run do, and none fails for being slow on a busy
machine; `make mutation` chooses for itself. A figure
that cannot be read stops them all at once, since it would fail nearly every test by itself.
"""

from hypothesis import settings

from tongchou.policy.engine.figures import units_of
from tongchou.standards import codes

CASES_A_RUN = 30

settings.register_profile("every_check", max_examples=CASES_A_RUN, deadline=None)
if settings.get_current_profile_name() == "default":
    settings.load_profile("every_check")

for scheme in codes.table("schemes"):
    units_of(scheme)
