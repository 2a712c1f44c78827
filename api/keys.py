"""Keys: who may use the service, for what and how often; their file, which commands write and a server follows."""

import hashlib
import hmac
import os
import re
import secrets
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

from filelock import FileLock
from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, ValidationError

from corpus.durable import write_atomically
from corpus.errors import KeyFileError, KeyRefused

_PREFIX: Final = "rujuk_"
"""Begins each key, so that tools which look for leaked secrets know one."""
_SECRET_BYTES: Final = 32
_PRIVATE: Final = 0o600


class Scope(StrEnum):
    """What a key is good for; each scope reaches what those before it reach."""

    ASK = "ask"
    WRITE = "write"
    ADMIN = "admin"

    def covers(self, needed: "Scope") -> bool:
        """Tell whether a key of this scope may do what needs the other."""
        order = list(Scope)
        return order.index(self) >= order.index(needed)


def check_rate(text: str) -> str:
    """Return the text where it is a rate. Raises ValueError (continues "... must be") for any other."""
    if not re.fullmatch(r"[1-9][0-9]{0,6}/(second|minute|hour|day)", text):
        raise ValueError("a rate such as 60/minute: a number, and second, minute, hour or day")
    return text


Rate = Annotated[str, AfterValidator(check_rate)]
"""So many requests in so long: `60/minute`."""


class Key(BaseModel):
    """A key as it is kept: everything about it but itself. `collections` None: all of them; `rate` None: any."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
    scope: Scope
    collections: tuple[Annotated[str, StringConstraints(min_length=1)], ...] | None = None
    rate: Rate | None = None
    created: str
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class _KeyFile(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    keys: tuple[Key, ...]


def read_keys(file: Path) -> tuple[Key, ...] | None:
    """Read the keys of a file; None where there is none. Raises KeyFileError where it cannot be read or is damaged."""
    try:
        return _KeyFile.model_validate_json(file.read_bytes()).keys
    except FileNotFoundError:
        return None
    except OSError as error:
        raise KeyFileError(f"cannot read the keys in {file}: {error.strerror}") from error
    except ValidationError as error:
        raise KeyFileError(
            f"{file} holds no keys that this Rujuk can read; put its last copy back, or remove it and make keys anew"
        ) from error


def add_key(
    file: Path, name: str, scope: Scope, *, collections: Sequence[str] | None = None, rate: str | None = None
) -> str:
    """Make a key, keep its SHA-256 in the file, and give the key, which nothing keeps.

    It is 256 random bits: a slow hash, as passwords need one, would make it no harder to guess. Raises KeyRefused where
    the name is taken or a part is not well formed, KeyFileError.
    """
    token = _PREFIX + secrets.token_urlsafe(_SECRET_BYTES)
    created = datetime.now(UTC).isoformat(timespec="seconds")
    try:
        key = Key(
            name=name,
            scope=scope,
            collections=tuple(dict.fromkeys(collections)) if collections else None,
            rate=rate,
            created=created,
            sha256=_digest(token),
        )
    except ValidationError as error:
        wrong = error.errors()[0]
        raise KeyRefused(f"{_ADVICE[str(wrong['loc'][0])]}, not {wrong['input']!r}") from None

    def add(keys: tuple[Key, ...]) -> tuple[Key, ...]:
        if any(each.name == name for each in keys):
            raise KeyRefused(f"there is a key {name} already; revoke it, or choose another name")
        return (*keys, key)

    _change(file, add)
    return token


def revoke_key(file: Path, name: str) -> int:
    """Take a key out of the file, and give how many are left. Raises KeyRefused where there is none, KeyFileError."""

    def remove(keys: tuple[Key, ...]) -> tuple[Key, ...]:
        left = tuple(each for each in keys if each.name != name)
        if len(left) == len(keys):
            raise KeyRefused(f"there is no key {name!r}; `rujuk key list` shows those that there are")
        return left

    return len(_change(file, remove))


_ADVICE: Final = {
    "name": "the name of a key must be 1 to 64 letters, digits, dots, dashes and underscores",
    "collections": "a collection must have a name",
    "rate": "--rate must be a rate such as 60/minute: a number, and second, minute, hour or day",
}


def _change(file: Path, change: Callable[[tuple[Key, ...]], tuple[Key, ...]]) -> tuple[Key, ...]:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(file.with_name(f"{file.name}.lock"), mode=_PRIVATE):
            changed = change(read_keys(file) or ())
            with write_atomically(file, mode=_PRIVATE) as stream:
                stream.write(_KeyFile(keys=changed).model_dump_json(indent=1).encode())
    except OSError as error:
        raise KeyFileError(f"cannot write the keys in {file}: {error.strerror or error}") from error
    return changed


class KeyRing:
    """The keys of a file as they are now: what a command changes counts at the next request."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._seen: tuple[int, int, int] | None = None
        self._keys: tuple[Key, ...] | None = None

    def keys(self) -> tuple[Key, ...] | None:
        """Give the keys; None where there was never a file. Raises KeyFileError.

        A file that goes while this follows it leaves no key, rather than a service that is open to everybody.
        """
        seen = self._look()
        if seen != self._seen:
            found = read_keys(self._file)
            self._keys = found if found is not None or self._keys is None else ()
            self._seen = seen
        return self._keys

    def find(self, token: str) -> Key | None:
        """Find the key that a token is, comparing with each in the same time. Raises KeyFileError."""
        digest = _digest(token)
        found = [key for key in self.keys() or () if hmac.compare_digest(key.sha256, digest)]
        return found[0] if found else None

    def _look(self) -> tuple[int, int, int] | None:
        try:
            stat = os.stat(self._file)  # noqa: PTH116 # half the time of Path.stat, at each request
        except FileNotFoundError:
            return None
        except OSError as error:
            raise KeyFileError(f"cannot read the keys in {self._file}: {error.strerror}") from error
        return stat.st_ino, stat.st_mtime_ns, stat.st_size


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode(errors="surrogateescape")).hexdigest()
