"""Agencies on five levels, who signs in, who looked at whom, and what operators did."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from tongchou.agency.duties import ENTRY_MAX, covers, duty_text
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
    SERVICE = "service", "系统"


class Agency(models.Model):
    """An agency 经办机构: an office on one of five levels, with the place it serves."""

    code = models.CharField(max_length=9, primary_key=True)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120)
    level = models.IntegerField(choices=Level.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    division_code = models.CharField(max_length=9)

    def __str__(self) -> str:
        return self.name

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


class Clerk(AbstractBaseUser):
    """A sign-in 登录: a clerk 经办人员 with duties, a citizen, or another system.

    A citizen's `login` is their social security number; a service signs in by token only.
    `person_code` 人员编号 says which natural person is behind a clerk's login: several logins of
    one person share it, so that no person takes two steps of one item under two logins.
    """

    login = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=64)
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.CLERK)
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="clerks")
    person_code = models.CharField(max_length=40, blank=True, default="")
    duties = ArrayField(models.CharField(max_length=ENTRY_MAX), default=list)
    token_digest = models.CharField(max_length=64, blank=True, default="", db_index=True)
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = BaseUserManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(kind="clerk") | ~models.Q(person_code=""),
                name="clerk_is_a_person",
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


class AccessRecord(models.Model):
    """An access record 查阅记录: who looked at whom, on which page, what for, and when.

    One record is one page as it was shown. `ssns` are the people on it, `search` what was
    searched for (also when nobody was found), `rows` how many more people a file showed.
    `reason` is the item's number or what was stated; '' where the page itself is the reason.
    """

    append_only: ClassVar[bool] = True

    id = models.BigAutoField(primary_key=True)
    login = models.CharField(max_length=40)
    person_code = models.CharField(max_length=40, blank=True, default="")
    ssns = ArrayField(models.CharField(max_length=18), default=list)
    what = models.CharField(max_length=40, help_text="the page or interface")
    search = models.CharField(max_length=100, blank=True, default="")
    reason = models.CharField(max_length=200, blank=True, default="")
    rows = models.IntegerField(default=0)
    looked_at = models.DateTimeField()

    class Meta:
        indexes = [
            GinIndex(fields=["ssns"], name="access_record_ssns"),
            models.Index(fields=["login", "looked_at"], name="access_record_login"),
        ]

    def __str__(self) -> str:
        return f"{self.login} {self.what}"


class Outcome(models.TextChoices):
    """What became of a try to come in."""

    IN = "in", "成功"
    WRONG = "wrong", "账号或密码不正确"
    TOKEN = "token", "令牌不正确"


class SignIn(models.Model):
    """A try to sign in 登录记录: under which login, from where, and what became of it.

    `device` is the mark of the browser, given to it when a login first came in there. A wrong
    token has no login, since nobody knows whose it was meant to be.
    """

    append_only: ClassVar[bool] = True

    id = models.BigAutoField(primary_key=True)
    login = models.CharField(max_length=40, blank=True, default="")
    address = models.CharField(max_length=45)
    device = models.CharField(max_length=32, blank=True, default="")
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["login", "at"], name="sign_in_login"),
            models.Index(fields=["address", "at"], name="sign_in_address"),
        ]

    def __str__(self) -> str:
        return f"{self.login} {self.outcome}"


class UpkeepKind(models.TextChoices):
    """What an operator of the machine does to a node past its pages."""

    PSQL = "psql", "直连数据库"
    BACKUP = "backup", "备份"
    DRILL = "drill", "恢复演练"
    RESTORE = "restore", "恢复"
    REPAIR = "repair", "数据修复"
    SUMS = "sums", "校验和重算"


UPKEEPS = {
    UpkeepKind.PSQL: Text("直连数据库", "Database by hand"),
    UpkeepKind.BACKUP: Text("备份", "Backup"),
    UpkeepKind.DRILL: Text("恢复演练", "Drill"),
    UpkeepKind.RESTORE: Text("恢复", "Restore"),
    UpkeepKind.REPAIR: Text("数据修复", "Row repair"),
    UpkeepKind.SUMS: Text("校验和重算", "Sums made anew"),
}


class UpkeepRecord(models.Model):
    """An upkeep record 运维记录: who on the machine did what to this node, when, as which role.

    `person` is a user of the machine, `role` the database role they came as. `facts` says what
    came of it, as JSON: of a backup its folder and positions, of a drill how long it took.
    """

    append_only: ClassVar[bool] = True

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=8, choices=UpkeepKind.choices)
    person = models.CharField(max_length=80)
    role = models.CharField(max_length=63)
    facts = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["kind", "at"], name="upkeep_record_kind")]

    def __str__(self) -> str:
        return f"{self.kind} {self.person}"

    def as_json(self) -> dict[str, Any]:
        """Return the record as JSON, what was done in both languages too."""
        return {
            "kind": self.kind,
            "kind_name": UPKEEPS[UpkeepKind(self.kind)].as_json(),
            "person": self.person,
            "role": self.role,
            "facts": self.facts,
            "at": self.at.isoformat(),
        }
