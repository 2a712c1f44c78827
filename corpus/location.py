"""Where a library lies: in a folder, or in a PostgreSQL database that several servers reach."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import unquote

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
