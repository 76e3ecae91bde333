"""Taking note of files that a restore lost: a known gap from then on, and no fresh finding."""

from datetime import datetime

from tongchou.workflow.models import LostFile
from tongchou.workflow.queries import files_acknowledged, files_lost


def acknowledge_lost(node: str, *, by: str, why: str, at: datetime) -> list[str]:
    """Note that somebody knows of every file that is lost now; return the numbers noted.

    They stay on the list and in every deep proof, with who took note of them and why.
    """
    known = files_acknowledged()
    noted = [one.number for one in files_lost(node) if one.number not in known]
    LostFile.objects.bulk_create(LostFile(number=number, by=by, why=why, at=at) for number in noted)
    return noted
