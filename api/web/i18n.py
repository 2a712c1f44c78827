"""The page's languages: a dictionary for each, and which one a browser would like."""

import json
from collections.abc import Mapping
from functools import cache

from api.web.files import files

LANGUAGES = ("en", "ms", "id", "vi", "th", "fil")
"""In the order in which the page offers them; the first is for whoever reads none of them."""

_ALSO = {"tl": "fil", "in": "id", "zsm": "ms", "zlm": "ms"}
"""Other names of the same languages."""


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
