"""Uploads: a file's name made safe, its size checked, and what to say where nothing in it could be taken."""

import re
import unicodedata
from collections.abc import Sequence
from http import HTTPStatus

from fastapi import UploadFile

from api.problems import FieldError, Refused
from api.schemas.documents import AddedDocument

_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def bare_name(filename: str | None) -> str:
    """The file's name without folders and control characters, NFC; `upload` where nothing is left."""
    name = _UNSAFE.sub("", filename or "").replace("\\", "/").rpartition("/")[2].strip()
    return unicodedata.normalize("NFC", name)[-255:] or "upload"


def check(file: UploadFile, most: int) -> str:
    """The upload's bare name; 413 where it has more than `most` bytes."""
    if file.size is not None and file.size > most:
        message = f"the file has {file.size:,} bytes; the most is {most:,}"
        raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, message, errors=[FieldError(field="file", message=message)])
    return bare_name(file.filename)


def require_some(documents: Sequence[AddedDocument]) -> list[AddedDocument]:
    """What became of the documents; 422 where all were refused, with each one's reason."""
    if documents and any(document.status != "refused" for document in documents):
        return list(documents)
    errors = [
        FieldError(field="file", message=f"{document.path}: {document.detail}") for document in documents[:20]
    ] or [FieldError(field="file", message="there is no document in it")]
    raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, errors[0].message, errors=errors)
