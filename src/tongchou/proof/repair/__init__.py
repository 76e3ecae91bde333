"""Putting right what a deep proof found: an item decides, the tables' owner carries it out."""
