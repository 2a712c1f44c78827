"""A text that takes long to make, kept in a file from one start to the next, and made again where it is damaged."""

import contextlib
import hashlib
import tempfile
from collections.abc import Callable
from pathlib import Path


def kept(file: Path | None, make: Callable[[], str]) -> str:
    """Give what `make` gives; from the second time on out of the file, if there is one and it can be written.

    Nothing ("") is not kept.
    """
    if file is None:
        return make()
    with contextlib.suppress(OSError, ValueError):
        digest, _, text = file.read_bytes().partition(b"\n")
        if hashlib.sha256(text).hexdigest().encode() == digest:
            return text.decode()
    made = make()
    if made:
        with contextlib.suppress(OSError):
            _keep(file, made.encode())
    return made


def _keep(file: Path, text: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(prefix=f".{file.name}.", dir=file.parent, delete=False) as stream:
        draft = Path(stream.name)
        try:
            stream.write(hashlib.sha256(text).hexdigest().encode() + b"\n" + text)
        except BaseException:
            stream.close()
            draft.unlink()
            raise
    draft.chmod(0o644)
    draft.replace(file)
