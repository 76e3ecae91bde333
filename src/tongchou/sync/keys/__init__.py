"""The keys of nodes 节点密钥: each signs with its own, and knows the public ones of its peers."""

from tongchou.sync.keys.keyring import Keyring, create_keys, make_key
from tongchou.sync.keys.openssl import BadKey, NoSM2
from tongchou.sync.keys.signatures import (
    ED25519,
    KEY_MAKERS,
    SM2,
    Signer,
    Verifier,
    signer_of,
    verifier_of,
)

__all__ = [
    "ED25519",
    "KEY_MAKERS",
    "SM2",
    "BadKey",
    "Keyring",
    "NoSM2",
    "Signer",
    "Verifier",
    "create_keys",
    "make_key",
    "signer_of",
    "verifier_of",
]
