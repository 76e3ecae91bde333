"""The lists of the pages of administration: agencies, clerks, tokens, and the records."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from tongchou.agency.models import (
    AccessRecord,
    AdministrativeRecord,
    Agency,
    Clerk,
    Outcome,
    SignIn,
    Token,
)
from tongchou.channels.front.lists import Column, Kind, Listing, named
from tongchou.channels.front.visit import now
from tongchou.standards.identity import mask_ssn, ssn_faults
from tongchou.standards.text import Text

INDENT = "\u3000"
SSNS_SHOWN = 5
OUTCOMES = {
    Outcome.IN: Text("登录成功", "Came in"),
    Outcome.WRONG: Text("账号或密码不正确", "Wrong login or password"),
    Outcome.TOKEN: Text("令牌不正确", "Wrong token"),
    Outcome.PASSWORD: Text("密码正确（另需验证码）", "Right password (a code is asked for too)"),
    Outcome.CODE: Text("验证码不正确", "Wrong code"),
    Outcome.OUT: Text("退出", "Went out"),
}
IN_USE, ENDED = "done", "stopped"


def joined(texts: list[Text]) -> Text:
    """Return several wordings as one."""
    return Text("、".join(one.zh for one in texts), ", ".join(one.en for one in texts))


def who(login: str) -> str:
    """Return a login as a list shows it: a citizen's is their number, and masked."""
    return login if ssn_faults(login) else mask_ssn(login)


def told(facts: Mapping[str, Any]) -> str:
    """Return what was kept of an act as a person reads it: the name of each fact, and its value."""
    return "; ".join(
        f"{name} {', '.join(map(str, value)) if isinstance(value, list) else value}"
        for name, value in facts.items()
        if value not in ("", None)
    )


def _agency_name(agency: Agency | None) -> Text | str:
    return Text(agency.name, agency.name_en) if agency else ""


AGENCIES: Listing[Agency] = Listing(
    "agencies",
    Text("经办机构", "Agencies"),
    (
        Column(
            "name", Text("机构", "Agency"),
            lambda one: Text(
                INDENT * (one.level - 1) + one.name, INDENT * (one.level - 1) + one.name_en
            ),
            leads=lambda one: reverse("administration:agency", args=[one.code]),
        ),
        Column("code", Text("代码", "Code"), lambda one: one.code, Kind.CODE, sorts=("code",)),
        Column(
            "level", Text("层级", "Level"),
            lambda one: named("agency_levels", str(one.level)),
            sorts=("level", "code"),
        ),
        Column(
            "state", Text("状态", "State"),
            lambda one: Text("已关闭", "Closed") if one.closed_at else Text("在用", "In use"),
            mark=lambda one: ENDED if one.closed_at else IN_USE,
        ),
    ),
)  # fmt: skip

CLERKS: Listing[Clerk] = Listing(
    "clerks",
    Text("人员与岗位", "Clerks and duties"),
    (
        Column(
            "login", Text("账号", "Login"), lambda one: one.login, sorts=("login",),
            leads=lambda one: reverse("administration:clerk", args=[one.login]),
        ),
        Column("name", Text("姓名", "Name"), lambda one: one.name),
        Column("agency", Text("机构", "Agency"), lambda one: _agency_name(one.agency)),
        Column(
            "duties", Text("岗位", "Duties"),
            lambda one: joined(one.duty_texts) if one.duties else Text("没有岗位", "None"),
        ),
        Column(
            "state", Text("状态", "State"),
            lambda one: Text("在用", "In use") if one.is_active else Text("已停用", "Suspended"),
            mark=lambda one: IN_USE if one.is_active else ENDED,
        ),
    ),
    order="login",
)  # fmt: skip

TOKENS: Listing[Token] = Listing(
    "tokens",
    Text("令牌", "Tokens"),
    (
        Column("name", Text("名称", "Name"), lambda one: one.name),
        Column("holder", Text("持有账号", "Holder"), lambda one: one.holder.login),
        Column("duties", Text("岗位", "Duties"), lambda one: joined(one.duty_texts)),
        Column("scope", Text("范围", "Scope"), lambda one: _agency_name(one.agency)),
        Column("ends", Text("截止", "Ends"), lambda one: one.ends_at, Kind.MOMENT),
        Column(
            "state", Text("状态", "State"),
            lambda one: Text("有效", "Open") if one.is_open(now()) else Text("已失效", "Ended"),
        ),
    ),
)  # fmt: skip
"""What is exported of the tokens; the page draws them with what may be done to each."""

ACTS: Listing[AdministrativeRecord] = Listing(
    "acts",
    Text("管理操作", "Administrative acts"),
    (
        Column("at", Text("时间", "When"), lambda one: one.at, Kind.MOMENT, sorts=("id",)),
        Column("by", Text("管理员", "By"), lambda one: who(one.login)),
        Column(
            "act", Text("操作", "Act"), lambda one: named("administrative_acts", one.act)
        ),
        Column("on", Text("对象", "On"), lambda one: one.subject),
        Column("before", Text("变更前", "Before"), lambda one: told(one.before)),
        Column("after", Text("变更后", "After"), lambda one: told(one.after)),
    ),
    order="-at",
)  # fmt: skip

SIGN_INS: Listing[SignIn] = Listing(
    "sign-ins",
    Text("登录记录", "Sign-ins"),
    (
        Column("at", Text("时间", "When"), lambda one: one.at, Kind.MOMENT, sorts=("id",)),
        Column("login", Text("账号", "Login"), lambda one: who(one.login)),
        Column("outcome", Text("结果", "Outcome"), lambda one: OUTCOMES[Outcome(one.outcome)]),
        Column("address", Text("网络地址", "Address"), lambda one: one.address, Kind.CODE),
    ),
    order="-at",
)  # fmt: skip


def _whom(one: AccessRecord) -> str:
    shown = " ".join(map(mask_ssn, one.ssns[:SSNS_SHOWN]))
    return f"{shown} … {len(one.ssns)}" if len(one.ssns) > SSNS_SHOWN else shown


LOOKS: Listing[AccessRecord] = Listing(
    "looks",
    Text("查阅与导出", "Looks and exports"),
    (
        Column("at", Text("时间", "When"), lambda one: one.looked_at, Kind.MOMENT, sorts=("id",)),
        Column("login", Text("账号", "Login"), lambda one: who(one.login)),
        Column("what", Text("页面或接口", "Page or interface"), lambda one: one.what, Kind.CODE),
        Column("whom", Text("所查人员", "Whom"), _whom),
        Column("reason", Text("事由", "Reason"), lambda one: one.reason),
        Column("rows", Text("另有行数", "Other rows"), lambda one: one.rows, Kind.COUNT),
    ),
    order="-at",
)  # fmt: skip

RECORDS: Mapping[str, Listing[Any]] = {"acts": ACTS, "sign-ins": SIGN_INS, "looks": LOOKS}
"""The kinds of record, each as its address names it."""
