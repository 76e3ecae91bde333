"""What a stranger or a hostile peer sends to a running ministry costs little memory and time."""

import gzip
import json
import os
import resource
from collections.abc import Callable, Iterator
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from time import sleep

import httpx
import pytest

from running import Cluster, cluster
from tongchou.events.chain import NO_HASH, SealedEvent, digest_of, follow, sealed_text
from tongchou.standards.messages import canonical_json
from tongchou.sync.envelope import Envelope, Head, build, pack
from tongchou.sync.keys import ED25519, KEY_MAKERS, Keyring, Signer, signer_of
from tongchou.sync.protocol.marks import Mark

PATH = "/sync/envelopes"
MOMENT = "2024-10-08T01:00:00.000000Z"
LIMIT_BYTES = 512_000_000
GROWTH_KB_MAX = 300_000
SECONDS_MAX = 5.0
BUSY = httpx.codes.SERVICE_UNAVAILABLE
TICKS = os.sysconf("SC_CLK_TCK")


class Ministry:
    """A running ministry that may not take more than some memory, and what a request costs it."""

    def __init__(self, running: Cluster) -> None:
        self.pid = running.pid_of("00")
        self.keyring = Keyring(running.home, "34")
        self._client = httpx.Client(base_url=running.listed["nodes"]["00"]["url"], timeout=60)
        allowed = self._status("VmSize") * 1_024 + LIMIT_BYTES
        resource.prlimit(self.pid, resource.RLIMIT_AS, (allowed, allowed))

    def receive(self, content: bytes) -> httpx.Response:
        """Send content; fail when it costs too much, in memory at the peak or in seconds of CPU."""
        Path(f"/proc/{self.pid}/clear_refs").write_text("5")  # the peak is counted anew
        before, seconds = self._status("VmRSS"), self._seconds()
        while (answer := self._client.post(PATH, content=content)).status_code == BUSY:
            sleep(0.1)  # the running province was heard at that moment; it would come again too
        assert self._status("VmHWM") - before < GROWTH_KB_MAX
        assert self._seconds() - seconds < SECONDS_MAX
        assert len(answer.content) < 1_000
        return answer

    def code_for(self, content: bytes) -> str:
        """Send content; return why it is refused, or nothing."""
        refusal = self.receive(content).json()["refusal"]
        return refusal["code"] if refusal else ""

    def is_well(self) -> bool:
        """Whether the same process still answers."""
        return (
            self._client.get("/healthz").status_code == httpx.codes.OK and self._status("VmRSS") > 0
        )

    def _status(self, name: str) -> int:
        lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith(name + ":"))

    def _seconds(self) -> float:
        fields = Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS


@pytest.fixture(scope="module")
def ministry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ministry]:
    with cluster(tmp_path_factory.mktemp("bombed") / "home", provinces=("34",)) as running:
        lent = Ministry(running)
        yield lent
        assert lent.is_well()


def repeated(text: bytes, times: int, *, before: bytes = b"", after: bytes = b"") -> bytes:
    """Return a text that repeats a piece, as gzip."""
    return gzip.compress(before + text * times + after, compresslevel=9)


def twenty_million_events() -> bytes:
    """Return 60 KB that unpack to 60 MB and parse to gigabytes."""
    return repeated(b"{},", 20_000_000, before=b'{"events":[', after=b"{}]}")


UNSIGNED: dict[str, Callable[[], bytes]] = {
    "twenty million empty events": twenty_million_events,
    "brackets without end": lambda: repeated(b"[", 50_000_000),
    "brackets in the plain": lambda: b"[" * 15_000_000,
    "one long string": lambda: repeated(b"a", 60_000_000, before=b'{"sender":"', after=b'"}'),
    "one long number": lambda: repeated(b"9", 20_000_000, before=b'{"sealed":', after=b"}"),
    "one long line": lambda: b"a" * 15_000_000,
    "lines without end": lambda: b"\n" * 15_000_000,
    "many gzip members": lambda: gzip.compress(b"{}") * 500_000,
    "a gzip cut short": lambda: repeated(b"{},", 1_000_000)[:-20],
    "no gzip": lambda: b"\x1f\x8b" + os.urandom(1_000),
    "nothing": lambda: b"",
}  # fmt: skip


@pytest.mark.parametrize("bomb", UNSIGNED)
def test_what_no_one_signed_is_refused_by_its_head(ministry: Ministry, bomb: str) -> None:
    answer = ministry.receive(UNSIGNED[bomb]())

    assert (answer.status_code, answer.json()["refusal"]["code"]) == (400, "sync.unreadable")


def test_a_large_body_that_no_peer_signed_is_read_no_further_than_its_head(
    ministry: Ministry,
) -> None:
    assert ministry.code_for(bytes(17_000_000)) == "sync.unreadable"


def event(body: str, position: int = 1, kind: str = "persons_enrolled") -> SealedEvent:
    """Return an event as 安徽 would seal it."""
    text = sealed_text(kind, "34-1", "", MOMENT, body)
    sealed = follow(NO_HASH, position, digest_of(text))
    return SealedEvent(position, kind, "34-1", "", MOMENT, body, "sha256", NO_HASH, sealed)


def enveloped(sealed: SealedEvent, signer: Signer, sender: str = "34") -> Envelope:
    tip, at = Mark(1, sealed.position, sealed.hash), datetime.fromisoformat(MOMENT)
    return build([sealed], sender=sender, receiver="00", signer=signer, at=at, tip=tip)


def with_body(envelope: Envelope, body: bytes, keyring: Keyring | None) -> bytes:
    """Return an envelope with another body; signed anew when the sender's keys are there."""
    if keyring is None:
        return pack(Envelope(envelope.head, envelope.signature, body))
    told = {"body_bytes": len(body), "body_digest": sha256(body).hexdigest(), "count": 10_000}
    head = Head(**(envelope.head.model_dump() | told | {"sealed": 10_000}))
    signature = keyring.signer().sign(b"tongchou envelope\n" + head.text())
    return pack(Envelope(head, signature, body))


def test_a_bomb_behind_a_head_that_another_signed_is_refused_unread(ministry: Ministry) -> None:
    stranger = signer_of(KEY_MAKERS[ED25519]())
    bomb = twenty_million_events()
    forged, unknown = (enveloped(event("{}"), stranger, sender) for sender in ("34", "99"))

    codes = [ministry.code_for(with_body(one, bomb, None)) for one in (forged, unknown)]

    assert codes == ["sync.unknown_key", "sync.unknown_peer"]


BODIES: dict[str, Callable[[], bytes]] = {
    "twenty million empty events": twenty_million_events,
    "a gigabyte of nothing": lambda: repeated(bytes(1_000_000), 1_000),
    "twenty-three megabytes of digests": lambda: repeated(b"-" + b"0" * 64, 350_000),
    "events that are too large": lambda: repeated(b"8000000:" + b" " * 8_000_000, 3),
    "many gzip members": lambda: gzip.compress(b"-" + b"0" * 64) * 100_000,
    "empty gzip members": lambda: gzip.compress(b"") * 700_000,
    "no gzip": lambda: os.urandom(1_000_000),
    "cut short": lambda: repeated(b"-" + b"0" * 64, 10_000)[:-10],
}


@pytest.mark.parametrize("bomb", BODIES)
def test_a_signed_body_that_is_a_bomb_is_refused(ministry: Ministry, bomb: str) -> None:
    keyring = ministry.keyring
    content = with_body(enveloped(event("{}"), keyring.signer()), BODIES[bomb](), keyring)

    assert ministry.code_for(content) == "sync.body"


def test_a_head_caught_on_its_way_carries_no_bomb(ministry: Ministry) -> None:
    caught = enveloped(event("{}"), ministry.keyring.signer())

    assert (
        ministry.code_for(with_body(caught, BODIES["a gigabyte of nothing"](), None)) == "sync.body"
    )


MESSAGES: dict[str, Callable[[], str]] = {
    "a column of two million objects": lambda: '{"ssns":[' + "{}," * 2_600_000 + "{}]}",
    "as many faults as may be": lambda: '{"ssns":[' + "{}," * 149_000 + "{}]}",
    "as many unknown fields as may be": lambda: (
        "{" + ",".join(f'"{n}":0' for n in range(149_000)) + "}"
    ),
    "brackets": lambda: "[" * 7_900_000,
    "brackets in a field": lambda: '{"ssns":' + "[" * 7_900_000,
    "a long number": lambda: '{"from_month":' + "9" * 7_900_000 + "}",
    "a long name": lambda: '{"names":["' + "长" * 2_600_000 + '"]}',
    "one wide character": lambda: '{"names":["' + "a" * 7_900_000 + '🏭"]}',
    "escapes": lambda: '{"names":["' + r"\u0000" * 1_300_000 + '"]}',
    "a month that is no text": lambda: '{"from_month": {}}',
    "no message": lambda: "",
}


def test_a_signed_message_that_is_a_bomb_is_held_and_set_aside(ministry: Ministry) -> None:
    """The chain holds, so the peer's log goes on; what such an event says is not written."""
    before, position = NO_HASH, 0
    for position, bomb in enumerate(MESSAGES.values(), start=1):
        body = bomb()
        text = sealed_text("persons_enrolled", "34-1", "", MOMENT, body)
        after = follow(before, position, digest_of(text))
        sealed = SealedEvent(
            position, "persons_enrolled", "34-1", "", MOMENT, body, "sha256", before, after
        )
        envelope = enveloped(sealed, ministry.keyring.signer())
        before = after

        assert ministry.receive(pack(envelope)).json() == {"position": position, "refusal": None}

    assert ministry.receive(pack(envelope)).json() == {"position": position, "refusal": None}


def test_a_head_with_a_key_given_twice_is_refused(ministry: Ministry) -> None:
    envelope = enveloped(event("{}"), ministry.keyring.signer())
    head = canonical_json(json.loads(envelope.head.text()))
    twice = head.replace('{"', '{"sender":"32","', 1)

    content = pack(envelope).replace(head.encode(), twice.encode())

    assert ministry.code_for(content) == "sync.unreadable"
