"""A record's receipt: a small file with which its author can prove that the record was logged.

It holds the leaf's line, its place, the proof and a signed checkpoint, and the key that signed it.
A receipt proves against a log key that the holder trusts, never against the key it brings along.
It holds ids, hashes and times, and never a word of the record.
"""

import json
from dataclasses import dataclass
from typing import Any

from audit import merkle, notes
from audit.events import Event, EventError, parse_event

FORMAT = 1
MAX_RECEIPT = 65_536
_FIELDS = {"heard_receipt", "leaf", "index", "proof", "checkpoint", "log_key"}


class ReceiptError(ValueError):
    """The receipt is malformed, or does not prove what it says. Messages repeat none of it."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """A proved receipt: the event, its index, and the checkpoint (origin, size, root) over it."""

    event: Event
    index: int
    origin: str
    size: int
    root: bytes


def make_receipt(line: bytes, index: int, proof: list[bytes], checkpoint: str, log_key: str) -> str:
    """Return the receipt as JSON text, ending with a new line.

    `line`: the canonical leaf line. `proof`: `Tree.inclusion(index, size)` at the checkpoint's
    size. `checkpoint`: the signed note. `log_key`: the verifier key of the log. It is verified
    before it is handed out: raises ReceiptError rather than give a receipt that proves nothing.
    """
    try:
        leaf = line.decode("ascii")
    except UnicodeDecodeError:
        raise ReceiptError("the line is not an event") from None
    values = {
        "heard_receipt": FORMAT,
        "leaf": leaf,
        "index": index,
        "proof": [step.hex() for step in proof],
        "checkpoint": checkpoint,
        "log_key": log_key,
    }
    text = json.dumps(values, indent=1) + "\n"
    verify_receipt(text, log_key)
    return text


def verify_receipt(text: str, log_key: str) -> Receipt:
    """Prove the receipt `text` under the verifier key `log_key`, which the caller trusts.

    Raises ReceiptError when it is malformed, signed by another key, or its leaf is not in the log.
    """
    values = _read(text)
    try:
        signed, names = notes.open_note(values["checkpoint"], [log_key])
        origin, size, root = notes.read_checkpoint(signed)
    except notes.NoteError:
        raise ReceiptError("the checkpoint is not signed by this log's key") from None
    if names != [origin]:
        raise ReceiptError("the checkpoint is of another log")
    line, index = values["leaf"].encode(), values["index"]
    proof = [bytes.fromhex(step) for step in values["proof"]]
    if not merkle.verify_inclusion(merkle.leaf_hash(line), index, size, proof, root):
        raise ReceiptError("the leaf is not in the log at that place")
    return Receipt(_event(line, index), index, origin, size, root)


def _event(line: bytes, index: int) -> Event:
    try:
        event = parse_event(line)
    except EventError:
        raise ReceiptError("the leaf is not an event") from None
    if event.i != index:
        raise ReceiptError("the leaf names another place in the log")
    return event


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) != len(pairs):
        raise ReceiptError("a field is given twice")
    return values


def _read(text: str) -> dict[str, Any]:
    if len(text) > MAX_RECEIPT:
        raise ReceiptError("a receipt is at most 64 KiB")
    try:
        values = json.loads(text, object_pairs_hook=_once)
    except ReceiptError:
        raise
    except (ValueError, RecursionError):
        raise ReceiptError("the receipt is not JSON") from None
    if not isinstance(values, dict) or set(values) != _FIELDS:
        raise ReceiptError("this does not have the fields of a receipt")
    _check_types(values)
    return values


def _check_types(values: dict[str, Any]) -> None:
    texts = all(isinstance(values[name], str) for name in ("leaf", "checkpoint", "log_key"))
    numbers = type(values["index"]) is int and values["heard_receipt"] == FORMAT
    proof = values["proof"]
    steps = isinstance(proof, list) and len(proof) <= 64 and all(map(_is_step, proof))
    if not (texts and numbers and steps and values["leaf"].isascii()):
        raise ReceiptError("a field of the receipt is not of its kind")


def _is_step(step: object) -> bool:
    return isinstance(step, str) and len(step) == 64 and not set(step) - set("0123456789abcdef")
