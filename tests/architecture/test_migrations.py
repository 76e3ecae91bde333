"""The tables are as the models say: a change of a model comes with its migration."""

from django.apps import apps
from django.db.migrations import Migration
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from tongchou.storage.partitions import CreatePartitioned

LOADER = MigrationLoader(None)


def not_migrated(models: ProjectState) -> list[str]:
    """Return what models say that no migration does, each change in Django's words."""
    changes: dict[str, list[Migration]] = MigrationAutodetector(
        LOADER.project_state(), models
    ).changes(LOADER.graph)
    return [
        f"{part}: {operation.describe()}"
        for part, migrations in changes.items()
        for migration in migrations
        for operation in migration.operations
    ]


def test_every_change_of_a_model_has_its_migration() -> None:
    missing = not_migrated(ProjectState.from_apps(apps))

    assert not missing, "write it: make migration PART=… NAME=…"


def leaves(loader: MigrationLoader) -> dict[str, set[str]]:
    """Return the parts whose migrations end in more than one, each with its ends."""
    return {part: set(ends) for part, ends in loader.detect_conflicts().items()}


def test_the_migrations_of_a_part_end_in_one() -> None:
    assert not leaves(LOADER), "two were added side by side: make the later one anew"


def test_two_migrations_side_by_side_are_named() -> None:
    loader = MigrationLoader(None)
    last = loader.graph.leaf_nodes("agency")[0]
    beside = ("agency", "9999_beside")
    loader.graph.add_node(beside, Migration(beside[1], beside[0]))
    loader.graph.add_dependency(None, beside, loader.graph.root_nodes("agency")[0])

    assert leaves(loader) == {"agency": {last[1], beside[1]}}


def test_a_column_that_no_migration_makes_is_named() -> None:
    models = ProjectState.from_apps(apps)
    del models.models["registry", "employer"].fields["name"]

    assert "registry: Remove field name from employer" in not_migrated(models)


def test_a_model_that_is_split_is_made_by_a_migration_that_splits_it() -> None:
    split = {
        (part, operation.name.lower())
        for (part, _), migration in LOADER.disk_migrations.items()
        for operation in migration.operations
        if isinstance(operation, CreatePartitioned)
    }
    said = {
        (model._meta.app_label, str(model._meta.model_name))
        for model in apps.get_models()
        if getattr(model, "partition_by", "")
    }

    assert said
    assert said == split, "in its migration write CreatePartitioned instead of CreateModel"
