"""What is done to a library while it is killed, drawn from a seed, and the state that each step leaves."""

import json
import random
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from corpus.backup import back_up
from corpus.documents import Document
from corpus.library import Library
from ingest import Refused, read_bytes
from retriever.indexing import encode, encoding_of, re_embed
from retriever.models.cache import Notes, keep
from tests.crash.embedding import HashedWords

DIMENSIONS = (16, 24)
_DOCUMENTS = 8


@dataclass(frozen=True)
class Step:
    """One thing to do: to the document, the kept folder or the back-up of that name, in that version."""

    do: Literal["add", "remove", "re-embed", "keep", "back up"]
    name: str = ""
    version: int = 0


@dataclass(frozen=True)
class State:
    """What is there: documents by id, with their versions; the embedder's dimension; kept folders; back-ups."""

    documents: dict[str, int] = field(default_factory=dict)
    dimension: int = DIMENSIONS[0]
    kept: frozenset[str] = frozenset()
    backed_up: dict[str, dict[str, int]] = field(default_factory=dict)

    def after(self, step: Step) -> "State":
        match step.do:
            case "add":
                return replace(self, documents={**self.documents, step.name: step.version})
            case "remove":
                return replace(self, documents={name: v for name, v in self.documents.items() if name != step.name})
            case "re-embed":
                return replace(self, dimension=step.version) if self.documents else self
            case "keep":
                return replace(self, kept=self.kept | {step.name})
            case "back up":
                return replace(self, backed_up={**self.backed_up, step.name: self.documents})


def draw(state: State, chance: random.Random, count: int) -> list[Step]:
    """Draw steps that can be done one after the other, from that state on."""
    steps = []
    for _ in range(count):
        steps.append(_step(state, chance))
        state = state.after(steps[-1])
    return steps


def _step(state: State, chance: random.Random) -> Step:
    do = chance.choices(("add", "remove", "re-embed", "keep", "back up"), (9, 4, 4, 1, 2))[0]
    if do == "remove" and state.documents:
        return Step("remove", chance.choice(sorted(state.documents)))
    if do == "re-embed" and state.documents:
        return Step("re-embed", version=next(each for each in DIMENSIONS if each != state.dimension))
    if do == "keep":
        return Step("keep", f"kept{chance.randrange(10**6)}")
    if do == "back up":
        return Step("back up", f"back-up{chance.randrange(2)}")
    return Step("add", f"d{chance.randrange(_DOCUMENTS)}", chance.randrange(10**9))


def word(name: str, version: int) -> str:
    """Give a word that stands in that version of that document alone."""
    return f"zq{name}x{version}q"


def document(name: str, version: int) -> Document:
    """Make a version of a document: of one paragraph, or of so many that it fills pages of its file."""
    chance = random.Random(f"{name} {version}")  # noqa: S311  # a seed, no secret
    words = [f"w{chance.randrange(500)}" for _ in range(40)]
    paragraphs = [
        f"{word(name, version)} stands here. It says {' '.join(chance.sample(words, 12))}."
        for _ in range(chance.choice((1, 2, 12)))
    ]
    record = {"id": name, "title": f"Title {word(name, version)}", "text": "\n\n".join(paragraphs), "language": "en"}
    record["collection"] = "default"
    (made,) = read_bytes(json.dumps(record).encode(), "records.jsonl", origin="records")
    if isinstance(made, Refused):
        raise TypeError(made.reason)
    return made


def carry_out(folder: Path, library: Library, state: State, step: Step) -> None:
    """Do the step, in the folder that holds the library, what is kept and the back-ups."""
    embedder = HashedWords(state.dimension)
    match step.do:
        case "add":
            made = document(step.name, step.version)
            library.add(made, encode(made, embedder), encoding_of(embedder))
        case "remove":
            library.remove(step.name)
        case "re-embed":
            list(re_embed(library, HashedWords(step.version)))
        case "keep":
            keep(folder / "cache" / step.name, _make)
        case "back up":
            back_up(library, folder / step.name, force=True)


def _make(draft: Path) -> Notes:
    for number in range(3):
        (draft / f"{number}").write_bytes(bytes(range(256)) * 100)
    return {"whole": True}


def to_json(value: Any) -> Any:
    """For `json.dumps(default=...)`: steps as their fields."""
    return vars(value)
