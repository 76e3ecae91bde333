"""The checks need Django before they are imported."""

import django

django.setup()
