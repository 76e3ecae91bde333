"""Matters for another province over the machine interface: sent, followed, answered."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from town import settle
from visiting import machine, token_of

from counter import MAN, MAN_NAME, SCAN
from tongchou.registry.models import Forwarded

FORM = {
    "ssn": MAN, "name": MAN_NAME, "from_month": "1990-01", "last_month": "1994-12",
    "months": 58, "wage_index": "0.95", "account_yuan": "0", "document": "手册",
}  # fmt: skip
MATTER = {"code": "prior_record", "form": FORM, "for_province": "32"}
AT = "/api/v1/forwarded"


def test_a_matter_is_sent_with_a_scan_followed_and_answered(counter: dict[str, Any]) -> None:
    settle()
    clerk = machine(token_of(counter, "clerk340104"))

    made = clerk.post(AT, MATTER, content_type="application/json")
    number = made.json()["number"]
    again = clerk.post(AT, MATTER, content_type="application/json")
    paper = clerk.post(
        f"{AT}/{number}/papers/contribution_archive", {"file": SimpleUploadedFile("a.pdf", SCAN)}
    )
    too_early = clerk.post(f"{AT}/{number}/form", {"form": FORM}, content_type="application/json")
    Forwarded.objects.update(status="returned", seen_round=1, turn=2)
    mended = clerk.post(f"{AT}/{number}/form", {"form": FORM}, content_type="application/json")

    assert (made.status_code, made["Location"]) == (201, f"{AT}/{number}")
    assert (again.status_code, again.json()["number"]) == (200, number)
    assert [one["name"] for one in paper.json()["papers"]] == ["a.pdf"]
    assert [one["code"] for one in too_early.json()["refusals"]] == ["forwarded.not_returned"]
    assert mended.json()["round"] == 2
    assert [one["number"] for one in clerk.get(AT).json()] == [number]
    assert clerk.get(f"{AT}?before={number}").json() == []


def test_what_is_not_sent_is_refused_and_another_agency_sees_nothing(
    counter: dict[str, Any],
) -> None:
    settle()
    clerk = machine(token_of(counter, "clerk340104"))
    stranger = machine(token_of(counter, "clerk340209"))
    number = clerk.post(AT, MATTER, content_type="application/json").json()["number"]

    refused = [
        clerk.post(AT, MATTER | changed, content_type="application/json").json()["refusals"][0]
        for changed in (
            {"for_province": "34"}, {"for_province": "99"}, {"code": "employer_registration"},
            {"form": {}},
        )
    ]  # fmt: skip

    assert [one["code"] for one in refused][:3] == [
        "forwarded.no_such_province", "forwarded.no_such_province", "forwarded.not_this_item",
    ]  # fmt: skip
    assert stranger.get(f"{AT}/{number}").status_code == 404
    assert stranger.get(AT).json() == []
