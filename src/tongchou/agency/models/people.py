"""Agencies on five levels, who signs in, and by which tokens."""

from datetime import datetime
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models

from tongchou.agency.duties import ADMINISTRATION, ENTRY_MAX, covers, duty_text
from tongchou.standards.text import Text

COUNTY_DIGITS = 6
"""How many digits of a division code name a county."""


class Level(models.IntegerChoices):
    """The five levels 五级 of the handling system."""

    MINISTRY = 1, "部"
    PROVINCE = 2, "省"
    CITY = 3, "市"
    COUNTY = 4, "县"
    TOWNSHIP = 5, "乡镇(街道)"


class Kind(models.TextChoices):
    """Who is behind a sign-in."""

    CLERK = "clerk", "经办人员"
    CITIZEN = "citizen", "参保人"
    EMPLOYER = "employer", "单位经办人"
    SERVICE = "service", "系统"


STAFF = (Kind.CLERK, Kind.SERVICE)
"""The sign-ins that the three administrators keep."""

OUTSIDE = (Kind.CITIZEN, Kind.EMPLOYER)
"""The sign-ins of people outside the agency, which are opened and ended at the counter."""


class Agency(models.Model):
    """An agency 经办机构: an office on one of five levels, with the place it serves."""

    code = models.CharField(max_length=9, primary_key=True)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120)
    level = models.IntegerField(choices=Level.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    division_code = models.CharField(max_length=9)
    closed_at = models.DateTimeField(null=True, help_text="a closed agency stays on record")

    def __str__(self) -> str:
        return self.name

    @property
    def place(self) -> str:
        """The digits of the division it serves, under which all agencies below it lie."""
        if self.level == Level.MINISTRY:
            return ""
        return self.division_code[:2] if self.level == Level.PROVINCE else self.scope

    @property
    def scope(self) -> str:
        """The prefix of division codes this agency serves; '' for a whole node.

        A division code is two digits for the province, two for the city, two for the
        county, three for the township; an agency serves what begins with its own digits.
        """
        if self.level <= Level.PROVINCE:
            return ""
        if self.level == Level.CITY:
            return self.division_code[:4]
        if self.level == Level.COUNTY:
            return self.division_code[:6]
        return self.division_code

    @property
    def insured_scope(self) -> str:
        """The prefix of division codes under which the people it serves are registered.

        An employer is registered to its county and no finer, and a person with an employer:
        which township they live in is nowhere written, so a township's office serves the
        people of its county. Its items are still its own.
        """
        return self.scope[:COUNTY_DIGITS]

    def encloses(self, other: "Agency") -> bool:
        """Whether all that another agency serves is served by this one."""
        return other.scope.startswith(self.scope)


class Clerk(AbstractBaseUser):
    """A sign-in 登录: a clerk 经办人员 with duties, a citizen, or another system.

    A citizen's `login` is their social security number; a service signs in by token only. An
    employer's user has a login of their own, and in `credit_code` whose user they are.
    `person_code` 人员编号 says which natural person is behind a clerk's login: several logins of
    one person share it, so that no person takes two steps of one item under two logins.
    """

    login = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=64)
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.CLERK)
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="clerks")
    person_code = models.CharField(max_length=40, blank=True, default="")
    duties = ArrayField(models.CharField(max_length=ENTRY_MAX), default=list)
    credit_code = models.CharField(max_length=18, blank=True, db_default="")
    is_active = models.BooleanField(default=True)
    is_password_one_time = models.BooleanField(
        default=False, help_text="whoever comes in with it must choose another one first"
    )
    session_mark = models.CharField(
        max_length=32, blank=True, default="", help_text="a new one ends all sessions of the login"
    )

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = BaseUserManager()

    class Meta:
        indexes = [
            # Citizens by the million share the table with some thousand people who work here.
            models.Index(
                fields=["login"],
                condition=models.Q(kind__in=["clerk", "service"]),
                name="staff_login",
            ),
            models.Index(
                fields=["credit_code"],
                condition=~models.Q(credit_code=""),
                name="users_of_an_employer",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(kind="clerk") | ~models.Q(person_code=""),
                name="clerk_is_a_person",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="employer") ^ models.Q(credit_code=""),
                name="user_of_an_employer",
            ),
            models.CheckConstraint(
                condition=~models.Q(duties__overlap=list(ADMINISTRATION)) | models.Q(duties__len=1),
                name="administrator_has_one_duty",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def has_duty(self, duty: str, line: str = "", scheme: str = "") -> bool:
        """Whether this duty 岗位 was given to the sign-in, for this line of business and scheme.

        Of a feed `line` is the code of its item. A duty given for one line does not answer
        for all of them: `has_duty("accept")` is true only of who may accept on every line.
        """
        return any(covers(entry, duty, line, scheme) for entry in self.duties)

    def has_duty_somewhere(self, duty: str) -> bool:
        """Whether this duty was given for at least one line of business and scheme."""
        return any(entry.partition("/")[0] == duty for entry in self.duties)

    @property
    def duty_texts(self) -> list[Text]:
        """How the duties are called."""
        return [duty_text(entry) for entry in self.duties]

    @property
    def scope(self) -> str | None:
        """The prefix of division codes whose items the clerk may see 权限范围; None sees none."""
        return self.agency.scope if self.agency else None

    @property
    def insured_scope(self) -> str | None:
        """The prefix of division codes whose employers and people the clerk may see, or None."""
        return self.agency.insured_scope if self.agency else None

    @property
    def applicant(self) -> str:
        """Under which number somebody outside hands matters in; '' for who works here."""
        return self.login if self.kind == Kind.CITIZEN else self.credit_code

    @property
    def is_outside(self) -> bool:
        """Whether this is a citizen or an employer's user, and nobody who works here."""
        return self.kind in OUTSIDE

    @property
    def is_administrator(self) -> bool:
        """Whether this is one of the three administrators 三员, who handle no business."""
        return any(duty in ADMINISTRATION for duty in self.duties)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Return what a session is bound to: the password, and the mark that a sign-out renews."""
        bound: str = super()._get_session_auth_hash(secret)  # type: ignore[misc]  # Django's own
        return f"{bound}{self.session_mark}"


class Token(models.Model):
    """A token 令牌: opens its holder's sign-in to a machine, for some duties and until a day.

    Only its digest is kept. What it gives is what its duties and those of its holder have in
    common when it is shown, in the scope of its agency, which lies in that of the holder's.
    """

    digest = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=80)
    holder = models.ForeignKey(Clerk, models.PROTECT, related_name="tokens")
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="tokens")
    duties = ArrayField(models.CharField(max_length=ENTRY_MAX), default=list)
    ends_at = models.DateTimeField()
    issued_by = models.CharField(max_length=40)
    issued_at = models.DateTimeField()
    revoked_by = models.CharField(max_length=40, blank=True, default="")
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name

    def is_open(self, at: datetime) -> bool:
        """Whether it still opens anything."""
        return self.revoked_at is None and self.ends_at > at and self.holder.is_active

    @property
    def duty_texts(self) -> list[Text]:
        """How its duties are called."""
        return [duty_text(entry) for entry in self.duties]


class KeptForm(models.Model):
    """What somebody typed into a page that was not taken, until it is: for an hour at most.

    The session had ended, or it was refused: then `refusals` say why. Each page has its own, so
    that two windows of one browser lose nothing.
    """

    clerk = models.ForeignKey(Clerk, models.CASCADE, related_name="kept_forms")
    page = models.CharField(max_length=500)
    typed = models.JSONField()
    refusals = models.JSONField(default=list)
    kept_at = models.DateTimeField()

    class Meta:
        """A sign-in has one form a page."""

        constraints = (models.UniqueConstraint(fields=("clerk", "page"), name="one_form_a_page"),)

    def __str__(self) -> str:
        return self.page
