"""What may be refused of papers 材料: one that is missing, a scan that is none."""

from tongchou.standards.refusal import Refusal
from tongchou.standards.text import Text
from tongchou.workflow.papers import Paper


def paper_missing(paper: Paper) -> Refusal:
    """Refuse to approve an item without a paper that must be brought."""
    may_follow = (
        Text("请补齐后再审批，或办理容缺承诺", "Attach it, or take the promise that it follows")
        if paper.follows
        else Text("请补齐后再审批，或退回补正", "Attach it, or return the item for it")
    )
    return Refusal(
        code="paper.missing",
        text=Text(f"缺少材料：{paper.text.zh}", f"A paper is missing: {paper.text.en}"),
        field=f"paper-{paper.code}",
        remedy=may_follow,
    )


def no_such_paper() -> Refusal:
    """Refuse what is handed in for a paper that the item does not ask for."""
    return Refusal(
        code="paper.unknown",
        text=Text("本办件不需要这种材料", "This item asks for no such paper"),
        field="paper",
    )


def papers_closed(status: Text) -> Refusal:
    """Refuse a paper of an item that has ended and for which none was promised."""
    return Refusal(
        code="paper.closed",
        text=Text(
            f"本办件{status.zh}，不再收取材料",
            f"This item is {status.en.lower()}; nothing is handed in for it any more",
        ),
    )


def may_not_follow(paper: Paper) -> Refusal:
    """Refuse the promise of a paper that may not follow, or that nobody needs to promise."""
    return Refusal(
        code="paper.may_not_follow",
        text=Text(
            f"{paper.text.zh}不适用容缺受理",
            f"No promise is taken for this paper: {paper.text.en}",
        ),
        field=f"paper-{paper.code}",
        remedy=Text("请收取材料原件扫描", "Attach a scan of it"),
    )


def not_a_scan() -> Refusal:
    """Refuse a file that is no PDF, JPEG or PNG, whatever its name says."""
    return Refusal(
        code="paper.not_a_scan",
        text=Text("文件不是PDF、JPEG或PNG", "The file is no PDF, JPEG or PNG"),
        field="file",
        remedy=Text("请重新扫描，存为上述格式", "Scan it again and save it as one of these"),
    )


def scan_too_large(limit_mb: int) -> Refusal:
    """Refuse a scan larger than a paper may be."""
    return Refusal(
        code="paper.too_large",
        text=Text(f"文件超过{limit_mb}MB", f"The file has more than {limit_mb} MB"),
        field="file",
        remedy=Text("请降低分辨率，或分成几个文件", "Scan it at a lower resolution, or in parts"),
    )


def too_many_scans(limit: int) -> Refusal:
    """Refuse one more scan of an item that has as many as it may."""
    return Refusal(
        code="paper.too_many",
        text=Text(f"本办件已有{limit}个附件", f"This item has {limit} attachments already"),
        field="file",
        remedy=Text("请合并为较少的文件", "Put several pages into one file"),
    )


def no_file() -> Refusal:
    """Refuse what comes without its file."""
    return Refusal(code="form.missing", text=Text("请选择文件", "Choose the file"), field="file")
