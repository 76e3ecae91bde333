"""The commands `tongchou node join …`: a request, the answer to it, taking the answer in, undo."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from tongchou.channels.cli import show
from tongchou.node.certificates.authority import Authority, NotIssued, read_request
from tongchou.node.certificates.command import Home, Hosts, Machine, tell
from tongchou.node.certificates.folder import Unusable
from tongchou.node.certificates.installing import asked_for, install, take_list
from tongchou.node.certificates.peering import is_here, peering_of, url_file
from tongchou.node.files import private_folder, write_private
from tongchou.node.joining.knowing import enter, keep_key, let_go
from tongchou.node.joining.papers import NotJoined, Paper, read_paper
from tongchou.node.places import home_of
from tongchou.standards import codes
from tongchou.standards.codes import MINISTRY
from tongchou.sync.keys import BadKey, Keyring, NoSM2, create_keys, keyring

app = typer.Typer(
    no_args_is_help=True, help="Joining 节点接入: request, answer, complete, show, undo."
)

PaperFile = Annotated[Path, typer.Argument(help="The file, as it arrived.")]
Told = Annotated[
    str,
    typer.Option("--fingerprint", help="The fingerprint as its maker reads it out; else asked."),
]
Out = Annotated[Path | None, typer.Option(help="Where to write it.")]
LATER = "；本节点准备时生效：tongchou node prepare counts from then on"


@app.command()
def request(
    province: Annotated[str, typer.Argument(help="The province that asks, such as 34.")],
    host: Hosts = None,
    out: Out = None,
    machine: Machine = False,
    home: Home = None,
) -> None:
    """Make a province's request to join 接入申请: its public key, and a certificate asked for.

    Its keys are made here where it has none yet, and never leave this machine.
    """
    place, path = home_of(home), out or Path(f"{province}.request.json")
    with explained(machine=machine):
        _must_be(province in codes.table("divisions") and province != MINISTRY, province)
        ring = _own(place, province)
        asked = asked_for(peering_of(province, place).tls, host or ())
        key = ring.signer().public_pem.decode()
        paper = Paper(province, key, to=MINISTRY, certificate_request=asked)
        for where in (path, _kept(place, province)):
            _write(where, paper.signed(ring.signer()))
    _tell(path, read_paper(path), "请送部级 take it to the ministry, and read this out", machine)


@app.command()
def answer(
    file: PaperFile,
    url: Annotated[
        str, typer.Option(help="By which provinces call the ministry: https://HOST:PORT")
    ],
    fingerprint: Told = "",
    days: Annotated[int, typer.Option(min=1, max=3_660, help="The certificate's.")] = 90,
    out: Out = None,
    machine: Machine = False,
    home: Home = None,
) -> None:
    """Take a province's request in at the ministry, and answer it 接入答复.

    The province's key is entered and its certificate issued by the authority of this state folder,
    once its fingerprint was read out by the province itself.
    """
    place, at = home_of(home), datetime.now(UTC)
    with explained(machine=machine):
        asked = read_paper(file)
        _must_be(asked.to == MINISTRY and asked.certificate_request != "", str(file))
        _must_be_read_out(asked, fingerprint)
        ring, authority = (
            _own(place, MINISTRY),
            Authority(place / "authority", keyring.passphrase()),
        )
        certificate = revoked = ""
        if not (url.startswith("http://") and is_here(_host_of(url))):
            certificate = _certified(authority, asked, days=days, at=at)
            revoked = authority.list_text()
        keep_key(place, asked.node, asked.public_key)
        is_entered = enter(MINISTRY, asked.node, place)
        paper = Paper(
            MINISTRY,
            ring.signer().public_pem.decode(),
            to=asked.node,
            answers=asked.digest,
            url=url,
            certificate=certificate,
            revoked=revoked,
        )
        path = out or Path(f"{asked.node}.answer.json")
        _write(path, paper.signed(ring.signer()))
    said = f"请送回{asked.node} take it back, and read this out{'' if is_entered else LATER}"
    _tell(path, read_paper(path), said, machine)


@app.command()
def complete(
    file: PaperFile, fingerprint: Told = "", machine: Machine = False, home: Home = None
) -> None:
    """Take the ministry's answer in 接入完成: its key, our certificate, its address.

    Once the fingerprint was read out by the ministry itself; it must answer our own request.
    """
    place = home_of(home)
    with explained(machine=machine):
        paper = read_paper(file)
        province = paper.to
        _must_be(paper.node == MINISTRY and (place / "nodes" / province).is_dir(), str(file))
        asked = read_paper(_kept(place, province))
        if paper.answers != asked.digest:
            raise NotJoined("答复的不是本节点的申请 / This answers another request than ours")
        _must_be_read_out(paper, fingerprint)
        tls = peering_of(province, place).tls
        keep_key(place, MINISTRY, paper.public_key)
        if paper.certificate:
            install(tls, None, paper.certificate.encode("ascii"))
            take_list(tls, paper.revoked)
        write_private(url_file(place, province), f"{paper.url}\n")
        is_entered = enter(province, MINISTRY, place)
    said = f"已接入 joined: {paper.url}{'' if is_entered else LATER}"
    tell({"node": province, "ministry": paper.url, "entered": is_entered}, said, machine=machine)


@app.command("show")
def show_paper(file: PaperFile, machine: Machine = False) -> None:
    """Say whose a file of a joining is, and its fingerprint."""
    with explained(machine=machine):
        paper = read_paper(file)
    _tell(file, paper, f"节点 node {paper.node} → {paper.to}", machine)


@app.command()
def undo(
    province: Annotated[str, typer.Argument(help="The province that joined.")],
    machine: Machine = False,
    home: Home = None,
) -> None:
    """Undo a joining before the first contact 撤销接入, on the machine of either node."""
    place = home_of(home)
    with explained(machine=machine):
        both = [code for code in (MINISTRY, province) if Keyring(place, code).is_whole]
        if len(both) != 1:
            raise NotJoined(
                f"{place}中应只有一方的密钥 / {place} should hold the keys of one of both nodes"
            )
        (node,) = both
        peer = MINISTRY if node == province else province
        let_go(node, peer, place)
        if node == province:
            _kept(place, province).unlink(missing_ok=True)
    tell({"node": node, "undone": peer}, f"{node}: 已撤销 undone, {peer}", machine=machine)


def _own(home: Path, node: str) -> Keyring:
    """Return the keys of a node of this home, made where it has none."""
    private_folder(home)
    create_keys(home, [node])
    return Keyring(home, node)


def _certified(authority: Authority, asked: Paper, *, days: int, at: datetime) -> str:
    """Return the certificate that a request asks for, with its authority's."""
    if not authority.is_there:
        raise NotJoined(
            "没有证书机构，请先 create-authority / There is no authority here:"
            " tongchou node certificates create-authority, then issue 00"
        )
    key, hosts = read_request(asked.certificate_request.encode("ascii"), asked.node)
    made = authority.issue(asked.node, key, hosts=hosts, days=days, at=at)
    return authority.chain_text(made)


def _must_be_read_out(paper: Paper, told: str) -> None:
    """Raise `NotJoined` unless the fingerprint that somebody reads out is the file's."""
    asked = f"节点{paper.node}读出的指纹 fingerprint as node {paper.node} reads it out"
    if not paper.is_read_out(told or typer.prompt(asked)):
        raise NotJoined(
            "指纹不符：请对方重新读出；仍不符则文件在途中被换过，不得接入"
            " / The fingerprint differs: have it read out again; if it still differs, the file was"
            " exchanged on its way, and must not be taken in"
        )


def _must_be(holds: bool, what: str) -> None:
    if not holds:
        raise NotJoined(f"{what}: 不是这一步的文件或节点 / This step is not for that file or node")


def _kept(home: Path, province: str) -> Path:
    """Return where a province keeps its own request, with which an answer is compared."""
    return home / "nodes" / province / "join.json"


def _write(path: Path, paper: Paper) -> None:
    path.write_text(paper.as_json(), "utf-8")


def _host_of(url: str) -> str:
    return url.partition("//")[2].partition("/")[0].rpartition(":")[0]


def _tell(path: Path, paper: Paper, what: str, machine: bool) -> None:
    told = {"file": str(path), "node": paper.node, "to": paper.to, "fingerprint": paper.fingerprint}
    tell(told, f"{path}: {what}\n  指纹 fingerprint  {paper.fingerprint}", machine=machine)


@contextmanager
def explained(*, machine: bool) -> Iterator[None]:
    """Say why a step cannot be taken, and end the command with 1."""
    try:
        yield
    except OSError as fault:
        said = f"文件无法读取 / {fault.filename} cannot be read: {fault.strerror}"
        raise show.fail(said, machine=machine) from None
    except (NotJoined, NotIssued, Unusable, BadKey, NoSM2, ValueError) as fault:
        raise show.fail(str(fault), machine=machine) from None
