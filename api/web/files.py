"""The page's own files: style, JavaScript modules and dictionaries, under one address for each version of them."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from api.web import page

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".txt": "text/plain; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class File:
    """A file as it is sent."""

    data: bytes
    media_type: str


@cache
def files() -> Mapping[str, File]:
    """Every file by its path under `assets/`. All of them together are small enough to be kept in memory."""
    found = dict(_walk(resources.files(__package__) / "assets", ""))
    return {path: File(found[path], _TYPES[path[path.rindex(".") :]]) for path in sorted(found)}


@cache
def version() -> str:
    """A digest of all files. It is a part of their addresses, so that a browser may keep what it has for ever."""
    digest = hashlib.sha256()
    for path, file in files().items():
        digest.update(f"{path}\0{len(file.data)}\0".encode() + file.data)
    return digest.hexdigest()[:16]


def address(path: str) -> str:
    """Where a file is served."""
    return f"/assets/{version()}/{path}"


def looks(language: str) -> page.Looks:
    """Looks of the page that moves: its style, its modules, and the dictionary of its language.

    The modules are all named, so that a browser fetches them at once rather than one import after the other. What is
    not text may not become a script or HTML: the page never makes any (Trusted Types).
    """
    sheets = page.styled("".join(file.data.decode() for path, file in files().items() if path.endswith(".css")))
    lines = [sheets.head]
    lines += [f'<link rel="modulepreload" href="{address(path)}">' for path in files() if path.endswith(".js")]
    lines.append(f'<link rel="preload" as="fetch" crossorigin href="{address(f"i18n/{language}.json")}">')
    lines.append(f'<script type="module" src="{address("js/main.js")}"></script>')
    policy = "script-src 'self'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'"
    return page.Looks("\n".join(lines), f"{sheets.policy}; {policy}")


def _walk(folder: Traversable, under: str) -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _walk(entry, f"{under}{entry.name}/")
        else:
            yield under + entry.name, entry.read_bytes()
