"""Scans of forwarded matters on their way: the pieces of which some are still to come."""

from django.db import models


class Piece(models.Model):
    """A piece of a scan 材料分段 for a matter that another province took in.

    It is here until the scan is whole and kept with the item.
    """

    pk = models.CompositePrimaryKey("letter", "paper", "digest", "place")
    letter = models.CharField(max_length=32)
    paper = models.CharField(max_length=32)
    digest = models.CharField(max_length=64)
    place = models.IntegerField()
    name = models.CharField(max_length=200)
    pieces = models.IntegerField(help_text="how many the scan has")
    body = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.letter} {self.paper} {self.place}"
