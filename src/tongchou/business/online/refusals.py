"""What this line may refuse: a sign-in that is there already, or that is not."""

from tongchou.standards.refusal import Refusal
from tongchou.standards.text import Text


def open_already(field: str) -> Refusal:
    """Refuse to open a sign-in for who has one."""
    return Refusal(
        code="sign_in.open",
        text=Text("该人员已有网上账户", "This person has a sign-in already"),
        field=field,
        remedy=Text("忘记密码的请办理密码重置", "If the password was forgotten, take in a reset"),
    )


def login_of_staff(field: str) -> Refusal:
    """Refuse to open a sign-in under a login by which somebody who works here signs in."""
    return Refusal(
        code="sign_in.of_staff",
        text=Text("该号码已是工作人员的账号", "Somebody who works here has this login"),
        field=field,
        remedy=Text("请系统管理员更换该账号", "Have the system administrator replace that login"),
    )


def none_open(field: str) -> Refusal:
    """Refuse to reset or end a sign-in that is not there, or was ended."""
    return Refusal(
        code="sign_in.none",
        text=Text("没有在用的网上账户", "There is no sign-in in use"),
        field=field,
        remedy=Text("请核对号码，或先办理开通", "Compare the number, or open one first"),
    )


def no_more_users(most: int) -> Refusal:
    """Refuse another user to an employer that has had as many as there are logins."""
    return Refusal(
        code="sign_in.too_many_users",
        text=Text(
            f"该单位累计已授权{most}名经办人",
            f"This employer has had {most} users, as many as it may",
        ),
        field="credit_code",
        remedy=Text("请恢复已有账号", "Open an earlier user again"),
    )
