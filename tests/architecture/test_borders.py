"""Borders that the import linter cannot see: foreign keys, and what is append-only."""

import os
import subprocess
import sys
import textwrap

import pytest

LAYERS = (
    {"standards"},
    {"storage"},
    {"registry", "ledger", "events", "agency", "policy"},
    {"workflow", "risk", "sync"},
    {"proof"},
    {"business", "ministry"},
)
ASK = textwrap.dedent(
    """
    import django
    django.setup()
    from django.apps import apps
    for model in apps.get_models():
        if not model.__module__.startswith("tongchou."):
            continue
        for field in model._meta.get_fields():
            if field.is_relation and field.concrete and field.related_model:
                print(model._meta.app_label, field.related_model._meta.app_label, model.__name__)
    """
)


@pytest.mark.parametrize("node", ["34", "00"])
def test_no_foreign_key_points_up_or_sideways(node: str) -> None:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tongchou.node.settings",
        "TONGCHOU_NODE": node,
        "DATABASE_URL": "postgresql:///nowhere",
    }
    said = subprocess.run(  # this interpreter, this text
        [sys.executable, "-c", ASK], env=environment, capture_output=True, text=True, check=True
    ).stdout
    height = {part: place for place, layer in enumerate(LAYERS) for part in layer}
    pairs = [line.split() for line in said.splitlines()]

    assert pairs
    for owner, target, model in pairs:
        if owner != target:
            assert height[target] < height[owner], f"{model}: {owner} points to {target}"
