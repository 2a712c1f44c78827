"""What a reader leaves out of a document, counted and said, so that nothing goes without a word."""

from collections import Counter
from typing import Final

from ingest.text import is_visible, one_line, word_set

_COUNTED: Final = word_set("banner footer header sidebar form menu dialog button teaser symbol placeholder")
"""Kinds that are counted one by one; others, such as navigation, are named alone."""


class LeftOut:
    """Counts what is left out, by its kind: `navigation`, `footer`."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._length = 0

    def add(self, kind: str, text: str) -> None:
        """Count a piece of that kind; a text that shows nothing is none."""
        words = one_line(text)
        if is_visible(words):
            self._counts[kind] += 1
            self._length += len(words)

    def remarks(self) -> tuple[str, ...]:
        """Tell what is left out in one remark, such as `left out: navigation, 2 footers (340 characters)`; or none."""
        if not self._counts:
            return ()
        named = ", ".join(_named(kind, count) for kind, count in self._counts.items())
        return (f"left out: {named} ({self._length:,} character{'s' * (self._length > 1)})",)


def _named(kind: str, count: int) -> str:
    if kind.rsplit(maxsplit=1)[-1] not in _COUNTED:
        return kind
    return f"{count:,} {kind}s" if count > 1 else kind
