"""Define where a library is stored, and the interface of a storage."""

import re
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol
from urllib.parse import unquote

if TYPE_CHECKING:  # what names a place needs nothing of what holds a library there
    from corpus.memory import Memory
    from corpus.snapshot import Snapshot
    from corpus.sql import Connection

_SCHEMES: Final = ("postgresql://", "postgres://")
# More than a valid address would need: whoever writes one wrongly is told so, and not with the password.
_CREDENTIALS: Final = re.compile(r"(//[^:]*):.*@", re.DOTALL)
_PARAMETER: Final = re.compile(r"(?<=[?&])([^?&=]*)=[^&]*")


@dataclass(frozen=True, slots=True)
class DatabaseURL:
    """The address of a PostgreSQL database, `postgresql://USER@HOST/DATABASE`. As text it has no password."""

    url: str = field(repr=False)

    def __str__(self) -> str:
        return _PARAMETER.sub(_hide_password, _CREDENTIALS.sub(r"\1@", self.url, count=1))


Location = Path | DatabaseURL


def parse_location(text: object) -> object:
    """Read where a library lies; what is no text stays as it is."""
    if not isinstance(text, str):
        return text
    return DatabaseURL(text) if text.startswith(_SCHEMES) else Path(text)


def _hide_password(parameter: re.Match[str]) -> str:
    return f"{parameter[1]}=" if "password" in unquote(parameter[1]).lower() else parameter[0]


class Changes(Protocol):
    """Tells whether any process may have changed a library since one last looked."""

    def any(self) -> bool:
        """Whether it may have changed since this was last asked; at first, that it has. Raises LibraryError."""
        ...

    def close(self) -> None:
        """Give back what is held for looking."""
        ...


class Storage(Protocol):
    """Holds one library: in a file (`sqlite_storage.py`), or in a database that others reach too (`postgres/`).

    Safe for many threads and processes. `number` counts the libraries that lay at its place since it was first opened.
    Every method raises LibraryBusy and LibraryError.
    """

    number: int

    def exists(self) -> bool:
        """Tell whether a library lies there, intact or not."""
        ...

    def prepare(self, *, create: bool) -> None:
        """Bring what lies there to this version's format; `create`: make an empty one where there is none."""
        ...

    def reading(self, memory: "Memory") -> "AbstractContextManager[Snapshot]":
        """Read one generation in the `with` block, whatever others write meanwhile."""
        ...

    def writing(self) -> "AbstractContextManager[Connection]":
        """Write all of the `with` block or nothing, durably, while no other writes."""
        ...

    def lay_aside(self, connection: "Connection") -> None:
        """Create the table that vectors and terms are made anew in; only who sees a paragraph sees what is its."""
        ...

    def watched(self) -> AbstractContextManager[None]:
        """Look at what lies there in the `with` block; LibraryReplaced where that is another library than before."""
        ...

    def erase_removed(self) -> None:
        """Leave nothing of what was removed where that takes no time, whatever is in the way."""
        ...

    def tidy(self) -> None:
        """Leave nothing of what was removed."""
        ...

    def settle(self) -> None:
        """Do what is best done a while after the last change."""
        ...

    def changes(self) -> Changes:
        """Begin to watch for changes."""
        ...

    def end(self) -> None:
        """Close for good, for another one to be opened there. Raises LibraryBusy while that cannot be."""
        ...

    def close(self) -> None:
        """Close what is open. Nothing is lost without it."""
        ...

    @property
    def file(self) -> Path | None:
        """The one file that holds the library, where one does."""
        ...
