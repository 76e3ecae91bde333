"""The host's OpenSSL 密码库: SM2 keys and encrypted private keys, by its libcrypto of version 3.

The `cryptography` package has no SM2; the libcrypto that a Linux of today carries has. Only what
is declared in `_FUNCTIONS` is called. Every failure leaves OpenSSL's queue of errors empty.
"""

import ctypes
import weakref
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from ctypes import c_char_p, c_int, c_size_t, c_ulong, c_void_p
from functools import cache
from secrets import token_bytes
from typing import Any

SM2_ID = b"1234567812345678"
"""The signer's identity that GM/T 0009 prescribes where no other was agreed."""
ROUNDS = 600_000
"""Rounds of PBKDF2 with HMAC-SHA256 under which a private key is encrypted."""
_NAMES = ("libcrypto.so.3", "libcrypto.so", "libcrypto.3.dylib")
_VERSION_3 = 0x30000000
_SALT_BYTES = 16

_FUNCTIONS: Mapping[str, tuple[Any, tuple[Any, ...]]] = {
    "OpenSSL_version_num": (c_ulong, ()),
    "ERR_clear_error": (None, ()),
    "BIO_new": (c_void_p, (c_void_p,)),
    "BIO_s_mem": (c_void_p, ()),
    "BIO_new_mem_buf": (c_void_p, (c_char_p, c_int)),
    "BIO_read": (c_int, (c_void_p, c_char_p, c_int)),
    "BIO_free": (c_int, (c_void_p,)),
    "EVP_PKEY_CTX_new_from_name": (c_void_p, (c_void_p, c_char_p, c_char_p)),
    "EVP_PKEY_CTX_new": (c_void_p, (c_void_p, c_void_p)),
    "EVP_PKEY_CTX_free": (None, (c_void_p,)),
    "EVP_PKEY_CTX_set1_id": (c_int, (c_void_p, c_char_p, c_int)),
    "EVP_PKEY_keygen_init": (c_int, (c_void_p,)),
    "EVP_PKEY_generate": (c_int, (c_void_p, c_void_p)),
    "EVP_PKEY_free": (None, (c_void_p,)),
    "EVP_PKEY_is_a": (c_int, (c_void_p, c_char_p)),
    "EVP_MD_CTX_new": (c_void_p, ()),
    "EVP_MD_CTX_free": (None, (c_void_p,)),
    "EVP_MD_CTX_set_pkey_ctx": (None, (c_void_p, c_void_p)),
    "EVP_sm3": (c_void_p, ()),
    "EVP_aes_256_cbc": (c_void_p, ()),
    "EVP_DigestSignInit": (c_int, (c_void_p,) * 5),
    "EVP_DigestVerifyInit": (c_int, (c_void_p,) * 5),
    "EVP_DigestSign": (c_int, (c_void_p, c_char_p, c_void_p, c_char_p, c_size_t)),
    "EVP_DigestVerify": (c_int, (c_void_p, c_char_p, c_size_t, c_char_p, c_size_t)),
    "PEM_read_bio_PrivateKey": (c_void_p, (c_void_p, c_void_p, c_void_p, c_char_p)),
    "PEM_read_bio_PUBKEY": (c_void_p, (c_void_p,) * 4),
    "PEM_write_bio_PUBKEY": (c_int, (c_void_p, c_void_p)),
    "PEM_write_bio_PKCS8PrivateKey": (c_int, (c_void_p,) * 3 + (c_char_p, c_int) + (c_void_p,) * 2),
    "PEM_write_bio_PKCS8": (c_int, (c_void_p, c_void_p)),
    "EVP_PKEY2PKCS8": (c_void_p, (c_void_p,)),
    "PKCS8_PRIV_KEY_INFO_free": (None, (c_void_p,)),
    "PKCS8_encrypt": (
        c_void_p,
        (c_int, c_void_p, c_char_p, c_int, c_char_p, c_int, c_int, c_void_p),
    ),
    "X509_SIG_free": (None, (c_void_p,)),
}


class NoSM2(RuntimeError):
    """The host's OpenSSL cannot do what was asked; the message says so in both languages."""

    def __init__(self) -> None:
        super().__init__(
            "本机没有支持SM2的OpenSSL（需3.0以上的libcrypto） / This host has no OpenSSL with SM2:"
            " install libcrypto 3.0 or newer, or use Ed25519 keys"
        )


class BadKey(ValueError):
    """A file holds no key that can be read, or its passphrase is another one."""


class Sm2Key:
    """An SM2 key, private or public, as libcrypto holds it; freed with this object."""

    def __init__(self, pointer: int) -> None:
        self.pointer = pointer
        weakref.finalize(self, library().EVP_PKEY_free, pointer)

    @classmethod
    def generate(cls) -> "Sm2Key":
        """Return a new private key."""
        made = c_void_p()
        with _freed("EVP_PKEY_CTX", library().EVP_PKEY_CTX_new_from_name(None, b"SM2", None)) as by:
            _must(library().EVP_PKEY_keygen_init(by))
            _must(library().EVP_PKEY_generate(by, ctypes.byref(made)))
        return cls(made.value or 0)

    @classmethod
    def private(cls, pem: bytes, passphrase: bytes = b"") -> "Sm2Key":
        """Read a private key (PKCS#8, PEM); raises `BadKey`."""
        return _sm2(_private(pem, passphrase))

    @classmethod
    def public(cls, pem: bytes) -> "Sm2Key":
        """Read a public key (SubjectPublicKeyInfo, PEM); raises `BadKey`."""
        with _reading(pem) as source:
            pointer = library().PEM_read_bio_PUBKEY(source, None, None, None)
        if not pointer:
            library().ERR_clear_error()
            raise BadKey("no public key")
        return _sm2(int(pointer))

    def private_pem(self) -> bytes:
        """Return the private key, not encrypted (PKCS#8, PEM)."""
        with _written() as (target, content):
            write = library().PEM_write_bio_PKCS8PrivateKey
            _must(write(target, self.pointer, None, None, 0, None, None))
            return content()

    def public_pem(self) -> bytes:
        """Return the public key (SubjectPublicKeyInfo, PEM)."""
        with _written() as (target, content):
            _must(library().PEM_write_bio_PUBKEY(target, self.pointer))
            return content()

    def sign(self, content: bytes) -> bytes:
        """Return the signature with SM3 over some content (DER, GM/T 0009)."""
        signature, length = ctypes.create_string_buffer(128), c_size_t(128)
        with self._digesting("EVP_DigestSignInit") as context:
            sign = library().EVP_DigestSign
            _must(sign(context, signature, ctypes.byref(length), content, len(content)))
        return signature.raw[: length.value]

    def is_signed(self, content: bytes, signature: bytes) -> bool:
        """Whether the signature was made over this content with the private key."""
        with self._digesting("EVP_DigestVerifyInit") as context:
            verify = library().EVP_DigestVerify
            done = verify(context, signature, len(signature), content, len(content))
        library().ERR_clear_error()
        return bool(done == 1)

    @contextmanager
    def _digesting(self, begin: str) -> Iterator[int]:
        """Lend a context that digests with SM3, the signer's identity before the content."""
        with (
            _freed("EVP_PKEY_CTX", library().EVP_PKEY_CTX_new(self.pointer, None)) as key,
            _freed("EVP_MD_CTX", library().EVP_MD_CTX_new()) as context,
        ):
            _must(library().EVP_PKEY_CTX_set1_id(key, SM2_ID, len(SM2_ID)))
            library().EVP_MD_CTX_set_pkey_ctx(context, key)
            digest = library().EVP_sm3()
            _must(getattr(library(), begin)(context, None, digest, None, self.pointer))
            yield context


def encrypted(pem: bytes, passphrase: bytes) -> bytes:
    """Return a private key of any algorithm encrypted (PKCS#8 with PBES2 and AES-256)."""
    salt = token_bytes(_SALT_BYTES)
    with (
        _freed("EVP_PKEY", _private(pem, b"")) as key,
        _freed("PKCS8_PRIV_KEY_INFO", library().EVP_PKEY2PKCS8(key)) as plain,
        _freed(
            "X509_SIG",
            library().PKCS8_encrypt(
                -1, library().EVP_aes_256_cbc(), passphrase, len(passphrase),
                salt, len(salt), ROUNDS, plain,
            ),
        ) as sealed,
        _written() as (target, content),
    ):  # fmt: skip
        _must(library().PEM_write_bio_PKCS8(target, sealed))
        return content()


@cache
def library() -> ctypes.CDLL:
    """Return the host's libcrypto; raises `NoSM2` where there is none of version 3 with SM2."""
    for name in _NAMES:
        try:
            found = ctypes.CDLL(name)
            for function, (returns, takes) in _FUNCTIONS.items():
                declared = getattr(found, function)
                declared.restype, declared.argtypes = returns, takes
        except (OSError, AttributeError):
            continue
        made = found.EVP_PKEY_CTX_new_from_name(None, b"SM2", None)
        if found.OpenSSL_version_num() >= _VERSION_3 and made:
            found.EVP_PKEY_CTX_free(made)
            return found
    raise NoSM2


def _sm2(pointer: int) -> Sm2Key:
    key = Sm2Key(pointer)
    if library().EVP_PKEY_is_a(pointer, b"SM2") != 1:
        raise BadKey("a key of another algorithm")
    return key


def _private(pem: bytes, passphrase: bytes) -> int:
    with _reading(pem) as source:
        # Without a passphrase of ours, OpenSSL would ask for one on the terminal.
        pointer = library().PEM_read_bio_PrivateKey(source, None, None, passphrase)
    if not pointer:
        library().ERR_clear_error()
        raise BadKey("no private key, or its passphrase is another one")
    return int(pointer)


def _must(done: int) -> None:
    if done != 1:
        library().ERR_clear_error()
        raise NoSM2


@contextmanager
def _freed(kind: str, pointer: int | None) -> Iterator[int]:
    """Lend something that libcrypto made, and free it."""
    if not pointer:
        library().ERR_clear_error()
        raise NoSM2
    try:
        yield pointer
    finally:
        getattr(library(), f"{kind}_free")(pointer)


@contextmanager
def _reading(content: bytes) -> Iterator[int]:
    with _freed("BIO", library().BIO_new_mem_buf(content, len(content))) as source:
        yield source


@contextmanager
def _written() -> Iterator[tuple[int, Callable[[], bytes]]]:
    """Lend a place to write to, and a function that returns what was written."""
    with _freed("BIO", library().BIO_new(library().BIO_s_mem())) as target:

        def content() -> bytes:
            buffer = ctypes.create_string_buffer(8_192)
            length = library().BIO_read(target, buffer, len(buffer))
            return buffer.raw[:length]

        yield target, content
