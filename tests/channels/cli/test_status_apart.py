"""Where the ministry runs elsewhere, `tongchou status` says how the provinces' own ends stand."""

from typing import Any

import pytest

from tongchou.channels.cli.apart import print_links

ROLLED_BACK = {"zh": "留存至第4号", "en": "Held up to position 4"}


def log(**more: Any) -> dict[str, Any]:
    link = {"state": "level", "confirmed": 4, "last_contact_at": None, "fault": None}
    return {
        "sealed": 4,
        "links": [{**link, "refused": more.pop("refused", None), **more}],
        "halted": more.get("halted"),
        "certificates": more.get("certificates", []),
        "keys": more.get("keys", []),
        "published": more.get("published"),
    }


def test_a_link_that_is_well_says_nothing_more(capsys: pytest.CaptureFixture[str]) -> None:
    print_links({"34": log()}, machine=False)

    said = capsys.readouterr().out
    assert "level" in said
    assert "✗" not in said


def test_where_more_is_held_than_there_is_the_command_that_mends_it_is_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    print_links({"34": log(confirmed=7)}, machine=False)

    assert "tongchou recover --province 34" in capsys.readouterr().out


def test_each_fault_is_said_once_in_both_languages(capsys: pytest.CaptureFixture[str]) -> None:
    ends = {"node": "34", "zh": "28天后过期", "en": "ends in 28 days"}
    outage = {"zh": "ConnectError: refused", "en": "ConnectError: refused"}
    told = log(fault=outage, refused=ROLLED_BACK, halted=ROLLED_BACK, certificates=[ends])
    print_links({"34": told}, machine=False)

    faults = [line for line in capsys.readouterr().out.splitlines() if "✗" in line]
    assert faults == [
        "✗ 34: ConnectError: refused",
        "✗ 34: 留存至第4号 Held up to position 4",
        "✗ 34: 28天后过期 ends in 28 days",
    ]
