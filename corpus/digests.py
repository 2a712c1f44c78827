"""Compute digests of all stored rows, to detect damage: the first 16 bytes of a SHA-256.

They are part of the file's format: a change of what they cover, or of how it is written down here, raises
`schema.VERSION`.
"""

import hashlib
import json
from typing import Final

AROUND: Final = 32
"""Code points on each side of a paragraph that its digest covers: those that are shown with it."""

# What is damaged may be of any type, and its text no UTF-8 (then its bytes come as lone surrogates): no digest matches.
_written = json.JSONEncoder(ensure_ascii=False, default=repr).encode

Value = int | str | None


def of_row(*values: Value) -> bytes:
    """Give the digest of a row: of its columns in order, but `text` and `digest`."""
    return hashlib.sha256(_written(values).encode(errors="surrogateescape")).digest()[:16]


def of_vectors(encoding: str, document: Value, position: Value, vectors: bytes) -> bytes:
    """Give the digest of a paragraph's vectors, which `encoding` made; `document` and `position` say whose they are."""
    made = hashlib.sha256(_written((encoding, document, position)).encode())
    made.update(vectors)
    return made.digest()[:16]


def around(text: str, start: int, end: int) -> str:
    """Give a paragraph's words with those around them, out of its document's text."""
    return text[max(start - AROUND, 0) : end + AROUND]
