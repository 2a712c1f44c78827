"""The picture of the result: an SVG with a pair of bars for each measure, readable on light and on dark pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

_WIDTH, _TOP, _ROW, _BOTTOM = 860, 104, 58, 20
_LEFT, _BARS, _LONGEST, _RIGHT = 28, 262, 380, 832  # x of the labels, of the bars; their longest; x of the ratios' end
_BAR = 15  # height of a bar

_STYLE = """
svg { --card: #fdfcf9; --edge: #ddd8cc; --ink: #1d2330; --soft: #566074; --rujuk: #0b6e65; --other: #bcb9b0 }
@media (prefers-color-scheme: dark) {
svg { --card: #14171e; --edge: #343b49; --ink: #e6e9f0; --soft: #a3adc0; --rujuk: #6fd3c7; --other: #566074 } }
text { font-family: system-ui, -apple-system, "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif;
font-size: 12px; fill: var(--soft) }
.card { fill: var(--card); stroke: var(--edge) }
.title { font-size: 18px; font-weight: 600; fill: var(--ink) }
.label { font-size: 14px; font-weight: 600; fill: var(--ink) }
.value { fill: var(--ink); font-variant-numeric: tabular-nums }
.ratio { font-size: 20px; font-weight: 700; fill: var(--rujuk); text-anchor: end }
.worse { fill: var(--soft) }
.end { text-anchor: end }
.rujuk { fill: var(--rujuk) } .other { fill: var(--other) } .line { stroke: var(--edge) }
"""


@dataclass(frozen=True, slots=True)
class Row:
    """A measure in the picture: its name, what is said of it, its unit, what a better and a worse figure is called."""

    name: str
    label: str
    note: str
    unit: str
    words: tuple[str, str] = ("faster", "slower")
    more_is_better: bool = False


ROWS = (
    Row("cold start", "Cold start", "to the first right answer", "s"),
    Row("p50 at 1", "One client", "p50 of an answer", "ms"),
    Row("p99 at 1", "One client", "p99 of an answer", "ms"),
    Row("p50 at 32", "32 clients at once", "p50 of an answer", "ms"),
    Row("rate at 32", "32 clients at once", "answers a second", "/s", ("more", "fewer"), more_is_better=True),
    Row("memory", "Memory", "of the server, after all that", "MB", ("less", "more")),
    Row("ingest", "Ingest", "paragraphs a second", "/s", ("more", "fewer"), more_is_better=True),
)


def draw(rujuk: Mapping[str, float], baseline: Mapping[str, float], about: str) -> str:
    """The SVG's text, from both sides' medians; `about` says of what."""
    height = _TOP + _ROW * len(ROWS) + _BOTTOM
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{height}" viewBox="0 0 {_WIDTH} {height}" '
        'role="img" aria-label="Rujuk beside the same service made in the obvious way">',
        f"<style>{_STYLE}</style>",
        f'<rect class="card" x="0.5" y="0.5" width="{_WIDTH - 1}" height="{height - 1}" rx="10"/>',
        _text(_LEFT, 36, "Rujuk beside the obvious way", "title"),
        _text(_LEFT, 57, about),
        _key(_LEFT, 79, "rujuk", "Rujuk"),
        _key(_LEFT + 74, 79, "other", "FastAPI + sentence-transformers + FAISS, same model, same questions"),
    ]
    for place, row in enumerate(ROWS):
        parts += _row(row, rujuk[row.name], baseline[row.name], _TOP + _ROW * place)
    return "\n".join([*parts, "</svg>", ""])


def _row(row: Row, ours: float, theirs: float, y: int) -> list[str]:
    times = ours / theirs if row.more_is_better else theirs / ours
    better = times >= 1
    shown = number(times if better else 1 / times)
    word = "alike" if shown == "1.0" else row.words[not better]
    longest = max(ours, theirs)
    return [
        f'<path class="line" d="M{_LEFT} {y + 0.5}H{_RIGHT}"/>',
        _text(_LEFT, y + 26, row.label, "label"),
        _text(_LEFT, y + 43, row.note),
        *_bar(y + 12, ours / longest, "rujuk", f"{number(ours)} {row.unit}"),
        *_bar(y + 31, theirs / longest, "other", f"{number(theirs)} {row.unit}"),
        _text(_RIGHT, y + 30, f"{shown}×", "ratio" if word == row.words[0] else "ratio worse"),
        _text(_RIGHT, y + 46, word, "end"),
    ]


def _bar(y: int, share: float, kind: str, value: str) -> list[str]:
    width = max(round(_LONGEST * share, 1), 2)
    bar = f'<rect class="{kind}" x="{_BARS}" y="{y}" width="{width:g}" height="{_BAR}" rx="3"/>'
    return [bar, _text(_BARS + width + 8, y + 12, value, "value")]


def _key(x: int, y: int, kind: str, label: str) -> str:
    return f'<rect class="{kind}" x="{x}" y="{y - 10}" width="12" height="12" rx="3"/>' + _text(x + 19, y, label)


def _text(x: float, y: float, text: str, kind: str = "") -> str:
    styled = f' class="{kind}"' if kind else ""
    return f'<text{styled} x="{x:g}" y="{y:g}">{escape(text)}</text>'


def number(value: float) -> str:
    """The value to two digits or, from 100 on, to the last one: 0.84, 7.3, 62, 1,024."""
    decimals = 2 if value < 1 else 1 if value < 10 else 0
    return f"{value:,.{decimals}f}"
