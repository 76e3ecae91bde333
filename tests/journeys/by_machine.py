"""A day's deeds over the machine interface, each as one person, with what that person was told."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from in_words import NotTaken, waited_for
from plan import CLERK, HERE

from running import Cluster
from tongchou.channels.cli.client import Refused
from tongchou.channels.demo.life import SCAN


class ByMachine:
    """What clerks do over the interface; whatever is refused raises `NotTaken` with its words."""

    def __init__(self, cluster: Cluster) -> None:
        self.nodes = cluster.nodes

    def call(self, who: str, path: str, *, province: str = HERE, **given: Any) -> Any:
        """Ask a province for something, as one of its people or, for '', as a service."""
        with _said():
            return self.nodes.call(province, "POST", path, sign_in=who or None, **given)

    def accept(
        self, who: str, code: str, form: dict[str, Any], *, province: str = HERE, **more: Any
    ) -> str:
        """Accept a matter; return its number."""
        asked = {"code": code, "form": form, **more}
        return str(self.call(who, "/items", province=province, json=asked)["number"])

    def take_in(self, who: str, code: str, form: dict[str, Any]) -> str:
        """Take a matter in for the agency that is competent; return its number."""
        return self.accept(who, code, form, on_behalf=True)

    def step(self, who: str, number: str, verb: str, **given: Any) -> str:
        """Take a step of a matter; return the status that it then has."""
        path = f"/items/{number}/{verb}"
        return str(self.call(who, path, province=number[:2], json=given)["status"])

    def give_back(self, who: str, number: str, field: str, words: str) -> None:
        """Give a matter back for one field to be mended."""
        self.step(who, number, "return", points=[{"about": f"field:{field}", "words": words}])

    def correct(self, who: str, number: str, form: dict[str, Any]) -> None:
        """Accept again what was given back, with the form as it is now."""
        self.step(who, number, "accept", form=form)

    def refuse(self, who: str, number: str, reason: str) -> None:
        """Refuse a matter for one of the reasons of the table."""
        self.step(who, number, "refuse", points=[{"about": f"reason:{reason}", "words": ""}])

    def withdraw(self, who: str, number: str) -> None:
        """Withdraw a matter."""
        self.step(who, number, "withdraw")

    def reverse(self, who: str, number: str, code: str, ssn: str) -> str:
        """Begin the reversal of a completed matter; return its number."""
        form = {"item_number": number, "ssn": ssn, "reason": "录入有误"}
        return self.accept(who, code, form)

    def attach(self, who: str, number: str, paper: str) -> None:
        """Attach a scan for a paper."""
        scan = {"file": ("扫描件.pdf", SCAN)}
        self.call(who, f"/items/{number}/papers/{paper}", province=number[:2], files=scan)

    def hand_on(self, who: str, number: str, to: str) -> None:
        """Put a matter into a colleague's hand."""
        self.call(who, f"/items/{number}/hand", json={"to": to, "word": "请接着办理"})

    def take_over(self, who: str, number: str) -> None:
        """Take a matter into the own hand, in whosever it was."""
        self.hand_on(who, number, who)

    def batch(self, who: str, verb: str, numbers: Sequence[str]) -> None:
        """Let many matters take their next step as one batch, and wait until it has ended."""
        del verb  # each item's next step says it
        chosen = self.call(who, "/batches", json={"numbers": list(numbers)})
        assert chosen["ready"] == len(numbers), chosen
        path = f"/batches/{chosen['batch']['id']}"
        self.call(who, f"{path}/begin", json={})
        waited_for(lambda: self.nodes.call(HERE, "GET", path, sign_in=who)["ended_at"])

    def status(self, number: str, who: str = CLERK) -> str:
        """Return where a matter stands."""
        return str(self.shown(number, who)["status"])

    def shown(self, number: str, who: str = CLERK) -> dict[str, Any]:
        """Return a matter as a person is shown it."""
        shown: dict[str, Any] = self.nodes.call(number[:2], "GET", f"/items/{number}", sign_in=who)
        return shown

    def wait_until(self, number: str, status: str) -> None:
        """Wait until a matter stands where another party brings it."""
        waited_for(lambda: self.status(number) == status)

    def answered(self, number: str) -> None:
        """Wait until the ministry has answered what a matter asks."""
        waited_for(lambda: self.shown(number)["waits_for"] != "ministry")

    def found(self, province: str, code: str, ssn: str) -> str:
        """Return the number of the matter of a kind about somebody, once there is one."""
        asked = {"which": "all", "text": ssn, "item": code}
        return str(
            waited_for(lambda: self.call(CLERK, "/items/search", province=province, json=asked))
            [0]["number"]
        )  # fmt: skip


@contextmanager
def _said() -> Iterator[None]:
    """Turn a refusal into the words that a person reads, each in both languages."""
    try:
        yield
    except Refused as refused:
        said = refused.answer["refusals"]
        assert all(one["zh"] and one["en"] for one in said), said
        words = [one["zh"] + str((one.get("remedy") or {}).get("zh", "")) for one in said]
        raise NotTaken(" ".join(words)) from refused
