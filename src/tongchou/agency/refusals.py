"""What the three administrators are refused, and what to do instead."""

from collections.abc import Iterable, Sequence

from tongchou.agency.duties import ADMINISTRATION, duty_text
from tongchou.agency.models import Agency, Clerk
from tongchou.standards import codes
from tongchou.standards.refusal import Refusal
from tongchou.standards.text import Text

NAMED_MAX = 10
"""So many of what hinders are named; the others are counted."""

FIELDS = {
    "code": Text("机构代码应为6至9位数字或大写字母", "A code has 6 to 9 digits or capitals"),
    "name": Text("请填写名称，不要过长", "Give a name, and not too long a one"),
    "name_en": Text("请填写英文名称，不要过长", "Give an English name, and not too long a one"),
    "level": Text("请选择五级中的一级", "Choose one of the five levels"),
    "division_code": Text(
        "行政区划代码与层级不符：省、市、县为6位，乡镇为9位",
        "The division code does not fit the level: 6 digits down to the county, 9 for a township",
    ),
    "login": Text(
        "账号以小写字母开头，由2至40位小写字母、数字和 . _ - 组成",
        "A login begins with a small letter and has 2 to 40 small letters, digits, or . _ -",
    ),
    "kind": Text("请选择经办人员或系统", "Choose a clerk or a service"),
    "person_code": Text(
        "经办人员须填写人员编号，系统不填", "A clerk has a person code, a service has none"
    ),
}


def malformed(field: str) -> Refusal:
    """Refuse what is not written as the field asks."""
    return Refusal(code=f"administration.{field}", text=FIELDS[field], field=field)


def lacking(by: Clerk, duty: str) -> Iterable[Refusal]:
    """Refuse an act of somebody who is not the administrator whose work it is."""
    if by.is_active and by.has_duty(duty):
        return ()
    named = duty_text(duty)
    text = Text(f"这项操作由{named.zh}办理", f"This is done by who has the duty: {named.en}")
    return (Refusal(code="administration.duty", text=text),)


def own_sign_in() -> Refusal:
    """Refuse to let an administrator change what they themselves may do."""
    return Refusal(
        code="administration.own",
        text=Text("不能变更自己的账号", "Nobody changes their own sign-in"),
        remedy=Text("请由另一名管理员办理", "Ask another administrator"),
    )


def unknown(field: str, value: str) -> Refusal:
    """Refuse what names nothing that is in use here."""
    return Refusal(
        code="administration.unknown",
        text=Text(f"没有在用的“{value}”", f"Nothing in use is called '{value}'"),
        field=field,
    )


def taken(field: str, value: str) -> Refusal:
    """Refuse a name that something else has."""
    return Refusal(
        code="administration.taken",
        text=Text(f"“{value}”已被使用", f"'{value}' is taken"),
        field=field,
        remedy=Text("请换一个", "Choose another one"),
    )


def outside_parent(parent: Agency) -> Refusal:
    """Refuse an agency that does not lie under the one above it."""
    return Refusal(
        code="administration.outside_parent",
        text=Text(
            f"该机构不在上级机构（{parent.name}）的层级或区划之下",
            f"It does not lie under the agency above it ({parent.name_en}), by level or division",
        ),
        field="parent",
    )


def no_such_division(code: str) -> Refusal:
    """Refuse an agency for a division that is not there."""
    earlier = codes.table("earlier_places").get(code)
    now = str(earlier.facts["now"]) if earlier else ""
    remedy = Text(f"现为{now}", f"It is {now} now") if now else None
    return Refusal(
        code="administration.no_such_division",
        text=Text(f"没有行政区划代码{code}", f"There is no division {code}"),
        field="division_code",
        remedy=remedy,
    )


def nodes_own() -> Refusal:
    """Refuse to close the agency that the node itself is."""
    text = Text("本节点自身的机构不能关闭", "The node's own agency cannot be closed")
    return Refusal(code="administration.nodes_own", text=text)


def still_held(kind: str, names: Sequence[str]) -> Refusal:
    """Refuse to close an agency that still has clerks, items or agencies; say which."""
    called = {
        "clerks": Text("在用人员", "active sign-ins"),
        "items": Text("未办结事项", "open items"),
        "agencies": Text("下级机构", "agencies below it"),
    }[kind]
    shown = ", ".join(names[:NAMED_MAX]) + (" …" if len(names) > NAMED_MAX else "")
    return Refusal(
        code=f"administration.still_{kind}",
        text=Text(
            f"还有{called.zh}{len(names)}个：{shown}",
            f"There are {called.en} ({len(names)}): {shown}",
        ),
        remedy=Text("请先停用、办结或移交", "Suspend, complete or hand them over first"),
    )


def bad_duties(fault: str) -> Refusal:
    """Refuse duties that do not exist, or not for one sign-in."""
    return Refusal(
        code="administration.duties",
        text=Text(f"岗位有误：{fault}", f"These duties cannot be given: {fault}"),
        field="duties",
        remedy=Text(
            "管理员只能有一项岗位，且不办理业务", "An administrator has one duty, and no business"
        ),
    )


def shares_a_person(clerk: Clerk) -> Refusal | None:
    """Refuse an administrator who would sign in for other work under another login.

    Of a person who is an administrator there is one active sign-in.
    """
    if not clerk.person_code:
        return None
    others = Clerk.objects.filter(person_code=clerk.person_code, is_active=True)
    others = others.exclude(login=clerk.login)
    if not clerk.is_administrator:
        others = others.filter(duties__overlap=list(ADMINISTRATION))
    other = others.first()
    if other is None:
        return None
    return Refusal(
        code="administration.one_person",
        text=Text(
            f"同一人员已有账号“{other.login}”，管理员不得兼任其他岗位",
            f"The same person has the login '{other.login}': an administrator does no other work",
        ),
        field="person_code",
        remedy=Text(
            "请由另一人担任，或先停用该账号", "Choose another person, or suspend that login"
        ),
    )


def leaves_nobody(clerk: Clerk, duties: Sequence[str] = ()) -> Refusal | None:
    """Refuse to take the last administrator of a kind."""
    for duty in ADMINISTRATION:
        if duty not in clerk.duties or duty in duties:
            continue
        others = Clerk.objects.filter(duties__contains=[duty], is_active=True)
        if not others.exclude(login=clerk.login).exists():
            named = duty_text(duty)
            return Refusal(
                code="administration.last",
                text=Text(f"这是最后一名{named.zh}", f"Nobody else has the duty: {named.en}"),
                remedy=Text("请先指定另一人", "Give it to another person first"),
            )
    return None


def beyond_holder(field: str) -> Refusal:
    """Refuse a token that would give more than its holder has."""
    return Refusal(
        code="administration.beyond_holder",
        text=Text("令牌的权限不能超出其持有账号", "A token gives no more than its holder has"),
        field=field,
    )


def bad_end(days: int) -> Refusal:
    """Refuse a token without an end that is near enough."""
    return Refusal(
        code="administration.end",
        text=Text(f"截止时间应在今后{days}天之内", f"A token ends within {days} days from now"),
        field="ends_at",
    )


def no_second_factor() -> Refusal:
    """Refuse to remove a second factor that is not there."""
    text = Text("该账号没有动态验证码", "This sign-in has no second factor")
    return Refusal(code="administration.no_second_factor", text=text)


def code_wanted() -> Refusal:
    """Ask for the code of the second factor beside the password."""
    return Refusal(
        code="sign_in.code_wanted",
        text=Text("还需要动态验证码", "A code of the second factor is wanted too"),
        field="code",
        remedy=Text("请填写手机上显示的6位数字", "Give the 6 digits that your phone shows"),
    )


def enrol_first() -> Refusal:
    """Refuse who must have a second factor and has none yet."""
    return Refusal(
        code="sign_in.enrol_first",
        text=Text("本节点要求动态验证码，该账号尚未启用", "This node asks for a second factor"),
        field="code",
        remedy=Text("请先在网页登录并启用", "Sign in by page and set it up there first"),
    )


def password_for_one_time() -> Refusal:
    """Refuse to go on with a password that is good for one time."""
    return Refusal(
        code="password.one_time",
        text=Text("这是一次性密码，请先修改", "This password is good for one time"),
        field="chosen",
        remedy=Text("请设置自己的密码", "Choose your own one"),
    )


def no_colleague(login: str) -> Refusal:
    """Refuse a substitute who is none: another active clerk of the same agency."""
    return Refusal(
        code="substitution.no_colleague",
        text=Text(f"“{login}”不是本机构在用的其他经办人员", f"'{login}' is no colleague of yours"),
        field="substitute",
        remedy=Text("请选择本机构的另一位人员", "Choose another clerk of your own agency"),
    )


def bad_days() -> Refusal:
    """Refuse days that are over, or do not follow each other."""
    return Refusal(
        code="substitution.days",
        text=Text(
            "止日不早于今日和起日，且不超过一年",
            "The last day is not before today or the first day, and at most a year after it",
        ),
        field="last_day",
    )


def has_substitute() -> Refusal:
    """Refuse a second substitute for a day."""
    return Refusal(
        code="substitution.taken",
        text=Text("这些日期已有代办人", "There is a substitute for some of these days already"),
        field="first_day",
        remedy=Text("请先结束原安排", "End that one first"),
    )


def slip_of_another_item() -> Refusal:
    """Refuse to hand a password over by an item after which another one changed the sign-in."""
    return Refusal(
        code="sign_in.another_item",
        text=Text(
            "该账户后来又办理过开通或重置，本事项不能再发放一次性密码",
            "The sign-in was opened or reset again since, by another item",
        ),
        remedy=Text("请在最近一次开通或重置的事项中发放", "Hand it over on the page of that item"),
    )


def waits_for_no_password() -> Refusal:
    """Refuse to hand a password over for a sign-in that has its owner's, or is none any more."""
    return Refusal(
        code="sign_in.not_waiting",
        text=Text(
            "该账户已由本人设置密码，或已注销，不能再发放一次性密码",
            "The owner has chosen a password since, or the sign-in was ended",
        ),
        remedy=Text("忘记密码的请办理密码重置", "If it was forgotten, take in a reset"),
    )
