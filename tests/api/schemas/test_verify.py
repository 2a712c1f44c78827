"""What a client may claim."""

from typing import Any

import pytest
from pydantic import ValidationError

from api.schemas import examples
from api.schemas.verify import ClaimedCitation, VerifyResponse
from corpus.citations import Verdict
from corpus.documents import Span
from corpus.places import Region


def citation(**quote: Any) -> dict[str, Any]:
    return {"document": {"id": "a"}, "quote": {"text": "One.", "start": 0, "end": 4} | quote}


def test_a_citation_as_an_answer_gives_it_is_one() -> None:
    given: Any = examples.CITATION
    claim = ClaimedCitation.model_validate(given).claim()
    quote = given["quote"]
    assert (claim.text, claim.start, claim.end) == (quote["text"], quote["start"], quote["end"])
    assert claim.sha256 == given["document"]["sha256"]


def test_what_is_left_out_is_empty() -> None:
    claim = ClaimedCitation.model_validate(citation()).claim()
    assert (claim.document, claim.prefix, claim.suffix, claim.sha256) == ("a", "", "", None)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"start": 4}, "start must be less than end, not 4 and 4"),
        ({"start": 5}, "start must be less than end, not 5 and 4"),
        ({"start": -1}, "greater than or equal to 0"),
        ({"end": 10**9 + 1}, "less than or equal to 1000000000"),
        ({"start": "0"}, "valid integer"),
        ({"text": ""}, "at least 1 character"),
        ({"text": "\ud800"}, "valid string"),
        ({"prefix": "x" * 10_000}, "at most"),
    ],
)
def test_a_claim_that_cannot_be_is_refused(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        ClaimedCitation.model_validate(citation(**wrong))


def test_a_verdict_says_where_the_words_stand_and_nothing_where_they_do_not() -> None:
    region = Region(2, 0.12345, 0.2, 0.3, 0.4)
    found = VerifyResponse.of("a", Verdict("moved", Span(7, 11), "One.", "elsewhere"), [region])
    assert (found.start, found.end, found.regions[0].page, found.regions[0].x0) == (7, 11, 2, 0.1235)
    gone = VerifyResponse.of("a", Verdict("gone", None, None, "not here"))
    assert (gone.text, gone.start, gone.end, gone.regions) == (None, None, None, [])
