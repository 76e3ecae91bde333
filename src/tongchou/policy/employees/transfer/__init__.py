"""Transfers 转移接续: which province pays, what moves, and what stands twice."""
