"""Settings under which one test process holds the apps of both roles."""

from tongchou.node.roles import MINISTRY, PROVINCE
from tongchou.node.settings import *  # noqa: F403 - these settings, with a few changes

INSTALLED_APPS = list(dict.fromkeys((*PROVINCE.apps, *MINISTRY.apps)))
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # tests sign in often
WHITENOISE_AUTOREFRESH = True  # each of a test's clients would look at every static file first
