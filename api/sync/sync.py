"""Keeping a library like the files it was made from: they come in, and what has left them leaves the library."""

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath

import ingest
from api import actions
from api.schemas.documents import AddedDocument, RemovedDocument
from api.sync.filesystem import is_gone, nearest_folder, read_state, shows_nothing
from corpus import provenance
from corpus.documents import Document, is_file, readable_path
from corpus.errors import DocumentRefused, UnknownDocument
from corpus.library import FILE
from corpus.provenance import FromFile
from ingest.text import shown, slug
from ingest.walk import resolve
from retriever.retriever import Retriever

Outcome = AddedDocument | RemovedDocument


@dataclass(slots=True)
class _Reading:
    """What has come of one file so far, by the origins of its parts: itself, or the files in it if an archive.

    `pending`: the origin of each item that is being added, and what its document was before it was renamed.
    """

    ids: dict[str, list[str]] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    twins: set[str] = field(default_factory=set)
    pending: deque[tuple[str, str | None]] = field(default_factory=deque)


class SyncPass:
    """One look at files and folders: `take` each file that they mean, then `finish`.

    What goes is what came from a file below one of them, from a line of a .jsonl file or from a file in an archive,
    that is not there any more. Where that is not certain it stays: for a file or a line that can no longer be read,
    below a folder that is gone or may not be looked into, and below one that is there but bare, as the place of a disk
    is that is not mounted.

    `twins` is kept from pass to pass where a pass takes only files that have changed: those that have no document of
    their own, as another file's has the same text. They are to be taken again, for that one may change or go.
    `collection` is that of the documents that name none; None leaves those that are known where they are. `keep`: bytes
    up to which a file is kept with its document.
    """

    def __init__(
        self,
        retriever: Retriever,
        paths: Sequence[Path],
        twins: set[Path] | None = None,
        *,
        collection: str | None = None,
        keep: int = 0,
    ) -> None:
        self._retriever = retriever
        self._collection = collection
        self.library = retriever.library
        self._roots = {resolve(path): path for path in paths}
        self._seen: set[str] = set()  # ids
        self._whole: set[str] = set()  # origins all of whose records were read
        self._parts: dict[str, set[str]] = {}  # the origins in each file that was read to its end
        self._waiting: dict[Path, set[str]] = {}  # files, and the origins in them, that have a twin
        self.twins = set[Path]() if twins is None else twins
        self._keep = keep
        self.read = 0
        """About how many bytes of the file being taken are read."""

    def files(self) -> tuple[list[Path], list[AddedDocument]]:
        """The files that the paths mean, without the library's own; and a refusal for each path that is not there."""
        found, refused = dict[Path, Path](), list[AddedDocument]()
        for path in self._roots.values():
            try:
                for file, _label in ingest.walk([path]):
                    if not self.is_own(file):
                        found.setdefault(resolve(file), file)
            except DocumentRefused as error:
                name = shown(str(path))
                detail = str(error).removeprefix(name).lstrip(": ")
                refused.append(AddedDocument(path=name, id=None, status="refused", detail=detail))
        return list(found.values()), refused

    def is_own(self, file: Path) -> bool:
        """Whether it is one of the library's own files."""
        if not isinstance(self.library.location, Path):
            return False
        return file.name.startswith(FILE) and resolve(file.parent) == resolve(self.library.location)

    def take(self, file: Path, *, later: bool = False, among: Collection[str] | None = None) -> Iterator[AddedDocument]:
        """Add what the file holds; with `among`, give the outcomes of those origins alone.

        A file that has the text of another one that is gone is that one under a new name: its document keeps its id.
        With `later`, one whose text another file's document has waits for `finish`: that one may yet change or go.
        """
        reading = _Reading()
        before = read_state(file)
        try:
            for origin, outcome in self._add(file, reading):
                reading.ids.setdefault(origin, [])
                if outcome.id is None:
                    reading.refused.add(origin)
                else:
                    reading.ids[origin].append(outcome.id)
                    if self._is_twin(outcome, origin):
                        reading.twins.add(origin)
                if not (later and origin in reading.twins) and (among is None or origin in among):
                    yield self._with_what_stays(outcome, origin)
        finally:
            self._note_found(file, reading, later=later)
        if read_state(file) == before:  # else what was passed over may have been there while it was written
            self._whole.update(reading.ids.keys() - reading.refused)
            if (whole := ingest.origin_of(file)) not in reading.refused:
                self._parts[whole] = set(reading.ids)

    def _note_found(self, file: Path, reading: _Reading, *, later: bool) -> None:
        """Keep in mind what was found, though it was not read to its end."""
        for origin, ids in reading.ids.items():
            self._seen.update(ids)
            if ingest.holds_records(origin):
                provenance.claim(self.library, origin, ids)
        if any(reading.ids.values()):
            (self.twins.add if reading.twins else self.twins.discard)(file)
        if later and reading.twins:
            self._waiting[file] = reading.twins

    def _add(self, file: Path, reading: _Reading) -> Iterator[tuple[str, AddedDocument]]:
        """Add what the file holds, and give each outcome with its origin."""
        parts = ingest.read_parts(
            file,
            collection=self._collection,
            detect=self._retriever.detect,
            keep=self._keep,
            within=self._folder(file),
        )
        items = self._prepare(parts, reading)
        for outcome in actions.add_documents(self._retriever, items, shown(str(file)), shown(file.name)):
            origin, former = reading.pending.popleft()
            renamed = former is not None and outcome.id is not None
            yield origin, outcome.model_copy(update={"detail": f"it was {former}"}) if renamed else outcome

    def _prepare(self, parts: Iterable[ingest.Part], reading: _Reading) -> Iterator[Document | ingest.Refused]:
        """Count each document's bytes, and give it the name of its file where that was renamed."""
        self.read = 0
        place = None
        for part in parts:
            if part.origin != place:
                place = part.origin
                provenance.adopt(self.library, place, slug(PurePosixPath(place).stem))
            former = None
            if isinstance(part.item, Document):
                self.read += len(part.item.text.encode())
                former = self._rename(part.item)
            reading.pending.append((part.origin, former))
            yield part.item

    def _rename(self, document: Document) -> str | None:
        """Return the file that the document came from before it was renamed; the library then knows the new name."""
        if not is_file(document.origin):
            return None
        twin = provenance.twin(self.library, document)
        if twin is None or not self._is_gone(twin) or not provenance.rename(self.library, twin, str(document.origin)):
            return None
        return readable_path(twin.origin)

    def _is_gone(self, each: FromFile) -> bool:
        """Whether its file is not there any more, or is an archive that was read to its end and does not hold it."""
        return is_gone(each.file) or each.origin not in self._parts.get(each.file, {each.origin})

    def _is_twin(self, outcome: AddedDocument, origin: str) -> bool:
        if outcome.status != "unchanged" or not outcome.detail:
            return False
        with self.library.reading() as snapshot:
            return snapshot.id_at(origin) is None

    def _with_what_stays(self, outcome: AddedDocument, origin: str) -> AddedDocument:
        """The outcome, which says of what was refused what the library keeps."""
        if outcome.id is not None:
            return outcome
        with self.library.reading() as snapshot:
            kept = snapshot.id_at(origin)
        if not kept and origin not in self._known:
            return outcome
        stays = f"the library keeps its last version, {kept}" if kept else "what the library has from it stays"
        return outcome.model_copy(update={"detail": f"{outcome.detail}; {stays}"})

    @cached_property
    def _known(self) -> frozenset[str]:
        """The origins that the library had documents of, and their archives: listed once, however much is refused."""
        found = provenance.from_files(self.library)
        return frozenset(each.origin for each in found) | frozenset(each.file for each in found)

    def finish(self, among: Collection[Path] | None = None) -> Iterator[Outcome]:
        """Take what waited, and remove what has gone; with `among`, only at or below those paths."""
        yield from self._take_waiting()
        places = None if among is None else [resolve(path) for path in among]
        gone: dict[tuple[Path, Path], list[FromFile]] = {}
        for each in provenance.from_files(self.library):
            root = self._root(each.file)
            if each.id in self._seen or root is None or not (places is None or _is_below(each.file, places)):
                continue
            if self._has_left(each):
                yield from self._remove(each)
            elif is_gone(each.file) and (folder := nearest_folder(each.file, root)) is not None:
                gone.setdefault((folder, root), []).append(each)
        for (folder, root), documents in gone.items():
            if shows_nothing(folder) and (folder == root or len(documents) > 1):
                yield self._kept(folder, len(documents))
                continue
            for each in documents:
                if is_gone(each.file):  # still
                    yield from self._remove(each)

    def _take_waiting(self) -> Iterator[AddedDocument]:
        """Take the files that have waited once more, and give the outcomes of what in them has."""
        waiting, self._waiting = self._waiting, {}
        for file, origins in waiting.items():
            yield from self.take(file, among=origins)

    def _has_left(self, each: FromFile) -> bool:
        """Whether it stands no more in a file that is there and was read."""
        parts = self._parts.get(each.file, {each.origin})
        if each.record and each.origin == each.file and each.origin not in parts:
            # an earlier version noted the archive alone: it may be a line that can no longer be read
            return not any(ingest.holds_records(part) for part in parts - self._whole)
        return each.origin not in parts or (each.record and each.origin in self._whole)

    def take_changed(self, changed: Sequence[Path]) -> Iterator[Outcome]:
        """Take files that have changed and finish among them; gives no outcome for a document that is unchanged."""
        for path in [*changed, *self.twins.difference(changed)]:
            if path.is_file() and not self.is_own(path):
                yield from (each for each in self.take(path, later=True) if each.status != "unchanged")
        yield from (each for each in self.finish(changed) if each.status != "unchanged")

    def _remove(self, each: FromFile) -> Iterator[RemovedDocument]:
        try:
            self.library.remove(each.id)
        except UnknownDocument:  # another process was first
            return
        yield RemovedDocument(path=self._shown(Path(readable_path(each.origin))), id=each.id)

    def _kept(self, folder: Path, count: int) -> AddedDocument:
        detail = (
            f"it is empty, as a folder is whose disk is not mounted; of the {count} documents from it nothing was "
            "removed. Where they are to go, put any file into it, or use `rujuk remove`"
        )
        return AddedDocument(path=self._shown(folder), id=None, status="refused", detail=detail)

    def _folder(self, file: Path) -> Path | None:
        """The folder that the file was found in; None where the file was named itself."""
        return next((root for root, given in self._roots.items() if file != given and file.is_relative_to(given)), None)

    def _root(self, file: str) -> Path | None:
        return next((root for root in self._roots if Path(file).is_relative_to(root)), None)

    def _shown(self, path: Path) -> str:
        """The path as its root was given."""
        root = self._root(str(path))
        return shown(str(path if root is None else self._roots[root] / path.relative_to(root)))


def _is_below(file: str, paths: Iterable[Path]) -> bool:
    return any(Path(file).is_relative_to(path) for path in paths)
