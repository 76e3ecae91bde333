"""The items of this line are written against Django's tables."""

import django

django.setup()
