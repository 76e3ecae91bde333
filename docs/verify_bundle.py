"""Verify a bundle of `tongchou verify --export FILE`: python verify_bundle.py FILE.

Needs the `cryptography` package and nothing of Tongchou. For every log it computes the hash chain
and the Merkle tree (RFC 6962) anew from the digests, and compares them with what its node signed
(heads of envelopes, checkpoints) and a peer countersigned, by Ed25519. Prints each fault and ends
with 1; or OK and the keys it relied on, to be compared with those that the nodes made public.
"""

import base64
import json
import sys
from datetime import datetime
from hashlib import new, sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import load_pem_public_key


def der(key):
    return base64.b64decode("".join(key["public_key"].splitlines()[1:-1]))


def holds(key, node, at, content, signature):
    begins, ends = key["valid_from"] or "0001-01-01T00:00:00+00:00", key["ends_at"]
    begins, at, ends = map(datetime.fromisoformat, (begins, at, ends))
    try:
        load_pem_public_key(key["public_key"].encode()).verify(signature, content)
    except (InvalidSignature, TypeError, ValueError):
        return False
    relied.add((node, sha256(der(key)).hexdigest()))
    return key["algorithm"] == "Ed25519" and key["node"] == node and begins <= at < ends


class Log:
    def __init__(self, code, length):
        self.code, self.length, self.at, self.signed = code, length, 0, 0
        self.last, self.peaks, self.notes = bytes(32), [], {}

    def add(self, position, algorithm, digest, given):
        text = self.last + position.to_bytes(8, "big") + bytes.fromhex(digest)
        self.last, self.at = new(algorithm, text).digest(), self.at + 1
        if position != self.at or self.last.hex() != given:
            faults.append(f"log {self.code}: position {position} does not follow")
        height, peak = 0, sha256(b"\0" + self.last).digest()
        while self.peaks and self.peaks[-1][0] == height:
            height, peak = height + 1, sha256(b"\1" + self.peaks.pop()[1] + peak).digest()
        self.peaks.append((height, peak))
        for said in self.notes.pop(position, []):
            self.check(said)

    def check(self, said):
        text, lines = said["note"].split("\n\n")
        root, place = self.peaks[-1][1], f"log {self.code}: checkpoint of {self.at}"
        for _, peak in reversed(self.peaks[:-1]):
            root = sha256(b"\1" + peak + root).digest()
        summed = base64.b64encode(root).decode()
        if text[:12] + text[text.find("\n") :] != f"tongchou/{self.code}/\n{self.at}\n{summed}":
            faults.append(f"{place}: another root")
        for line in lines.splitlines() or [f"- tongchou/{self.code} AAAA"]:
            name, told = line.split(" ")[1], base64.b64decode(line.split(" ")[2])
            node, use, signature, signed = name[9:11], b"\1", told[4:], f"{text}\n"
            if name != text.split("\n")[0]:
                use, signature, time = b"\4", told[12:], int.from_bytes(told[4:12], "big")
                signed = f"cosignature/v1\ntime {time}\n{signed}"
            named = name.encode() + b"\n" + use
            near = [
                k for k in keys.values() if told[:4] == sha256(named + der(k)[-32:]).digest()[:4]
            ]
            if not any(holds(k, node, said["at"], signed.encode(), signature) for k in near):
                faults.append(f"{place}: not signed by node {node}")

    def compare(self, kept, hashes):
        head, key = json.loads(kept["head"]), keys.get(kept["key"])
        first, last = head["first_position"], head["first_position"] + head["count"] - 1
        line, signature = f"tongchou envelope\n{kept['head']}\n", bytes.fromhex(kept["signature"])
        if not (key and holds(key, self.code, kept["received_at"], line.encode(), signature)):
            faults.append(f"log {self.code}: head up to {last}: not signed by its node")
        if head["last_hash"] != hashes.get(last):
            faults.append(f"log {self.code}: its node signed another hash at position {last}")
        self.signed = last if first == self.signed + 1 and not kept["refusal"] else self.signed


faults, relied, bundle = [], set(), open(sys.argv[1], encoding="utf-8")
header = json.loads(bundle.readline())
keys = {sha256(der(key)).hexdigest(): key for key in header["keys"]}
logs = {code: Log(code, length) for code, length in header["logs"].items()}
for said in header["checkpoints"]:
    if not said["refusal"]:
        logs[said["log"]].notes.setdefault(int(said["note"].split("\n")[1]), []).append(said)
for page in map(json.loads, bundle):
    for entry in page["entries"]:
        logs[page["log"]].add(*entry)
    for kept in page["heads"]:
        logs[page["log"]].compare(kept, {place: own for place, _, _, own in page["entries"]})
for log in logs.values():
    signed = log.at if log.code == header["node"] else log.signed
    if not log.length == log.at == signed or log.notes:
        faults.append(f"log {log.code}: {log.length} told, {log.at} here, {signed} signed for")
print("\n".join(faults) or "OK\n" + "\n".join(map(" ".join, sorted(relied))))
sys.exit(bool(faults))
