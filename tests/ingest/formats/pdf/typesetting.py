"""Pages as authors set them: lines broken and stretched by the widths of real letters, rules, marks."""

from collections.abc import Iterator, Sequence
from typing import Final

from pdfminer.fontmetrics import FONT_METRICS

from tests.ingest.making import raw_pdf

_WIDTHS: Final = FONT_METRICS["Helvetica"][1]
_BOLD_WIDTHS: Final = FONT_METRICS["Helvetica-Bold"][1]
_SIGN: Final = 556
"""Width of a sign that the font's table does not list, in thousandths of its height."""

FERRY: Final = (
    "The harbour office began to sell tickets on board in March, and since then the queues at the gate have gone. "
    "Children under six pay nothing, and a family of four pays for three. Whoever lost a ticket may ask the pilot for "
    "a new one, which costs two ringgit."
)
SCHOOL: Final = (
    "Two new schools open in the hills next year, and each takes in ninety pupils from seven of the villages. The "
    "road to them was made by the parents, who gave every second Sunday for it. Teachers come from the coast, where "
    "they were trained for the work by the ministry."
)
MARKET: Final = (
    "The night market moves to the old bus station while the square is paved again. Its stalls are drawn by lot, and "
    "whoever had one before may keep the number that was painted on the floor. Rents stay as they are until the end "
    "of June, when the council meets."
)
LOANS: Final = (
    "Fishers who lost a net in the storm of last autumn can ask the state bank for a loan without interest. The form "
    "lies in every post office of the district. It takes three weeks until the money is paid, and nothing has to be "
    "given back in the first year."
)


def width(text: str, size: float = 10.0, *, bold: bool = False) -> float:
    """How wide the words are, in points."""
    widths = _BOLD_WIDTHS if bold else _WIDTHS
    return sum(widths.get(letter, _SIGN) for letter in text) * size / 1000


def broken(text: str, room: float, size: float = 10.0, indent: float = 0.0) -> list[str]:
    """The text in lines of that width; a word with a hyphen may be broken after it."""
    found = [""]
    for word in _breakable(text):
        longer = f"{found[-1]}{'' if found[-1].endswith('-') else ' '}{word}".strip()
        if found[-1] and width(longer, size) > room - indent * (len(found) == 1):
            found.append(word)
        else:
            found[-1] = longer
    return found


def _breakable(text: str) -> Iterator[str]:
    for word in text.split():
        *before, last = word.split("-")
        yield from (f"{part}-" for part in before)
        if last:
            yield last


class Sheet:
    """One page; coordinates in points from its left and bottom edge."""

    def __init__(self) -> None:
        self._drawn: list[str] = []

    def pdf(self) -> bytes:
        """The page as a file."""
        return raw_pdf([self.content])

    @property
    def content(self) -> bytes:
        """What draws the page."""
        return "\n".join(self._drawn).encode("cp1252")

    def text(self, left: float, base: float, words: str, size: float = 10.0, **look: float | bool) -> "Sheet":
        """Words on a line. `look`: bold, spacing (of letters), stretch (of spaces), grey, mode, cos and sin."""
        font = "B" if look.get("bold") else "F"
        cos, sin = look.get("cos", 1.0), look.get("sin", 0.0)
        shown = words.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
        self._drawn.append(
            f"q {look.get('grey', 0):.2f} g BT /{font} {size:.2f} Tf {look.get('spacing', 0):.3f} Tc "
            f"{look.get('stretch', 0):.3f} Tw {look.get('mode', 0):d} Tr "
            f"{cos:.4f} {sin:.4f} {-sin:.4f} {cos:.4f} {left:.2f} {base:.2f} Tm ({shown}) Tj ET Q"
        )
        return self

    def flow(
        self,
        left: float,
        top: float,
        room: float,
        text: str,
        size: float = 10.0,
        leading: float = 12.5,
        *,
        even: bool = False,
        indent: float = 0.0,
        bold: bool = False,
    ) -> float:
        """A paragraph of that width, stretched to an even edge or not; where the line after it stands."""
        lines = broken(text, room, size, indent)
        for number, line in enumerate(lines):
            inset = indent * (number == 0)
            spaces = line.count(" ")
            free = room - inset - width(line, size, bold=bold)
            stretch = free / spaces if even and spaces and number < len(lines) - 1 else 0.0
            self.text(left + inset, top - number * leading, line, size, stretch=stretch, bold=bold)
        return top - len(lines) * leading

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> "Sheet":
        """A thin line."""
        self._drawn.append(f"0.5 w {x0:.2f} {y0:.2f} m {x1:.2f} {y1:.2f} l S")
        return self

    def box(self, left: float, bottom: float, right: float, top: float, grey: float | None = None) -> "Sheet":
        """A frame, or a shade of that grey."""
        look = "S" if grey is None else "f"
        shade = "" if grey is None else f"q {grey:.2f} g "
        self._drawn.append(
            f"{shade}{left:.2f} {bottom:.2f} {right - left:.2f} {top - bottom:.2f} re {look}{' Q' if shade else ''}"
        )
        return self

    def grid(self, xs: Sequence[float], ys: Sequence[float]) -> "Sheet":
        """The rules of a table."""
        for x in xs:
            self.rule(x, ys[0], x, ys[-1])
        for y in ys:
            self.rule(xs[0], y, xs[-1], y)
        return self
