"""Where a library lies: in a folder, or in a PostgreSQL database that several servers reach."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

_SCHEMES: Final = ("postgresql://", "postgres://")
_PASSWORD: Final = re.compile(r"(?<=//)([^/?#@:]*):[^/?#]*@|(?<=[?&]password=)[^&#]*")


@dataclass(frozen=True, slots=True)
class DatabaseURL:
    """The address of a PostgreSQL database, `postgresql://USER@HOST/DATABASE`. As text it has no password."""

    url: str = field(repr=False)

    def __str__(self) -> str:
        return _PASSWORD.sub(lambda found: f"{found[1]}@" if found[1] is not None else "", self.url)


Location = Path | DatabaseURL


def parse_location(text: object) -> object:
    """Read where a library lies; what is no text stays as it is."""
    if not isinstance(text, str):
        return text
    return DatabaseURL(text) if text.startswith(_SCHEMES) else Path(text)
