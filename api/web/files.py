"""The page's own files: style, JavaScript modules and dictionaries, under one address for each version of them.

And which of its languages a browser would like.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".txt": "text/plain; charset=utf-8",
}
LANGUAGES = ("en", "ms", "id", "vi", "th", "fil")
"""In the order in which the page offers them; the first is for whoever reads none of them."""
_ALSO = {"tl": "fil", "in": "id", "zsm": "ms", "zlm": "ms"}
"""Other names of the same languages."""


@dataclass(frozen=True, slots=True)
class File:
    """A file as it is sent."""

    data: bytes
    media_type: str


@cache
def files() -> Mapping[str, File]:
    """Every file by its path under `assets/`, and `js/all.js`, which has a browser fetch all modules at once.

    All of them together are small enough to be kept in memory.
    """
    found = dict(_walk(resources.files(__package__) / "assets", ""))
    # The page names this alone: a browser that was told of every module painted a quarter later.
    modules = sorted(path.removeprefix("js/") for path in found if path.endswith(".js"))
    found["js/all.js"] = "".join(f'import "./{name}";\n' for name in modules).encode()
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


def starting_script(language: str) -> str:
    """The script that stands in the page itself: once the page has been painted it fetches the modules and the words.

    Whatever is fetched before takes of the time until then; nothing of it is needed to read the page.
    """
    words, modules = address(f"i18n/{language}.json"), address("js/all.js")
    return f'requestAnimationFrame(() => setTimeout(() => [fetch("{words}"), import("{modules}")]));'


def home_style() -> str:
    """The style sheets of the page that moves, as one."""
    return "".join(file.data.decode() for path, file in files().items() if path.endswith(".css"))


def reference_style() -> str:
    """The style sheet of the reference."""
    return (resources.files(__package__) / "style.css").read_text("utf-8")


def _walk(folder: Traversable, under: str) -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _walk(entry, f"{under}{entry.name}/")
        else:
            yield under + entry.name, entry.read_bytes()


@cache
def dictionary(language: str) -> Mapping[str, str]:
    """The page's words in a language."""
    words: dict[str, str] = json.loads(files()[f"i18n/{language}.json"].data)
    return words


def preferred(accepted: str) -> str:
    """The language of ours that an `Accept-Language` header likes best."""
    liked = sorted((_range(part) for part in accepted.split(",")), key=lambda pair: -pair[1])
    known = (language for language, quality in liked if quality > 0 and language in LANGUAGES)
    return next(known, LANGUAGES[0])


def _range(part: str) -> tuple[str, float]:
    """`"th-TH;q=0.8"` -> `("th", 0.8)`; what cannot be read counts as not wanted."""
    tag, _, parameter = part.partition(";")
    primary = tag.strip().lower().partition("-")[0]
    name, _, value = parameter.partition("=")
    try:
        quality = float(value) if name.strip() == "q" else 1.0
    except ValueError:
        quality = 0.0
    return _ALSO.get(primary, primary), quality
