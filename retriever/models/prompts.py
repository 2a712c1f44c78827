"""What a model wants to read before a question and before a passage, by its own configuration."""

from collections.abc import Mapping
from dataclasses import dataclass

_PASSAGES = ("document", "passage", "corpus")


@dataclass(frozen=True, slots=True)
class Prompts:
    """Text put before each question and each passage; often none."""

    question: str
    passage: str

    @classmethod
    def of(cls, configured: Mapping[str, str | None]) -> "Prompts":
        """Choose from the prompts of a sentence-transformers model, by their usual names.

        An empty one does not count: sentence-transformers adds `document: ""` beside a model's own `passage: "..."`.
        """
        return cls(configured.get("query") or "", next(filter(None, map(configured.get, _PASSAGES)), ""))
