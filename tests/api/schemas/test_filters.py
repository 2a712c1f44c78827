import json

import pytest
from pydantic import ValidationError

from api.schemas.filters import DocumentsQuery, Filter, pairs
from corpus.filters import EVERYTHING


def test_a_filter_and_its_fields_one_by_one_mean_the_same_documents() -> None:
    fields = {"collection": ["hr", "law"], "language": ["zh_Hant"], "published_from": "2024", "published_to": "2025-02"}
    whole = Filter.model_validate({**fields, "metadata": {"place": "Đà Nẵng", "note": "a=b"}})
    apart = DocumentsQuery.model_validate({**fields, "metadata": ["place=Đà Nẵng", "note=a=b"]})
    as_json = DocumentsQuery.model_validate({"filter": whole.model_dump_json()})
    assert whole.to_filter() == apart.to_filter() == as_json.to_filter()
    assert whole.to_filter().languages == frozenset({"zh-Hant"})


def test_no_filter_is_all_documents() -> None:
    assert Filter().to_filter() == DocumentsQuery().to_filter() == EVERYTHING


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("published_from", "2024-13"),
        ("published_to", "2024-05-01T10:00"),
        ("language", ["English"]),
        ("collection", [""]),
        ("collection", []),
        ("metadata", {"place": None}),
        ("metadata", {"place": "\ud800"}),
        ("until", "2024"),
    ],
)
def test_what_no_filter_can_mean_is_refused_by_its_field(field: str, value: object) -> None:
    with pytest.raises(ValidationError) as raised:
        Filter.model_validate({field: value})
    assert raised.value.errors()[0]["loc"][0] == field


def test_a_filter_beside_its_fields_is_refused() -> None:
    with pytest.raises(ValidationError, match="give it alone"):
        DocumentsQuery.model_validate({"collection": ["hr"], "filter": json.dumps({"language": ["en"]})})


def test_a_value_may_hold_an_equals_sign() -> None:
    assert list(pairs(["a=b=c", "a="])) == [("a", "b=c"), ("a", "")]
