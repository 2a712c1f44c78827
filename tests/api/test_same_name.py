"""Uploads of one name: new versions, and others. No vectors are looked at here, so that none are made."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from api.same_name import keep_apart, origin_of_upload
from corpus.documents import Document, member_origin
from corpus.integrity import check
from corpus.library import Added, Library
from ingest import Refused
from tests.corpus.conftest import ENCODING, document, encoded

ORIGIN = origin_of_upload("report.txt", None)
MOON = "The moon is 384,400 km from the earth, and it takes light a little more than a second to come from there."
BRIDGE = "The bridge at Kuala Besut carries 90 lorries a day over the river, and it was built in 1974 of steel."


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    opened = Library.create(tmp_path / "library")
    yield opened
    opened.close()


def _upload(text: str, document_id: str = "new", origin: str | None = ORIGIN) -> Document:
    return document(text, document_id, origin)


def _add(opened: Library, made: Document) -> None:
    opened.add(made, encoded(made), ENCODING)


def _kept_apart(opened: Library, made: Document) -> Document:
    (item,) = keep_apart(opened, [made])
    assert isinstance(item, Document)
    return item


def test_names_are_apart_in_each_collection() -> None:
    assert origin_of_upload("a.txt", "default") == origin_of_upload("a.txt", None)
    assert len({origin_of_upload("a.txt", each) for each in (None, "hr", "law")}) == 3


@pytest.mark.parametrize("origin", [ORIGIN, "/shelf/report.txt", None])
def test_the_first_of_its_name_stays_as_it_is(library: Library, origin: str | None) -> None:
    _add(library, _upload(MOON, "moon", "upload:report.txt.old"))
    made = _upload(BRIDGE, origin=origin)
    assert _kept_apart(library, made) == made


def test_a_new_version_takes_the_place_of_the_one_that_is_most_like_it(library: Library) -> None:
    _add(library, _upload(MOON, "moon"))
    _add(library, _upload(BRIDGE, "bridge", f"{ORIGIN}#0123"))
    assert _kept_apart(library, _upload(BRIDGE.replace("90", "95"))).origin == f"{ORIGIN}#0123"
    assert _kept_apart(library, _upload(MOON.replace("more", "less"))).origin == ORIGIN


def test_another_document_of_the_name_gets_an_origin_of_its_own_and_says_so(library: Library) -> None:
    _add(library, _upload(MOON, "moon"))
    made = replace(_upload(BRIDGE), remarks=("first",))
    apart = _kept_apart(library, made)
    assert apart.origin == f"{ORIGIN}#{made.sha256[:16]}"
    assert apart.remarks[0] == "first"
    assert "is in the library as moon" in apart.remarks[1]


def test_a_file_in_an_archive_that_an_earlier_version_took_is_replaced_under_its_id(library: Library) -> None:
    former, origin = "upload:port.zip!/a/report.txt", member_origin("upload:port.zip", "a/report.txt")
    _add(library, _upload(MOON, "moon", former))
    _add(library, _upload(BRIDGE, "bridge", f"{former}#0123"))
    _add(library, _upload(BRIDGE + " And more.", "other", "upload:port.zip!/a/report.txt.old"))
    for text, known in ((MOON.replace("more", "less"), "moon"), (BRIDGE.replace("90", "95"), "bridge")):
        made = _kept_apart(library, _upload(text, "report", origin))
        assert library.add(made, encoded(made), ENCODING) == Added(known, "updated")
    assert check(library.file).damage == []


def test_what_was_refused_passes(library: Library) -> None:
    refused = Refused("report.txt", "it holds no text")
    assert list(keep_apart(library, [refused])) == [refused]
