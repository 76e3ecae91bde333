"""Writing who works here, what they may do, and the records of what happened."""

from tongchou.agency.changes.agencies import AgencyEntry, add_agency, change_agency, close_agency
from tongchou.agency.changes.clerks import (
    ClerkEntry,
    add_clerk,
    change_clerk,
    reset_password,
    resume_clerk,
    suspend_clerk,
)
from tongchou.agency.changes.first import Administrator, make_first_people, readmit
from tongchou.agency.changes.kept_forms import (
    KEPT_FOR,
    forget_form,
    forget_old_forms,
    keep_form,
    take_form,
)
from tongchou.agency.changes.outside import (
    Deed,
    SignInChange,
    hand_over_password,
    write_sign_in,
)
from tongchou.agency.changes.records import (
    LOGIN_MAX,
    REASON_MAX,
    judged_alone,
    kept,
    note_access,
    note_act,
    note_sign_in,
    note_upkeep,
)
from tongchou.agency.changes.second_factor import (
    address_in,
    begin_second_factor,
    forget_second_factor,
    remove_second_factor,
    take_code,
)
from tongchou.agency.changes.security import (
    give_duties,
    issue_own_token,
    issue_token,
    revoke_token,
)
from tongchou.agency.changes.sign_ins import (
    choose_password,
    end_sessions,
    open_citizen_sign_in,
)
from tongchou.agency.changes.substitutions import end_substitution, name_substitute

__all__ = [
    "KEPT_FOR",
    "LOGIN_MAX",
    "REASON_MAX",
    "Administrator",
    "AgencyEntry",
    "ClerkEntry",
    "Deed",
    "SignInChange",
    "add_agency",
    "add_clerk",
    "address_in",
    "begin_second_factor",
    "change_agency",
    "change_clerk",
    "choose_password",
    "close_agency",
    "end_sessions",
    "end_substitution",
    "forget_form",
    "forget_old_forms",
    "forget_second_factor",
    "give_duties",
    "hand_over_password",
    "issue_own_token",
    "issue_token",
    "judged_alone",
    "keep_form",
    "kept",
    "make_first_people",
    "name_substitute",
    "note_access",
    "note_act",
    "note_sign_in",
    "note_upkeep",
    "open_citizen_sign_in",
    "readmit",
    "remove_second_factor",
    "reset_password",
    "resume_clerk",
    "revoke_token",
    "suspend_clerk",
    "take_code",
    "take_form",
    "write_sign_in",
]
