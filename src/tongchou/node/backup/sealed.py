"""Files of a backup: compressed, then encrypted piece by piece with AES-256-GCM.

A file begins with a header: a magic line, the salt of the key (16 bytes), the salt of the file
(32 bytes). The key of a file is drawn by HKDF from the master key, which scrypt draws from what
the key file says. Then come pieces of 1 MiB, each with its tag; its nonce is its number and
whether it is the last one, so pieces that are altered, moved, left out or cut off at the end do
not open. Header and name of the file are authenticated with every piece: a file that stands under
another's name does not open either.
"""

import io
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

MAGIC = b"TONGCHOU BACKUP 1 AES-256-GCM\n"
KEY_SALT_BYTES, FILE_SALT_BYTES, KEY_BYTES, TAG_BYTES = 16, 32, 32, 16
HEADER_BYTES = len(MAGIC) + KEY_SALT_BYTES + FILE_SALT_BYTES
PIECE_BYTES = 1024 * 1024
UNPACKED_BYTES_MAX = 4 * PIECE_BYTES
"""How much is unpacked at once: a piece may hold a thousand times its size in zeros."""
SECRET_CHARACTERS_MIN = 16
SCRYPT_N = 2**15
"""Drawing the master key takes 32 MiB and a tenth of a second."""
OTHERS_MAY = 0o007


class NotOpened(Exception):
    """A file of a backup does not open: another key, or not the bytes that were written."""


class NoKey(Exception):
    """There is no usable key; the message says what to do."""


@dataclass(frozen=True)
class Key:
    """What encrypts the files of a backup: a secret, and the salt of what this process writes."""

    secret: bytes
    salt: bytes = field(default_factory=lambda: os.urandom(KEY_SALT_BYTES))

    def of_file(self, header: bytes) -> AESGCM:
        """Return the cipher of the file with this header."""
        key_salt = header[len(MAGIC) : -FILE_SALT_BYTES]
        drawn = HKDF(SHA256(), KEY_BYTES, header[-FILE_SALT_BYTES:], MAGIC)
        return AESGCM(drawn.derive(_master(self.secret, key_salt)))


@lru_cache(maxsize=64)
def _master(secret: bytes, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=KEY_BYTES, n=SCRYPT_N, r=8, p=1).derive(secret)


def key_in(path: Path) -> Key:
    """Return the key that a file holds: a passphrase, or random text of at least 16 characters."""
    try:
        mode, said = path.stat().st_mode, path.read_bytes().strip()
    except OSError as fault:
        raise NoKey(
            f"密钥文件 {path} 无法读取;请用 --key 指明 · the key file {path} cannot be read"
            f" ({fault.strerror}): name it with --key"
        ) from None
    if mode & OTHERS_MAY:
        raise NoKey(
            f"密钥文件 {path} 可被他人读取;请执行 chmod 600 · others may read the key file {path}:"
            f" chmod 600 {path}"
        )
    if len(said) < SECRET_CHARACTERS_MIN:
        raise NoKey(
            f"密钥文件 {path} 过短,至少 {SECRET_CHARACTERS_MIN} 个字符 · the key file {path} is too"
            f" short: at least {SECRET_CHARACTERS_MIN} characters, as of openssl rand -base64 32"
        )
    return Key(said)


class SealedWriter:
    """Writes one file: a draft beside it, which gets its name when it is closed in order."""

    def __init__(self, path: Path, key: Key, *, name: str) -> None:
        self._path = path
        self._draft = path.with_name(f"{path.name}.draft")
        header = MAGIC + key.salt + os.urandom(FILE_SALT_BYTES)
        self._cipher, self._bound = key.of_file(header), header + name.encode()
        self._packer = zlib.compressobj(level=1)
        self._kept = bytearray()
        self._pieces = 0
        descriptor = os.open(self._draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        self._file = os.fdopen(descriptor, "wb")
        self._file.write(header)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, fault: object, *_: object) -> None:
        if fault is None:
            self._kept += self._packer.flush()
            self._put_pieces()
            self._put(bytes(self._kept), is_last=True)
            self._file.flush()
            os.fsync(self._file.fileno())
        self._file.close()
        if fault is None:
            self._draft.replace(self._path)
            _sync_folder(self._path.parent)
        else:
            self._draft.unlink(missing_ok=True)

    def write(self, content: "ReadableBuffer") -> int:
        """Add to the file."""
        self._kept += self._packer.compress(content)
        self._put_pieces()
        return memoryview(content).nbytes

    def _put_pieces(self) -> None:
        while len(self._kept) > PIECE_BYTES:
            self._put(bytes(self._kept[:PIECE_BYTES]), is_last=False)
            del self._kept[:PIECE_BYTES]

    def _put(self, piece: bytes, *, is_last: bool) -> None:
        nonce = _nonce(self._pieces, is_last=is_last)
        self._file.write(self._cipher.encrypt(nonce, piece, self._bound))
        self._pieces += 1


class SealedReader(io.RawIOBase):
    """Reads one file as a stream; a piece is handed out once its tag holds.

    Raises `NotOpened` where it does not. Only at the end of the stream is it known that nothing
    was cut off: read to the end.
    """

    def __init__(self, path: Path, key: Key, *, name: str) -> None:
        self._path, self._key, self._name = path, key, name
        self._kept = memoryview(b"")

    @cached_property
    def _content(self) -> Iterator[bytes]:
        return self._opened()

    def readable(self) -> bool:
        """Whether it can be read: always."""
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        """Fill a buffer; 0 at the end."""
        while not self._kept:
            piece = next(self._content, None)
            if piece is None:
                return 0
            self._kept = memoryview(piece)
        room = memoryview(buffer).cast("B")
        taken = min(len(room), len(self._kept))
        room[:taken] = self._kept[:taken]
        self._kept = self._kept[taken:]
        return taken

    def _opened(self) -> Iterator[bytes]:
        unpacker = zlib.decompressobj()
        try:
            with self._path.open("rb") as file:
                for piece in self._pieces(file):
                    rest = piece
                    while rest:
                        yield unpacker.decompress(rest, UNPACKED_BYTES_MAX)
                        rest = unpacker.unconsumed_tail
            yield unpacker.flush()
        except (InvalidTag, zlib.error):
            raise NotOpened(
                f"{self._path} 无法解密:密钥不符,或文件已被改动 · {self._path} does not open:"
                " this is another key, or the file is not as it was written"
            ) from None

    def _pieces(self, file: IO[bytes]) -> Iterator[bytes]:
        header = file.read(HEADER_BYTES)
        if len(header) != HEADER_BYTES or not header.startswith(MAGIC):
            raise InvalidTag
        cipher, bound = self._key.of_file(header), header + self._name.encode()
        number, piece = 0, file.read(PIECE_BYTES + TAG_BYTES)
        while True:
            following = file.read(PIECE_BYTES + TAG_BYTES)
            yield cipher.decrypt(_nonce(number, is_last=not following), piece, bound)
            if not following:
                return
            number, piece = number + 1, following


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
