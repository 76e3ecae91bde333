"""Writes the JSON Schema of every message: `python -m tongchou.standards.messages.schema`.

A version's schema is published once. The file of an older version stays as it is, and that of
the present one may change its descriptions only: other fields are another version.
"""

import json
import shutil
import sys
from pathlib import Path
from typing import Any

from tongchou.standards.messages import KINDS


class ChangedWithoutVersion(ValueError):
    """The fields of a message are not those published for its version: give it a new one."""


def schema_text(kind: str) -> str:
    """Return the JSON Schema of a kind of message in its present version, as its file holds it."""
    message = KINDS[kind]
    schema = message.model_json_schema()
    schema["properties"]["version"] = {"const": message.version, "type": "integer"}
    schema["required"].append("version")
    return json.dumps(schema, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def write(folder: Path) -> None:
    """Write the schemas of the present versions, and take away those of kinds that are gone.

    Raises `ChangedWithoutVersion` and writes nothing of a kind whose fields changed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.iterdir():
        if path.name not in KINDS:
            shutil.rmtree(path)
    for kind, message in KINDS.items():
        path = folder / kind / f"v{message.version}.json"
        text = schema_text(kind)
        if path.exists() and _fields(path.read_text(encoding="utf-8")) != _fields(text):
            raise ChangedWithoutVersion(f"{kind} is not as version {message.version} was published")
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _fields(schema: str) -> Any:
    """Return a schema without the words that explain it."""
    return json.loads(schema, object_hook=_unexplained)


def _unexplained(part: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in part.items() if name not in {"description", "title"}}


if __name__ == "__main__":
    write(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/schemas"))
