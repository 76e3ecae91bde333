"""The pension 基本养老金: its parts, by each province's method."""
