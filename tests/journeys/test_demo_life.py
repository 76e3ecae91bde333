"""The demo's life, through real nodes in real processes."""

import json

from running import Cluster
from tongchou.channels.demo.life import PROVINCES, Played, cast, sample
from tongchou.standards.codes import MINISTRY


def test_every_check_inside_the_demo_holds(played: Played) -> None:
    broken = [check["en"] for check in played.checks if not check["holds"]]

    assert played.checks
    assert not broken


def test_every_province_is_held_as_far_as_it_is_sealed(nodes: Cluster, played: Played) -> None:
    assert played.holds

    rows = nodes.nodes.call(MINISTRY, "GET", "/status")["provinces"]

    assert {row["province"] for row in rows} >= set(PROVINCES)
    for row in rows:
        own = nodes.nodes.call(row["province"], "GET", "/log")
        assert row["held"] == own["sealed"] == own["written"]


def test_the_country_is_the_sum_of_its_provinces_to_the_fen(played: Played) -> None:
    assert {"fund", "accounts"} <= played.books.keys()
    for book in played.books.values():
        whole = {row["account"]: row["closing_fen"] for row in book["consolidated"]}
        parts = dict.fromkeys(whole, 0)
        for row in book["provinces"]:
            parts[row["account"]] += row["closing_fen"]

        assert {row["province"] for row in book["provinces"]} == set(PROVINCES)
        assert any(whole.values())
        assert whole == parts


def test_what_was_received_is_what_was_assessed(played: Played) -> None:
    assert len(played.declarations) == len(PROVINCES)
    for declared, received in zip(played.declarations, played.receipts, strict=True):
        assert received["amount_fen"] == declared["employer_fen"] + declared["employee_fen"]


def test_the_moved_record_left_one_account_and_reached_the_other(played: Played) -> None:
    mover = cast()["mover"]
    by_province = {part["province"]: part for part in played.dossier["provinces"]}

    assert by_province[mover["province"]]["account_fen"] == 0
    assert by_province[mover["destination"]]["account_fen"] > played.transfer["account_fen"]
    assert played.dossier["months"] == 2  # September in the one province, October in the other
    assert played.dossier["transfers"][0]["completed_on"]


def test_the_same_file_twice_changes_nothing_and_says_so(nodes: Cluster, played: Played) -> None:
    before = nodes.nodes.call("34", "GET", "/log")["written"]
    path = nodes.home / "34-declaration-2024-09.csv"
    path.write_bytes(sample(path.name))

    done = nodes.tongchou("declare", str(path), "--province", "34", "--month", "2024-09", "--json")
    answer = json.loads(done.stdout)

    assert done.returncode == 0
    assert answer["repeated"] is True
    assert answer["item_number"] == played.declarations[0]["item_number"]
    assert nodes.nodes.call("34", "GET", "/log")["written"] == before


def test_the_pension_is_paid_from_fund_and_account(nodes: Cluster, played: Played) -> None:
    retiree = cast()["retiree"]
    dossier = nodes.nodes.call(
        MINISTRY, "POST", "/query", json={"ssn": retiree["ssn"], "reason": "test"}
    )
    (payment,) = dossier["payments"]

    assert (
        payment["amount_fen"] == played.pension["total_fen"] == dossier["benefits"][0]["total_fen"]
    )
    assert dossier["benefits"][0]["worksheet"] == played.pension["worksheet"]


def test_signals_reach_both_provinces_and_the_ministry(played: Played) -> None:
    assert [signal["code"] for signal in played.signals] == ["duplicate_contribution_month"] * 3
    assert all({place["province"] for place in signal["places"]} == {"32", "34"}
               for signal in played.signals)  # fmt: skip


def test_every_command_answers_in_json(nodes: Cluster, played: Played) -> None:
    mover = cast()["mover"]
    for words in (
        ("status",),
        ("signals",),
        ("verify",),
        ("books", "--month", "2024-11"),
        ("query", "--reason", "核查"),
        ("item", "show", played.transfer["letter"]),
        ("item", "list", "--province", "34", "--which", "all"),
    ):
        done = nodes.tongchou(*words, "--json", typed=mover["ssn"])
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)


def test_an_unknown_number_is_answered_in_a_sentence(nodes: Cluster) -> None:
    done = nodes.tongchou("query", "--reason", "核查", "--json", typed="11010519491231002X")

    assert done.returncode == 1
    assert "404" in json.loads(done.stdout)["error"]
