"""The template tags of the look."""
