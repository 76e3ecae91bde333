"""Items handled, the steps they took, and the files they came with."""

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models.fields.json import KT

from tongchou.workflow.papers import Attached

if TYPE_CHECKING:
    from tongchou.workflow.models.hands import Hand


class Status(models.TextChoices):
    """Where an item stands 办件状态; the states of the procedures."""

    SUBMITTED = "submitted", "已提交待受理"
    ACCEPTED = "accepted", "已受理"
    REVIEWED = "reviewed", "已复核"
    APPROVED = "approved", "已审批待核准"
    NOTICED = "noticed", "公示中"
    WAITING = "waiting", "等待对方"
    COMPLETED = "completed", "已办结"
    RETURNED = "returned", "已退回"
    REFUSED = "refused", "不予办理"
    WITHDRAWN = "withdrawn", "已撤回"


ENDED = (Status.COMPLETED, Status.REFUSED, Status.WITHDRAWN)
OPEN = tuple(status for status in Status if status not in ENDED)


class Item(models.Model):
    """An item handled 办件: one matter of a business item's kind, from its acceptance to its end.

    `digest` makes feeds, uploads and keyed submissions idempotent: one digest, one item;
    `content_digest` tells whether the same key came with the same content. `facts` are those on
    which the item was decided when its effects were written; `provenance` says by which rules
    and figures.

    A list shows the first fifty items of an order, so each order has its index: the day on which
    an item is due where it is open and the day of its acceptance where it is ended, each of all
    kinds or of one, the day of acceptance whichever, and kind and day of what is about nobody,
    such as payment rolls. An item is written once and moved a few times, never in bulk: all its
    indexes together cost less than one of its statements.
    """

    number = models.CharField(max_length=32, primary_key=True)
    code = models.CharField(max_length=32)
    scheme = models.CharField(max_length=3)
    status = models.CharField(max_length=12, choices=Status.choices)
    source = models.CharField(
        max_length=8, help_text="clerk, citizen, employer, system, peer or province"
    )
    agency_code = models.CharField(max_length=9)
    agency_level = models.IntegerField(help_text="of the agency that accepted it")
    division_code = models.CharField(max_length=9, help_text="the place it concerns, for scope")
    subject = models.CharField(max_length=32, blank=True, default="")
    subject_name = models.CharField(max_length=128, blank=True, default="")
    form = models.JSONField()
    facts = models.JSONField(null=True)
    worksheet = models.JSONField(default=list)
    provenance = models.JSONField(default=dict)
    refusals = models.JSONField(default=list)
    hints = models.JSONField(default=list, help_text="to be looked at; they hinder nothing")
    gates = models.JSONField(
        default=list,
        db_default=models.Value([], models.JSONField()),
        help_text="what the gates found, and who explained or authorised it",
    )
    outcome = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, blank=True, default="")
    content_digest = models.CharField(max_length=64, blank=True, default="")
    accepted_at = models.DateTimeField()
    due_on = models.DateField(null=True)
    waits_for = models.CharField(max_length=12, blank=True, default="")
    waits_until = models.DateField(null=True, help_text="the end of a public notice")
    completed_at = models.DateTimeField(null=True)
    reverses = models.CharField(
        max_length=32,
        blank=True,
        db_default="",
        help_text="the number of the item that it reverses",
    )
    sender = models.CharField(
        max_length=18,
        blank=True,
        db_default="",
        help_text="the person or employer who handed it in by an entrance of their own",
    )

    taken_in_by = models.CharField(
        max_length=9,
        blank=True,
        db_default="",
        help_text="the agency that took it in for the one that is competent",
    )

    history: "list[Step] | None" = None
    """The steps it took, in order, where they were read with it."""
    attached: tuple[Attached, ...] = ()
    """What is kept with it, in order, where that was read with it."""

    in_hand: "Hand | None" = None
    """In whose hand it is, where that was read with it."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code", "digest"], condition=~models.Q(digest=""), name="item_digest_once"
            ),
        ]
        indexes = [
            models.Index(fields=["status", "division_code"]),
            models.Index(fields=["subject"]),
            models.Index(
                fields=["code", "-accepted_at"],
                condition=models.Q(subject=""),
                name="item_about_nobody_by_day",
            ),
            models.Index(fields=["-accepted_at", "-number"], name="item_by_day"),
            models.Index(
                fields=["-accepted_at", "-number"],
                condition=models.Q(status__in=ENDED),
                name="item_ended_by_day",
            ),
            models.Index(
                fields=["due_on", "-accepted_at", "-number"],
                condition=models.Q(status__in=OPEN),
                name="item_open_by_due_day",
            ),
            models.Index(
                fields=["code", "due_on", "-accepted_at", "-number"],
                condition=models.Q(status__in=OPEN),
                name="item_open_by_kind",
            ),
            models.Index(
                fields=["code", "-accepted_at", "-number"],
                condition=models.Q(status__in=ENDED),
                name="item_ended_by_kind",
            ),
            models.Index(KT("form__credit_code"), name="item_employer"),
            models.Index(
                fields=["division_code"],
                condition=models.Q(status__in=OPEN),
                name="item_open_by_division",
            ),
            models.Index(
                fields=["reverses"], condition=~models.Q(reverses=""), name="item_reverses"
            ),
            models.Index(
                fields=["sender", "-accepted_at", "-number"],
                condition=~models.Q(sender=""),
                name="item_by_sender",
            ),
            models.Index(
                fields=["taken_in_by", "-accepted_at", "-number"],
                condition=~models.Q(taken_in_by=""),
                name="item_taken_in",
            ),
            models.Index(
                fields=["subject_name"], opclasses=["text_pattern_ops"], name="item_subject_name"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Step(models.Model):
    """A step 环节: who did what to an item, when, and with which words.

    `person_code` is the natural person behind the login: steps are kept apart by person.
    """

    append_only: ClassVar[bool] = True

    id = models.BigAutoField(primary_key=True)
    item = models.ForeignKey(Item, models.PROTECT, related_name="steps")
    verb = models.CharField(max_length=12)
    login = models.CharField(max_length=40)
    person_code = models.CharField(max_length=40)
    name = models.CharField(max_length=64)
    at = models.DateTimeField()
    note = models.CharField(max_length=500, blank=True, default="")
    points = models.JSONField(
        default=list,
        db_default=models.Value([], models.JSONField()),
        help_text="what to mend, or why it is refused",
    )

    def __str__(self) -> str:
        return f"{self.verb} {self.login}"


class LostFile(models.Model):
    """A file known to be lost 已确认缺失的案卷: an item that only the log knows, since a restore.

    Somebody took note that its papers are gone here, or were entered anew, and said why.
    """

    append_only: ClassVar[bool] = True

    number = models.CharField(max_length=32, primary_key=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()
    why = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.number


class Content(models.Model):
    """The bytes of a file 附件内容, kept once under their SHA-256, however often they come."""

    append_only: ClassVar[bool] = True

    digest = models.CharField(max_length=64, primary_key=True)
    size = models.BigIntegerField()
    body = models.BinaryField()

    def __str__(self) -> str:
        return self.digest


class Attachment(models.Model):
    """A file 附件 as it was handed in with an item, or the promise 承诺 that a paper follows.

    `paper` is '' for the file that an item itself comes with; who handed that in, and when, is
    its first step. A promise has a day, and no content.
    """

    append_only: ClassVar[bool] = True

    id = models.BigAutoField(primary_key=True)
    item = models.ForeignKey(Item, models.PROTECT, related_name="attachments")
    name = models.CharField(max_length=200)
    content = models.ForeignKey(Content, models.PROTECT, null=True, db_column="digest")
    paper = models.CharField(max_length=32, blank=True, db_default="")
    login = models.CharField(max_length=40, blank=True, db_default="")
    by = models.CharField(max_length=64, blank=True, db_default="")
    at = models.DateTimeField(null=True)
    until = models.DateField(null=True, help_text="the day by which a promised paper is due")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(content__isnull=True) ^ models.Q(until__isnull=True),
                name="attachment_is_file_or_promise",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Awaited(models.Model):
    """A paper that was promised and has not come 待补材料: it leaves this list when it comes."""

    pk = models.CompositePrimaryKey("item", "paper")
    item = models.ForeignKey(Item, models.PROTECT, related_name="+")
    paper = models.CharField(max_length=32)
    until = models.DateField(db_index=True)

    def __str__(self) -> str:
        return f"{self.item_id} {self.paper}"
