"""The second factor of a sign-in: a secret that a clerk's authenticator shares with the node."""

from django.db import models

from tongchou.agency.models.people import Clerk


class SecondFactor(models.Model):
    """A second factor 第二因素 (RFC 6238) of a clerk: who has one comes in by password and code.

    `sealed` is its secret, encrypted (`agency.sealed`). It counts as a factor from the first right
    code on, `enrolled_at`. No code of `last_counter` (half minutes since 1970) or before opens
    anything any more.
    """

    clerk = models.OneToOneField(
        Clerk, models.CASCADE, primary_key=True, related_name="second_factor"
    )
    sealed = models.CharField(max_length=120)
    enrolled_at = models.DateTimeField(null=True)
    last_counter = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.clerk_id)
