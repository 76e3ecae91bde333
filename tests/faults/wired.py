"""`tongchou`, whose `up` lets provinces reach the ministry at `WIRE_URL`, which a test can cut."""

import os
from dataclasses import replace
from typing import Any

from tongchou.node import supervisor
from tongchou.node.main import main
from tongchou.node.nodes import Node
from tongchou.standards.codes import MINISTRY


def wired(**given: Any) -> Node:
    """Return a node to be started; a province's way to the ministry leads over the wire."""
    node = Node(**given)
    if node.code == MINISTRY:
        return node
    there = {"TONGCHOU_MINISTRY_URL": os.environ["WIRE_URL"]}
    return replace(node, environment={**node.environment, **there})


if __name__ == "__main__":
    supervisor.Node = wired  # type: ignore[assignment, misc]
    main()
