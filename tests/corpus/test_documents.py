import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.documents import (
    Document,
    Introduction,
    Paragraph,
    Span,
    file_of,
    former_member_origin,
    is_file,
    member_origin,
    readable_path,
)


def _document(**changes: object) -> Document:
    fields: dict[str, object] = {
        "id": "a",
        "title": "A",
        "text": "One. Two.",
        "paragraphs": (Paragraph(Span(0, 9), (Span(0, 4), Span(5, 9))),),
        "media_type": "text/plain",
    }
    return Document(**(fields | changes))  # type: ignore[arg-type]


@given(st.text(min_size=1), st.data())
def test_a_span_names_exactly_its_code_points(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assert text[:start] + Span(start, end).of(text) + text[end:] == text


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (2, 2), (3, 1)])
def test_a_span_is_never_empty_nor_backwards(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="span"):
        Span(start, end)


def test_a_sentence_stays_inside_its_paragraph() -> None:
    with pytest.raises(ValueError, match="sentence"):
        Paragraph(Span(0, 4), (Span(0, 5),))


def test_a_paragraph_has_a_sentence() -> None:
    with pytest.raises(ValueError, match="no sentence"):
        Paragraph(Span(0, 4), ())


def test_paragraphs_stay_inside_the_text_and_do_not_overlap() -> None:
    one, two = Paragraph(Span(0, 5), (Span(0, 5),)), Paragraph(Span(4, 9), (Span(4, 9),))
    with pytest.raises(ValueError, match="paragraph"):
        _document(paragraphs=(one, two))
    with pytest.raises(ValueError, match="paragraph"):
        _document(text="One.")


def test_the_same_words_have_the_same_sha256_whatever_they_are_called() -> None:
    assert _document().sha256 == _document(title="B", source="b.txt").sha256


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "B"},
        {"source": "b"},
        {"published": "2025"},
        {"language": "en"},
        {"metadata": {"place": "Kuala Lumpur"}},
        {"paragraphs": (Paragraph(Span(0, 9), (Span(0, 9),)),)},
    ],
)
def test_the_fingerprint_covers_all_that_a_reader_is_shown(changes: dict[str, object]) -> None:
    assert _document(**changes).fingerprint != _document().fingerprint
    assert _document(**changes, origin="elsewhere").fingerprint == _document(**changes).fingerprint


def test_the_fingerprint_is_the_one_that_libraries_have_stored() -> None:
    introduced = Paragraph(Span(5, 9), (Span(5, 9),), ("One.",), 2, (Introduction(Span(0, 4), "heading"),))
    paragraphs = (Paragraph(Span(0, 4), (Span(0, 4),), is_heading=True), introduced)
    full = _document(paragraphs=paragraphs, metadata={"b": 1, "a": ["đ"]}, collection="hr")
    assert full.fingerprint == "855c4a482081b1daa4c6a5527ece05ed1dc1e00809e453607baf0c61ac4ef0c8"
    assert _document().fingerprint == "25ab435a550bbc7c589bcb421b1978cb7f06ce38fde50c22d2e6577bf2bd13a7"


@pytest.mark.parametrize("archive", ["/x/port.zip", "/x/port!/a.zip", "/x/what!", "upload:port.zip"])
@pytest.mark.parametrize("name", ["a.txt", "b/a.txt", "b!//a.txt"])
def test_the_archive_of_a_file_in_it_is_found(archive: str, name: str) -> None:
    origin = member_origin(archive, name)
    assert (file_of(origin), readable_path(origin)) == (archive, f"{archive}/{name}")
    assert (file_of(archive), readable_path(archive)) == (archive, archive)
    assert (former_member_origin(origin), former_member_origin(archive)) == (f"{archive}!/{name}", None)


def test_what_lies_on_the_disk_is_told_from_uploads() -> None:
    assert is_file("/x/port.zip!//a.txt")
    assert not is_file("upload:port.zip!//a.txt")
    assert not is_file(None)
