"""Headings of a PDF: what its outline names, and short lines larger or bolder than the text."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from ingest.formats.pdf.paragraphs import Part
from ingest.lines import division, ends_sentence, is_heading_like

_LARGER: Final = 1.12
"""Times the text's height from which a line is a heading."""
_LINES: Final = 3
_LENGTH: Final = 200
_SENTENCE: Final = 5
"""Words beyond which what ends in a full stop is a sentence."""
_LEVELS: Final = 6
_LETTERS: Final = re.compile(r"[^\W_]+")

Outline = Mapping[tuple[int, str], int]
"""Level of a heading by its page and its letters, as `letters` gives them."""


def letters(text: str) -> str:
    """The text's letters without spaces and signs, small; a number before them is left out."""
    words = _LETTERS.findall(text.casefold())
    while len(words) > 1 and words[0].isdigit():
        words.pop(0)
    return "".join(words)


def levels(parts: Sequence[Part], outline: Outline) -> list[int]:
    """The level of each part that is a heading, 0 for the others.

    A heading with nothing under it before the next as high is none: it says something by itself.
    """
    sizes: Counter[float] = Counter()
    bold: Counter[bool] = Counter()
    for part in [part for part in parts if not part.table] or parts:
        sizes[round(part.size, 1)] += part.length
        bold[part.bold] += part.length
    text = sizes.most_common(1)[0][0] if sizes else 0.0
    kinds = [_kind(part, text, text_is_bold=bold[True] > bold[False]) for part in parts]
    ranks = {
        kind: min(rank, _LEVELS) for rank, kind in enumerate(sorted({kind for kind in kinds if kind}, reverse=True), 1)
    }
    found: list[int] = []
    for index, (part, kind) in enumerate(zip(parts, kinds, strict=True)):
        named = 0 if part.table else outline.get((part.page, letters("".join(line.text for line in part.lines))), 0)
        alone = kind is not None and kind[0] <= text * _LARGER and not _opens(parts, kinds, index)
        found.append(min(named, _LEVELS) or (ranks[kind] if kind and not alone else 0))
    after = [*found, 0][1:]
    return [0 if 0 < following <= level else level for level, following in zip(found, after, strict=True)]


def _kind(part: Part, text: float, *, text_is_bold: bool) -> tuple[float, bool] | None:
    """How large and bold a heading is, None for what is none."""
    words = " ".join(line.text for line in part.lines)
    if part.table or len(part.lines) > _LINES or len(words) > _LENGTH or not any(map(str.isalpha, words)):
        return None
    size = round(part.size * 2) / 2
    if (
        part.size >= _LARGER * text
        and not words.endswith((",", ";"))
        and not (ends_sentence(words) and (len(words) > 80 or len(words.split()) > _SENTENCE))
    ):
        return size, part.bold
    stands_out = part.bold and not text_is_bold and part.size >= 0.95 * text
    if (stands_out and is_heading_like(words)) or (len(part.lines) == 1 and division(words)):
        return round(text * 2) / 2, part.bold
    return None


def _opens(parts: Sequence[Part], kinds: Sequence[tuple[float, bool] | None], index: int) -> bool:
    """Whether something stands under the heading: a part that is none, or another heading that has."""
    after = parts[index + 1 : index + 4]
    return any(
        kind is None and not part.table for part, kind in zip(after, kinds[index + 1 : index + 4], strict=True)
    ) or any(part.table for part in after[:1])
