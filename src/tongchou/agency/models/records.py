"""Records that are only added to: looks, sign-ins, what operators and administrators did."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from tongchou.standards.text import Text


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
            # How often a sign-in searched within the hour is asked at every search.
            models.Index(
                fields=["login", "looked_at"],
                condition=models.Q(search__gt=""),
                name="access_record_searches",
            ),
            # Few among many: who audits reads them alone.
            models.Index(
                fields=["-id"],
                condition=models.Q(what__startswith="export."),
                name="access_record_exports",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.login} {self.what}"


class Outcome(models.TextChoices):
    """What became of a try to come in; or that somebody went out."""

    IN = "in", "成功"
    WRONG = "wrong", "账号或密码不正确"
    TOKEN = "token", "令牌不正确"
    PASSWORD = "password", "密码正确(另需验证码)"
    CODE = "code", "验证码不正确"
    OUT = "out", "退出"


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
    DEPARTMENT_KEY = "dept_key", "部门公钥"


UPKEEPS = {
    UpkeepKind.PSQL: Text("直连数据库", "Database by hand"),
    UpkeepKind.BACKUP: Text("备份", "Backup"),
    UpkeepKind.DRILL: Text("恢复演练", "Drill"),
    UpkeepKind.RESTORE: Text("恢复", "Restore"),
    UpkeepKind.REPAIR: Text("数据修复", "Row repair"),
    UpkeepKind.SUMS: Text("校验和重算", "Sums made anew"),
    UpkeepKind.DEPARTMENT_KEY: Text("部门公钥", "Key of a department"),
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


class AdministrativeRecord(models.Model):
    """An administrative record 管理记录: which administrator did what, on whom or what, and when.

    `act` is a code of `administrative_acts.yaml`; `subject` an agency's code, a login, or a
    token's number. `before` and `after` hold what was changed, as JSON. No password, token or
    secret stands in it.
    """

    append_only: ClassVar[bool] = True

    id = models.BigAutoField(primary_key=True)
    login = models.CharField(max_length=80)
    person_code = models.CharField(max_length=40, blank=True, default="")
    act = models.CharField(max_length=24)
    subject = models.CharField(max_length=40)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["login", "at"], name="administrative_record_login"),
            models.Index(fields=["subject", "at"], name="administrative_record_subject"),
            models.Index(fields=["act", "-id"], name="administrative_record_act"),
        ]

    def __str__(self) -> str:
        return f"{self.login} {self.act} {self.subject}"
