"""The keys under which people and employers are found by their names."""

from django.db import models


class SearchKey(models.Model):
    """A search key 检索键: a text that leads to a person or an employer, and by which way.

    Whoever types the beginning of a key finds its subject. A part of a name is the beginning of
    a key too, since each part has one: so a search reads one range of the index, in the order of
    what fits best, and stops after one page, however many people there are. An index of n-grams
    (GIN) is smaller, and reads all that fits before it can tell the best.

    Nothing here is told by an event: the keys follow from the names, and `tongchou node search`
    makes them anew.
    """

    pk = models.CompositePrimaryKey("province", "is_employer", "key", "subject")
    province = models.CharField(max_length=2)
    is_employer = models.BooleanField()
    key = models.CharField(
        max_length=41, db_collation="C", help_text="the mark of a way (registry.names), and a text"
    )
    subject = models.CharField(max_length=18, help_text="the number, or the credit code")

    def __str__(self) -> str:
        return self.key
