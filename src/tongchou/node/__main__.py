"""`python -m tongchou.node` is the command `tongchou`."""

from tongchou.node.main import main

main()
