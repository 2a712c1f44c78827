"""Select documents by one filter, for questions, for lists, and for what a key may see."""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Self


@dataclass(frozen=True, slots=True)
class DocumentFilter:
    """Selects the documents that meet all conditions given; None, or empty `metadata`, is no condition.

    `ids`, `collections`: the document's is one of them. `languages`: tags as the library stores them; `zh` lets
    `zh-Hant` pass too. `published_from`, `published_to`: days or parts of dates (`2025`, `2025-06`), inclusive: a
    document passes that may have been published then, and none that has no date. `metadata`: each key's value is the
    text given, or a list that holds it; numbers, true and false count as JSON writes them.
    `visible`: the collections that the client may see; documents of others do not exist for it.
    """

    ids: frozenset[str] | None = None
    collections: frozenset[str] | None = None
    languages: frozenset[str] | None = None
    published_from: str | None = None
    published_to: str | None = None
    metadata: frozenset[tuple[str, str]] = frozenset()
    visible: frozenset[str] | None = None

    def narrow(self, collections: Collection[str]) -> Self:
        """Return the filter restricted to these collections."""
        seen = frozenset(collections)
        return replace(self, visible=seen if self.visible is None else seen & self.visible)

    def condition(self) -> tuple[str, list[str]]:
        """Give the SQL condition on a row of documents, and its parameters: all but `metadata`."""
        parts = list(self._parts())
        return " AND ".join(sql for sql, _ in parts) or "TRUE", [value for _, value in parts]

    def _parts(self) -> Iterator[tuple[str, str]]:
        among = (("id", self.ids), ("collection", self.collections), ("collection", self.visible))
        for column, values in among:
            if values is not None:
                yield f"{column} IN (SELECT value FROM json_each(?))", json.dumps(sorted(values))
        if self.languages is not None:
            # A tag and a hyphen begin the tags of its kinds.
            begins = "lower(replace(language, '_', '-')) || '-' LIKE lower(value) || '-%'"
            yield f"EXISTS (SELECT 1 FROM json_each(?) WHERE {begins})", json.dumps(sorted(self.languages))
        # "~" comes after all that a date holds: a year or a month reaches to its end.
        if self.published_from is not None:
            yield "substr(published, 1, 10) || '~' >= ?", self.published_from
        if self.published_to is not None:
            yield "substr(published, 1, 10) <= ? || '~'", self.published_to

    def admits(self, metadata: Mapping[str, Any]) -> bool:
        """Tell whether a document's metadata passes."""
        return all(value in _texts(metadata.get(key)) for key, value in self.metadata)


EVERYTHING: Final = DocumentFilter()


def write_value(value: object) -> str:
    """Write a value of metadata as a filter compares it: a text as it is, any other as JSON has it."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _texts(value: object) -> list[str]:
    """Write a value as filters name it; of a list, each value that it holds."""
    if value is None:
        return []
    return [write_value(each) for each in (value if isinstance(value, list) else [value])]
