"""Survivors' benefits 遗属待遇."""
