"""What the tests of the rules share: how many invented cases each property is tried on.

They run at every check, so fewer cases a run do; `make mutation` chooses for itself.
"""

from hypothesis import settings

CASES_A_RUN = 30

settings.register_profile("every_check", max_examples=CASES_A_RUN)
if settings.get_current_profile_name() == "default":
    settings.load_profile("every_check")
