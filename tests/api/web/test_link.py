"""`link.js`: a link is read as it was written, and one that somebody typed breaks nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.api.web.javascript import Modules

TEXTS = st.text(st.characters(codec="utf-8"))


@pytest.fixture(scope="module")
def link() -> Modules:
    return Modules("link", before="const location = { origin: 'https://rujuk.example' };")


@given(
    document=st.fixed_dictionaries({"id": TEXTS, "sha256": TEXTS}),
    quote=st.fixed_dictionaries(
        {
            "start": st.integers(0, 10**15 - 1),
            "end": st.integers(0, 10**15 - 1),
            "text": TEXTS.filter(bool),
            "prefix": TEXTS,
            "suffix": TEXTS,
        }
    ),
)
def test_a_citation_is_read_as_it_was_written(
    link: Modules, document: dict[str, str], quote: dict[str, str | int]
) -> None:
    written = link.call("toCitation", {"document": document, "quote": quote})
    assert link.call("read", written) == {**document, "quote": quote}


@given(TEXTS)
def test_a_whole_document_is_read_as_it_was_written(link: Modules, id_: str) -> None:
    assert link.call("read", link.call("toDocument", id_)) == {"id": id_, "sha256": None, "quote": None}


@given(TEXTS | st.text(st.sampled_from("=&%doc#start1e29 ")))
def test_whatever_somebody_types_is_read(link: Modules, typed: str) -> None:
    assert isinstance(link.call("read", f"#doc={typed}")["id"], str)
    assert link.call("read", f"#{typed}") is None or typed.startswith("doc=")


@pytest.mark.parametrize("number", ["-1", "1.5", "1e3", "", "x", "1234567890123456"])
def test_what_is_no_offset_is_none(link: Modules, number: str) -> None:
    assert link.call("read", f"#doc=a&start={number}&end=9")["quote"]["start"] is None


def test_an_address_is_whole(link: Modules) -> None:
    assert link.call("absolute", "#doc=a") == "https://rujuk.example/#doc=a"
