"""Example questions: some of those that examine the bundled release, in the language of the page."""

import json
from functools import cache

from api import bootstrap

_CHOSEN = {
    "en": ("en-fact-010", "en-fact-014", "en-fact-021", "en-near-miss-002"),
    "ms": ("ms-language-001", "ms-language-002", "ms-language-004"),
    "id": ("id-language-001", "id-language-003", "id-language-005"),
    "vi": ("vi-language-001", "vi-language-004", "vi-language-005"),
    "th": ("th-language-001", "th-language-002", "th-language-005"),
    "fil": ("fil-language-005", "fil-language-004", "fil-near-miss-001"),
}
"""Of those that Rujuk answers rightly; the near misses show what it says where the release does not."""


@cache
def questions(language: str) -> tuple[str, ...]:
    """The examples in a language."""
    lines = bootstrap.questions_path().read_text("utf-8").splitlines()
    asked = {record["id"]: record["question"] for record in map(json.loads, lines)}
    return tuple(asked[chosen] for chosen in _CHOSEN[language])
