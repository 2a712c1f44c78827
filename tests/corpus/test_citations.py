from hypothesis import given
from hypothesis import strategies as st

from corpus.citations import Claim, verify
from corpus.documents import Span

TEXT = "In 2025 there were about 70 million MSMEs. They matter. In 2030 there will be more."


def _claim(quote: str, text: str = TEXT) -> Claim:
    start = text.index(quote)
    end = start + len(quote)
    return Claim("a", quote, start, end, text[max(start - 32, 0) : start], text[end : end + 32])


@given(st.text(min_size=1), st.data())
def test_what_is_quoted_from_a_text_is_found_in_it(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    claim = Claim("a", text[start:end], start, end, text[max(start - 32, 0) : start], text[end : end + 32])
    verdict = verify(claim, text)
    assert (verdict.status, verdict.span) == ("found", Span(start, end))


@given(st.text(min_size=1, max_size=50), st.text(min_size=1, max_size=50))
def test_what_is_not_in_a_text_is_never_found(quote: str, text: str) -> None:
    verdict = verify(Claim("a", quote, 0, len(quote)), text)
    assert (verdict.status == "found") == text.startswith(quote)
    if verdict.status in ("found", "moved"):
        assert verdict.span is not None
        assert verdict.span.of(text) == quote


def test_a_text_set_before_moves_a_quote() -> None:
    verdict = verify(_claim("They matter."), "Corrected. " + TEXT)
    assert verdict.status == "moved"
    assert verdict.span is not None
    assert verdict.span.start == TEXT.index("They") + len("Corrected. ")


def test_of_two_places_the_one_with_the_same_surroundings_is_meant() -> None:
    text = "A word. The year was good. B word. The year was good. C word."
    claim = Claim("a", "The year was good.", 35, 53, "B word. ", " C word.")
    moved = "Now: " + text
    assert verify(claim, text).status == "found"
    verdict = verify(claim, moved)
    assert verdict.span == Span(40, 58)


def test_other_words_between_the_same_surroundings_are_a_change() -> None:
    verdict = verify(_claim("about 70 million MSMEs"), TEXT.replace("about 70", "nearly 71"))
    assert (verdict.status, verdict.text) == ("changed", "nearly 71 million MSMEs")


def test_a_quote_without_a_trace_is_gone() -> None:
    assert verify(_claim("They matter."), "Something else altogether.").status == "gone"
    assert verify(_claim("They matter."), None).status == "gone"


def test_an_end_beyond_the_text_is_not_where_the_quote_stands() -> None:
    verdict = verify(Claim("a", "more.", TEXT.index("more."), 900), TEXT)
    assert (verdict.status, verdict.span) == ("moved", Span(TEXT.index("more."), len(TEXT)))


def test_an_empty_claim_is_never_found() -> None:
    assert verify(Claim("a", "", 3, 3), TEXT).status == "gone"
