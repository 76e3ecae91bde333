"""Writes the JSON Schema of every message: `python -m tongchou.standards.messages.schema`."""

import json
import sys
from pathlib import Path

from tongchou.standards.messages import KINDS


def schema_text(kind: str) -> str:
    """Return the JSON Schema of a kind of message, as its file holds it."""
    schema = KINDS[kind].model_json_schema()
    return json.dumps(schema, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def write(folder: Path) -> None:
    """Write all schemas into a folder, and take away those of kinds that are gone."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob("*.json"):
        if path.stem not in KINDS:
            path.unlink()
    for kind in KINDS:
        (folder / f"{kind}.json").write_text(schema_text(kind), encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/schemas"))
