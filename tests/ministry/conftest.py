"""The ministry's parts need Django before they are imported."""

import django

django.setup()
