"""The pieces of lines on a PDF page: words that stand together, with where they stand and how they look."""

import math
import re
import unicodedata
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import Final

from ingest.formats.pdf.cell_edges import Edges, Run
from ingest.formats.pdf.glyphs import SLANTED, Cell, Glyph
from ingest.formats.pdf.right_to_left import in_reading_order, is_rtl
from ingest.formats.pdf.scripts import is_ideographic, is_unspaced
from ingest.text import canonical

_GAP: Final = 0.8
"""Width of a gap, in heights of the letters, that divides a line into pieces."""
_RTL_GAP: Final = 2.5
"""The same where the line runs from right to left: there the widths of joined letters are not known well."""
_SLANTED_STEP: Final = 2.0
"""Heights by which the next letter of slanted text begins at most."""
_WORD_GAP: Final = 0.17
"""Width of a gap between words that the file writes no space for."""
_WORD_GAP_UNSEEN: Final = 0.6
"""The same where pdfium sees none: letters may be set apart for looks."""
_WORD_GAP_UNSPACED: Final = 0.22
"""The same in scripts that put no space between words."""
_BACK: Final = 0.5
"""Heights by which the next glyph may stand left of where the last one ended."""
_SAME_BASE: Final = 0.08
_SMALLER: Final = (0.4, 0.85)
"""Share of the height of the letters beside it that a superscript has, least and most."""
_LONGEST: Final = 8
"""Glyphs of a superscript."""
_RAISED: Final = (0.12, 0.8)
"""Heights by which a superscript stands above the line."""
_LOWERED: Final = (0.08, 0.55)
"""Heights by which a subscript stands below the line."""
_BESIDE: Final = 0.35
"""Heights by which a superscript stands away from what it belongs to."""
_ORDINALS: Final = re.compile(r"\d(?:st|nd|rd|th|er|re|e|ère)\Z")
_SUPERSCRIPT: Final = str.maketrans(
    "0123456789+-−=()abcdefghijklmnoprstuvwxyz", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ"
)
_SUBSCRIPT: Final = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_REPEATED: Final = 4
"""Glyphs back at which a cluster of letters may have stood that a mark of it repeats."""
_REPEATED_BACK: Final = 1.6
"""Heights from the start of a cluster to such a mark at most where it stands left of the glyph before it, else 1."""
_REPEATED_BASE: Final = 0.4
"""Heights by which such a mark stands higher or lower than its cluster at most."""
_BULLETS: Final = frozenset("•●▪■◦○‣➢✓")


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of one line; x to the right, y downwards from the top, in points, whatever way the page is turned.

    `base` is where the line stands, `size` the height of its letters, `spaced` says that a space stands after it.
    `edges`: where each code point begins and ends along the line, two float32 each; of another length where that is
    not known for all of them. `cell` is the cell of a ruled table that it stands in.
    """

    text: str
    x0: float
    x1: float
    base: float
    size: float
    bold: bool
    turn: int = 0
    spaced: bool = False
    cell: Cell | None = None
    edges: bytes = field(default=b"", compare=False, repr=False)

    @property
    def hyphen(self) -> bool:
        """Whether a hyphen after a letter or a digit ends it."""
        return self.text.endswith(("-", "‐")) and self.text[-2:-1].isalnum()


def begins_with_bullet(text: str) -> bool:
    """Whether the text begins with the sign of a list's item, which stands at the start of a line or a cell."""
    return text[:1] in _BULLETS and bool(text)


def pieces(glyphs: Iterable[Glyph]) -> list[Piece]:
    """The pieces in the order of the file, those turned as most are; the others come after."""
    kept = _without_repeated(list(glyphs))
    _measure(kept)
    runs = _runs(kept)
    _attach_scripts(runs)
    lines = [list(_divided(line)) for line in _lines(runs)]
    begun = Edges(lines)
    groups = [part for line in lines for group in line for part in begun.cut(group)]
    found = [piece for group in groups if (piece := _piece(group)).text]
    turns = Counter(turn for piece in found for turn in [piece.turn] * len(piece.text))
    most = turns.most_common(1)[0][0] if turns else 0
    return [piece for piece in found if piece.turn == most] + [piece for piece in found if piece.turn != most]


def _without_repeated(glyphs: list[Glyph]) -> list[Glyph]:
    """Without clusters that come again: a mark drawn apart may stand for the whole cluster that it belongs to.

    What is drawn where such a mark is comes as one with it.
    """
    kept: list[Glyph] = []
    for glyph in glyphs:
        reach = _REPEATED_BACK if kept and glyph.x0 < kept[-1].x0 else 1.0
        said = [
            other.text
            for other in (() if glyph.measured else kept[-_REPEATED:])
            if not other.measured
            and -_BACK <= (glyph.x0 - other.x0) / other.size <= reach
            and abs(other.base - glyph.base) <= _REPEATED_BASE * other.size
        ]
        again = next((text for text in said if len(text) > 1 and glyph.text.startswith(text)), "")
        glyph.text = "" if glyph.text in said else glyph.text[len(again) :]
        if glyph.text:
            kept.append(glyph)
    return kept


def _measure(glyphs: Sequence[Glyph]) -> None:
    """Give clusters of letters, whose widths pdfium does not know, those that their letters have elsewhere."""
    seen: dict[str, list[float]] = {}
    for glyph in glyphs:
        if glyph.measured and len(glyph.text) == 1:
            seen.setdefault(glyph.text, []).append((glyph.x1 - glyph.x0) / glyph.size)
    widths = {letter: median(found) for letter, found in seen.items()}
    usual = median(widths.values()) if widths else _SMALLER[1]
    for glyph in glyphs:
        if not glyph.measured and is_unspaced(glyph.text[0]) and not is_ideographic(glyph.text[0]):
            letters = unicodedata.normalize("NFKD", glyph.text)
            shown = [letter for letter in letters if unicodedata.category(letter) != "Mn"]
            glyph.x1 = glyph.x0 + glyph.size * sum(widths.get(letter, usual) for letter in shown)
            glyph.measured = True
    for glyph, after in pairwise(glyphs):
        if len(glyph.text) > 1 and glyph.x0 < after.x0 < glyph.x1 and glyph.base == after.base:
            glyph.x1 = after.x0  # it was measured too wide


def _runs(glyphs: Sequence[Glyph]) -> list[Run]:
    found: list[Run] = []
    before: Glyph | None = None
    for glyph in glyphs:
        if before is not None and _follows(before, glyph):
            found[-1].glyphs.append(glyph)
        else:
            found.append(Run([glyph], glyph.base, glyph.size, glyph.turn))
        before = glyph
    return found


def _follows(before: Glyph, glyph: Glyph) -> bool:
    """Whether the glyph goes on with the run of the one before it."""
    if (
        before.turn != glyph.turn
        or before.cell != glyph.cell
        or abs(before.size - glyph.size) > _SAME_BASE * max(before.size, glyph.size)
    ):
        return False
    if glyph.turn == SLANTED:
        return math.hypot(glyph.x0 - before.x0, glyph.base - before.base) <= _SLANTED_STEP * glyph.size
    if begins_with_bullet(glyph.text) and glyph.x0 - before.x1 > _WORD_GAP * glyph.size:
        return False
    near = -_BACK * glyph.size <= glyph.x0 - before.x1 <= _GAP * glyph.size
    return abs(before.base - glyph.base) <= _SAME_BASE * glyph.size and near


def _attach_scripts(runs: Sequence[Run]) -> None:
    """Put raised and lowered small runs onto the line of the run that they stand beside."""
    by_end: dict[tuple[int, int], list[Run]] = {}
    for run in runs:
        for x in {run.x0, run.x1}:
            by_end.setdefault((run.turn, round(x / 8)), []).append(run)
    for run in runs:
        beside = [
            other
            for x in {run.x0, run.x1}
            for step in (-1, 0, 1)
            for other in by_end.get((run.turn, round(x / 8) + step), [])
            if _shift(run, other)
        ]
        if beside:
            host = min(beside, key=lambda other: min(abs(run.x0 - other.x1), abs(other.x0 - run.x1) + 0.1))
            run.shift = _shift(run, host)
            run.base, run.size = host.base, host.size


def _shift(run: Run, host: Run) -> int:
    """1 where the run is a superscript of the other, -1 where it is a subscript, 0 where neither."""
    if host is run or host.shift or host.cell != run.cell or not _SMALLER[0] <= run.size / host.size <= _SMALLER[1]:
        return 0
    gap = min(abs(run.x0 - host.x1), abs(host.x0 - run.x1)) / host.size
    if len(run.glyphs) > _LONGEST or gap > _BESIDE:
        return 0
    up = (host.base - run.glyphs[0].base) / host.size
    if _RAISED[0] <= up <= _RAISED[1]:
        return 1
    return -1 if _LOWERED[0] <= -up <= _LOWERED[1] else 0


def _lines(runs: Sequence[Run]) -> Iterator[list[Run]]:
    """The runs line by line, in the order in which the lines come in the file."""
    lines: dict[tuple[int, int], list[list[Run]]] = {}
    order: list[list[Run]] = []
    for run in runs:
        key = round(run.base / 4)
        near = [line for step in (-1, 0, 1) for line in lines.get((run.turn, key + step), [])]
        line = next((line for line in near if _on_line(line[0], run)), None)
        if line is None:
            line = []
            lines.setdefault((run.turn, key), []).append(line)
            order.append(line)
        line.append(run)
    yield from order


def _on_line(one: Run, other: Run) -> bool:
    return abs(one.base - other.base) <= 0.2 * min(one.size, other.size)


def _divided(line: list[Run]) -> Iterator[list[Run]]:
    """The line's runs in groups, where a wide gap stands between them or they lie over each other."""
    rtl = any(is_rtl(glyph.text) for run in line for glyph in run.glyphs)
    group: list[Run] = []
    for run in sorted(line, key=lambda run: run.x0):
        if group:
            end = max(each.x1 for each in group)
            size = min(group[-1].size, run.size) if not run.shift else run.size
            gap = (run.x0 - end) / size
            alike = abs(group[-1].size - run.size) <= 0.35 * max(group[-1].size, run.size)
            bullet = begins_with_bullet(run.glyphs[0].text) and gap > _WORD_GAP
            other = group[-1].cell != run.cell
            if other or bullet or gap > (_RTL_GAP if rtl else _GAP) or gap < -2 * _BACK or not alike:
                yield group
                group = []
        group.append(run)
    if group:
        yield group


def _piece(group: Sequence[Run]) -> Piece:
    rtl = any(is_rtl(glyph.text) for run in group for glyph in run.glyphs)
    widest = max(group, key=lambda run: (not run.shift, len(run.glyphs)))
    glyphs = [glyph for run in group for glyph in run.glyphs]
    text = in_reading_order(glyphs) if rtl else "".join(_words(group))
    shown = " ".join(text.split())
    return Piece(
        canonical(shown),
        group[0].x0,
        group[-1].x1,
        widest.base,
        widest.size,
        all(glyph.bold for glyph in glyphs),
        widest.turn,
        text[-1:] == " ",
        widest.cell,
        b"" if rtl else _edges(shown, glyphs),
    )


EDGES: Final = 2 * array("f").itemsize
"""Bytes of a code point's edges."""


def _edges(text: str, glyphs: Sequence[Glyph]) -> bytes:
    """Where each code point of the canonical text begins and ends; a space as what stands before it."""
    places = [(glyph.x0, glyph.x1) for glyph in glyphs for letter in glyph.text if not letter.isspace()]
    if len(places) != len(text) - text.count(" "):
        return b""
    found = array("f")
    at = iter(places)
    here = places[0] if places else (0.0, 0.0)
    for cluster in _clusters(text):
        drawn = [next(at) for letter in cluster if letter != " "]
        here = (min(x0 for x0, _ in drawn), max(x1 for _, x1 in drawn)) if drawn else here
        found.extend(here * len(cluster if len(cluster) == 1 else canonical(cluster)))
    return found.tobytes()


def _clusters(text: str) -> Iterator[str]:
    """The text in pieces within which letters may be composed; mostly single letters."""
    if canonical(text) == text:
        yield from text
        return
    cluster = text[:1]
    for letter in text[1:]:
        if unicodedata.combining(letter):
            cluster += letter
        else:
            yield cluster
            cluster = letter
    yield cluster


def _words(group: Sequence[Run]) -> Iterator[str]:
    """The text of the runs, with spaces where the file has them and where a gap shows one."""
    said = ""
    before: Glyph | None = None
    for run in group:
        text = ""
        for glyph in run.glyphs:
            text += " " if before is not None and _has_space(before, glyph, same_run=bool(text)) else ""
            text += glyph.text
            before = glyph
        said += (text, _raised(said, text), _lowered(said, text))[run.shift]
    yield said


def _raised(before: str, text: str) -> str:
    """The words as a superscript; an ordinal's ending stays as it is."""
    words = text.strip()
    if _ORDINALS.search((before + words).casefold()) or (len(words) > 1 and words.isalpha()):
        return text
    return text.replace(words, words.translate(_SUPERSCRIPT)) + ("" if before else " ")


def _lowered(before: str, text: str) -> str:
    """The words as a subscript after a digit, which they would join; `H2O` stays as it is searched for."""
    return text.translate(_SUBSCRIPT) if before[-1:].isdigit() else text


def _has_space(before: Glyph, glyph: Glyph, *, same_run: bool) -> bool:
    """Whether a space stands between; what pdfium sees is told of glyphs that follow each other in the file."""
    if glyph.spaced or not before.measured:
        return glyph.spaced
    gap = (glyph.x0 - before.x1) / glyph.size
    if is_ideographic(before.text[-1]) or is_ideographic(glyph.text[0]):
        return False
    if is_unspaced(before.text[-1]) and is_unspaced(glyph.text[0]):
        return glyph.guessed and gap > _WORD_GAP_UNSPACED
    if same_run:
        return glyph.guessed or gap > _WORD_GAP_UNSEEN
    return gap > _WORD_GAP
