"""Keeping a library like the files it was made from: they come in, and what has left them leaves the library."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

import ingest
from api import actions
from api.schemas.documents import AddedDocument, RemovedDocument
from api.sync.filesystem import is_gone, nearest_folder, read_state, shows_nothing
from corpus import provenance
from corpus.documents import Document
from corpus.errors import DocumentRefused, UnknownDocument
from corpus.library import FILE
from corpus.provenance import FromFile
from ingest.text import shown
from ingest.walk import resolve
from retriever.retriever import Retriever

Outcome = AddedDocument | RemovedDocument


class SyncPass:
    """One look at files and folders: `take` each file that they mean, then `finish`.

    What goes is what came from a file below one of them, or from a line of a .jsonl file, that is not there any more.
    Where that is not certain it stays: for a file or a line that can no longer be read, below a folder that is gone
    or may not be looked into, and below one that is there but bare, as the place of a disk is that is not mounted.

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
        self._whole: set[str] = set()  # files all of whose records were read
        self._waiting: list[Path] = []
        self._former: str | None = None  # the file that the document being taken came from before it was renamed
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

    def take(self, file: Path, *, later: bool = False) -> Iterator[AddedDocument]:
        """Add what the file holds.

        A file that has the text of another one that is gone is that one under a new name: its document keeps its id.
        With `later`, one whose text another file's document has waits for `finish`: that one may yet change or go.
        """
        origin = ingest.origin_of(file)
        ids: list[str] = []
        refused = False
        before = read_state(file)
        try:
            for outcome in self._add(file):
                if outcome.id is None:
                    refused = True
                    yield self._with_what_stays(outcome, origin)
                    continue
                ids.append(outcome.id)
                twin = self._is_twin(outcome, origin)
                (self.twins.add if twin else self.twins.discard)(file)
                if twin and later:
                    self._waiting.append(file)
                else:
                    yield outcome
        finally:
            self._seen.update(ids)
            if ingest.holds_records(file.name):
                provenance.claim(self.library, origin, ids)
        if not refused and read_state(file) == before:  # else lines may have been passed over while it was written
            self._whole.add(origin)

    def _add(self, file: Path) -> Iterator[AddedDocument]:
        read = ingest.read(
            file,
            collection=self._collection,
            detect=self._retriever.detect,
            keep=self._keep,
            within=self._folder(file),
        )
        items = self._prepare(read)
        for outcome in actions.add_documents(self._retriever, items, shown(str(file)), shown(file.name)):
            renamed = self._former is not None and outcome.id is not None
            yield outcome.model_copy(update={"detail": f"it was {self._former}"}) if renamed else outcome

    def _prepare(self, items: Iterable[Document | ingest.Refused]) -> Iterator[Document | ingest.Refused]:
        """Count each document's bytes, and give it the name of its file where that was renamed."""
        self.read = 0
        for item in items:
            self._former = None
            if isinstance(item, Document):
                self.read += len(item.text.encode())
                self._former = self._rename(item)
            yield item

    def _rename(self, document: Document) -> str | None:
        """Return the file that the document came from before it was renamed; the library then knows the new name."""
        if not provenance.is_file(document.origin):
            return None
        twin = provenance.twin(self.library, document)
        if twin is None or not is_gone(twin.file) or not provenance.rename(self.library, twin, str(document.origin)):
            return None
        return twin.file

    def _is_twin(self, outcome: AddedDocument, origin: str) -> bool:
        if outcome.status != "unchanged" or not outcome.detail:
            return False
        with self.library.reading() as snapshot:
            return snapshot.id_at(origin) is None

    def _with_what_stays(self, outcome: AddedDocument, origin: str) -> AddedDocument:
        with self.library.reading() as snapshot:
            kept = snapshot.id_at(origin)
            records = 0 if kept else len(snapshot.record_files(origin))
        if not kept and not records:
            return outcome
        stays = f"the library keeps its last version, {kept}" if kept else "what the library has from it stays"
        return outcome.model_copy(update={"detail": f"{outcome.detail}; {stays}"})

    def finish(self, among: Collection[Path] | None = None) -> Iterator[Outcome]:
        """Take what waited, and remove what has gone; with `among`, only at or below those paths."""
        for file in self._waiting:
            yield from self.take(file)
        self._waiting.clear()
        places = None if among is None else [resolve(path) for path in among]
        gone: dict[tuple[Path, Path], list[FromFile]] = {}
        for each in provenance.from_files(self.library):
            root = self._root(each.file)
            if each.id in self._seen or root is None or not (places is None or _is_below(each.file, places)):
                continue
            if each.record and each.file in self._whole:
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
        yield RemovedDocument(path=self._shown(Path(each.file)), id=each.id)

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
