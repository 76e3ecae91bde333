"""What is tested here is written against Django's tables."""

import django

django.setup()
