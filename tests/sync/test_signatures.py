"""Signing under a named algorithm: the official figures of SM2 and SM3, key files, passphrases."""

import base64
from pathlib import Path

import pytest

from tongchou.events.chain import HASHES, SM3
from tongchou.sync.keys import (
    ED25519,
    KEY_MAKERS,
    SM2,
    BadKey,
    Keyring,
    NoSM2,
    create_keys,
    openssl,
    signer_of,
    verifier_of,
)
from tongchou.sync.keys.openssl import encrypted

# GB/T 32918.5-2017 appendix A.2, the same in GM/T 0003.5-2012: key, message and signature, with
# the default identity of GM/T 0009-2012.
PRIVATE = "3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8"
PUBLIC = (
    "09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020"
    "CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13"
)
MESSAGE = b"message digest"
R = "F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3"
S = "B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA"
SIGNATURE = bytes.fromhex(f"3046022100{R}022100{S}")

SPKI_BEFORE = "3059301306072A8648CE3D020106082A811CCF5501822D03420004"
PKCS8_BEFORE = "308187020100301306072A8648CE3D020106082A811CCF5501822D046D306B0201010420"


def pem(name: str, der: str) -> bytes:
    """Return DER, given in hexadecimal, as PEM."""
    lines = base64.encodebytes(bytes.fromhex(der)).decode().replace("\n", "")
    cut = "\n".join(lines[at : at + 64] for at in range(0, len(lines), 64))
    return f"-----BEGIN {name}-----\n{cut}\n-----END {name}-----\n".encode()


OFFICIAL_PUBLIC = pem("PUBLIC KEY", SPKI_BEFORE + PUBLIC)
OFFICIAL_PRIVATE = pem("PRIVATE KEY", PKCS8_BEFORE + PRIVATE + "A14403420004" + PUBLIC)


@pytest.mark.parametrize(
    ("content", "digest"),
    [  # GB/T 32905-2016 appendix A
        (b"abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
        (b"abcd" * 16, "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"),
    ],
)
def test_sm3_gives_the_digests_of_its_standard(content: bytes, digest: str) -> None:
    assert HASHES[SM3](content).hex() == digest


def test_the_official_sm2_signature_holds_and_one_changed_bit_of_it_does_not() -> None:
    official = verifier_of(OFFICIAL_PUBLIC)
    changed = [
        SIGNATURE[:place] + bytes([SIGNATURE[place] ^ 1]) + SIGNATURE[place + 1 :]
        for place in range(len(SIGNATURE))
    ]

    assert official.algorithm == SM2
    assert official.is_signed(MESSAGE, SIGNATURE)
    assert not official.is_signed(b"message digesT", SIGNATURE)
    assert not any(official.is_signed(MESSAGE, one) for one in changed)


def test_the_official_private_key_signs_for_its_public_one() -> None:
    signer = signer_of(OFFICIAL_PRIVATE)

    assert signer.public_pem == OFFICIAL_PUBLIC
    assert verifier_of(OFFICIAL_PUBLIC).is_signed(b"said", signer.sign(b"said"))


@pytest.mark.parametrize("algorithm", [ED25519, SM2])
def test_a_new_key_signs_for_its_public_half_and_for_no_other(algorithm: str) -> None:
    private = KEY_MAKERS[algorithm]()
    signer, other = signer_of(private), signer_of(KEY_MAKERS[algorithm]())

    verifier = verifier_of(signer.public_pem)

    assert (signer.algorithm, verifier.algorithm) == (algorithm, algorithm)
    assert signer.key_id == verifier.key_id != other.key_id
    assert verifier.is_signed(b"what was said", signer.sign(b"what was said"))
    assert not verifier.is_signed(b"what was said", other.sign(b"what was said"))
    assert not verifier.is_signed(b"what was never said", signer.sign(b"what was said"))
    assert not verifier.is_signed(b"what was said", b"")


@pytest.mark.parametrize("algorithm", [ED25519, SM2])
def test_an_encrypted_key_opens_by_its_passphrase_alone(algorithm: str) -> None:
    private = KEY_MAKERS[algorithm]()

    sealed = encrypted(private, "一句口令 with words".encode())

    assert b"ENCRYPTED PRIVATE KEY" in sealed
    opened = signer_of(sealed, "一句口令 with words".encode())
    assert opened.key_id == signer_of(private).key_id
    for wrong in (b"", b"another"):
        with pytest.raises(BadKey):
            signer_of(sealed, wrong)


def test_what_is_no_key_of_ours_is_named_so() -> None:
    p256 = pem(
        "PUBLIC KEY",
        "3059301306072A8648CE3D020106082A8648CE3D030107034200046B17D1F2E12C4247F8BCE6E563A440F27703"
        "7D812DEB33A0F4A13945D898C2964FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51"
        "F5",
    )
    off_curve = pem("PUBLIC KEY", SPKI_BEFORE + PUBLIC[:-1] + "4")

    for content in (b"", b"no key", p256, off_curve):
        with pytest.raises(BadKey):
            verifier_of(content)
    for content in (b"", b"no key", OFFICIAL_PUBLIC):
        with pytest.raises(BadKey):
            signer_of(content)


def test_a_host_without_sm2_says_so_in_both_languages(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(openssl, "_NAMES", ("libcrypto.so.0",))
    openssl.library.cache_clear()

    try:
        with pytest.raises(NoSM2, match=r"没有支持SM2.*no OpenSSL with SM2"):
            create_keys(tmp_path, ["34"], algorithm=SM2)
    finally:
        openssl.library.cache_clear()
    assert not (tmp_path / "nodes/34/key.pem").exists()


def test_the_setting_chooses_the_algorithm_of_new_keys_and_the_file_holds_the_passphrase(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TONGCHOU_SIGNATURES", SM2)
    create_keys(tmp_path, ["34"])
    key = tmp_path / "nodes/34/key.pem"
    key.write_bytes(encrypted(key.read_bytes(), b"secret"))

    with pytest.raises(BadKey, match=r"key\.pem"):
        Keyring(tmp_path, "34").signer()
    (tmp_path / "passphrase").write_bytes(b"secret\n")
    monkeypatch.setenv("TONGCHOU_KEY_PASSPHRASE", str(tmp_path / "passphrase"))

    assert Keyring(tmp_path, "34").signer().algorithm == SM2
    monkeypatch.setenv("TONGCHOU_SIGNATURES", "RSA")
    with pytest.raises(ValueError, match="RSA is none of Ed25519, SM2"):
        create_keys(tmp_path, ["32"])
