"""What the tests of PDFs share: columns and rows of words, and what was read of them."""

from collections.abc import Sequence

from ingest.content import Content
from tests.ingest.making import Line

LEADING = 13.0

FERRY = """
The harbour office began to sell tickets on
board in March, and since then the queues at
the gate have gone. Children under six pay
nothing, and a family of four pays for three.
"""
SCHOOL = """
Two new schools open in the hills next year,
and each takes in ninety pupils from seven of
the villages. The road to them was made by the
parents, who gave every second Sunday for it.
"""
MARKET = """
The night market moves to the old bus station
while the square is paved again. Its stalls are
drawn by lot, and whoever had one before may
keep the number that was painted on the floor.
"""


def column(left: float, top: float, text: str, leading: float = LEADING) -> list[Line]:
    """The lines of a text, one below the other."""
    return [(left, top - leading * index, line) for index, line in enumerate(text.strip().splitlines())]


def row(top: float, cells: Sequence[tuple[float, str]], size: float = 10.0) -> list[Line]:
    """Words on one line, each at its place."""
    return [(left, top, words, size) for left, words in cells]


def joined(text: str) -> str:
    """The text on one line."""
    return " ".join(text.split())


def shown(content: Content) -> list[str]:
    """The blocks, headings with as many signs as their level."""
    return ["#" * block.level * (block.kind == "heading") + block.span.of(content.text) for block in content.blocks]
