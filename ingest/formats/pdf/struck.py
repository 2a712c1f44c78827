"""Struck text on a PDF page: letters that a line runs through, which are said to hold no more."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import Final

from ingest.formats.pdf.glyphs import Glyph
from ingest.formats.pdf.rules import Rule

_THROUGH: Final = (0.12, 0.48)
"""Heights of the letters above where they stand at which a line runs through them; lower it underlines them."""
_LONGER: Final = 0.6
"""Heights of the letters by which the line goes beyond the words at either end, at most; a table's goes further."""


def blank_struck(glyphs: Sequence[Glyph], lines: Iterable[Rule]) -> str:
    """Put a space in the place of each glyph that a line as long as the words runs through; the words of them all."""
    gone = ""
    ordered = sorted(glyphs, key=lambda glyph: glyph.base)
    bases = [glyph.base for glyph in ordered]
    reach = _THROUGH[1] * max((glyph.size for glyph in glyphs), default=0.0)
    for rule in (rule for rule in lines if rule.across):
        near = ordered[bisect_left(bases, rule.at) : bisect_right(bases, rule.at + reach)]
        struck = [glyph for glyph in near if _is_through(glyph, rule)]
        if struck:
            start, end = min(glyph.x0 for glyph in struck), max(glyph.x1 for glyph in struck)
            room = _LONGER * struck[0].size
            if rule.start >= start - room and rule.end <= end + room:
                gone += "".join(glyph.text for glyph in sorted(struck, key=lambda glyph: glyph.x0))
                for glyph in struck:
                    glyph.text = " "
    return gone


def _is_through(glyph: Glyph, rule: Rule) -> bool:
    above = (glyph.base - rule.at) / glyph.size
    middle = (glyph.x0 + glyph.x1) / 2
    return _THROUGH[0] <= above <= _THROUGH[1] and rule.start <= middle <= rule.end and glyph.text.isalnum()
