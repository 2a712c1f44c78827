"""The other thing that reading can give: a file or a line that is no document, and why."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refused:
    """A file or record that could not be read; `where` names it (`file.jsonl:17`), `reason` says why and what to do."""

    where: str
    reason: str
