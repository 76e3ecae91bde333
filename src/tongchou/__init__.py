"""Tongchou 统筹: the system on which a country of provinces runs one pension fund."""

__version__ = "0.1.0"
