"""Checkpoints 检查点: what an outsider can verify of a log, as static files and signed notes."""
