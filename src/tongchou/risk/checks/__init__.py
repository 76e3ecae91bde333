"""The checks and gates, one module a subject; those that run are listed in `risk/catalogue.py`."""
