"""The envelope 信封: a run of sealed events on its way from one node to another.

It travels as a head (one line of canonical JSON), the sender's signature under that line (one
line of hexadecimal), and the packed body. The head names the length and the digest of the
body, so the signature stands under both. The body is gzip; unpacked it is a sequence of events,
each either its sealed text with the length before it (`123:` and 123 bytes), or, for an event
that is addressed to someone else, its digest (`-` and 64 hexadecimal digits).

Whoever reads an envelope checks head and signature first and touches the body only then:
`read_head`, `SignedHead.is_signed_by`, `read_body`, `unfold`. Nothing here reads a database, a
disk or a clock.
"""

from tongchou.sync.envelope.body import (
    UNPACKED_BYTES_MAX,
    Placed,
    WholeEvent,
    proves_itself,
    read_body,
    unfold,
)
from tongchou.sync.envelope.head import (
    HEAD_BYTES_MAX,
    PACKED_BYTES_MAX,
    POSITION_MAX,
    Epoch,
    Hash,
    Head,
    Moment,
    NodeCode,
    SignedHead,
    Stream,
    Unreadable,
    read_head,
    signed_text,
)
from tongchou.sync.envelope.sending import Envelope, build, pack

__all__ = [
    "HEAD_BYTES_MAX",
    "PACKED_BYTES_MAX",
    "POSITION_MAX",
    "UNPACKED_BYTES_MAX",
    "Envelope",
    "Epoch",
    "Hash",
    "Head",
    "Moment",
    "NodeCode",
    "Placed",
    "SignedHead",
    "Stream",
    "Unreadable",
    "WholeEvent",
    "build",
    "pack",
    "proves_itself",
    "read_body",
    "read_head",
    "signed_text",
    "unfold",
]
