from pathlib import Path

from tongchou.sync.keys import Keyring, create_keys


def test_a_peer_s_signature_holds_and_no_one_else_s(anhui: Keyring, jiangsu: Keyring) -> None:
    signature = anhui.signer().sign(b"what was said")

    of_anhui, of_jiangsu = jiangsu.verifier("34"), anhui.verifier("32")

    assert of_anhui is not None
    assert of_jiangsu is not None
    assert of_anhui.is_signed(b"what was said", signature)
    assert not of_anhui.is_signed(b"what was never said", signature)
    assert not of_jiangsu.is_signed(b"what was said", signature)


def test_a_key_once_made_stays(home: Path) -> None:
    files = [home / "nodes/34/key.pem", home / "peers/34.pub"]
    before = [file.read_bytes() for file in files]

    create_keys(home, ["34", "31"])

    assert [file.read_bytes() for file in files] == before
    assert Keyring(home, "00").peers() == ["31", "32", "34"]


def test_a_private_key_is_for_its_owner_s_eyes_only(home: Path) -> None:
    mode = (home / "nodes/34/key.pem").stat().st_mode

    assert mode & 0o077 == 0


def test_an_unknown_code_or_a_path_opens_no_file(anhui: Keyring) -> None:
    assert anhui.verifier("99") is None
    assert anhui.verifier("../nodes/34/key") is None
    assert anhui.verifier("３４") is None
