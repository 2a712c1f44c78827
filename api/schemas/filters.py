"""Filters as clients send them: the `filter` of a question, and the query of `GET /v1/documents`."""

import re
from collections.abc import Iterable, Iterator
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    Json,
    ValidationInfo,
    field_validator,
)

from api.schemas.base import RequestList, RequestModel, RequestText, carried_by_utf_8, refuse_many_fields
from corpus.filters import DocumentFilter, write_value
from ingest.metadata import collection_name, is_language, is_published

_DAY = 10
"""Characters of the longest date."""
_PLACE = "^[0-9]{1,18}$"
PAGE = 1000
"""Documents of a page, at the most and where no `limit` is given."""


def _tag(value: str) -> str:
    if not is_language(value):
        raise ValueError('must be a language tag such as "en", "th" or "zh-Hant"')
    return value.replace("_", "-")


def _date(value: str) -> str:
    if len(value) > _DAY or not is_published(value):
        raise ValueError("must be a date: YYYY, YYYY-MM or YYYY-MM-DD")
    return value


def _after(value: str) -> str:
    if not re.fullmatch(_PLACE, value):
        raise ValueError("is no token of a page: give the `next` of the page before, or nothing to begin")
    return value


def _single(value: Any) -> Any:
    """Refuse once what is of none of the types that a value may have: each of these would be a fault of its own."""
    if isinstance(value, str | bool | int | float):
        return value
    raise ValueError("must be text, a number, true or false")


def _carried(value: str | bool | float) -> str | bool | float:
    return carried_by_utf_8(value) if isinstance(value, str) else value


def _pair(value: str) -> str:
    if "=" not in value:
        raise ValueError("must be KEY=VALUE")
    return value


CollectionName = Annotated[RequestText, AfterValidator(collection_name)]
_Tag = Annotated[str, AfterValidator(_tag)]
_COLLECTION = "documents of one of these"
_LANGUAGE = "documents in one of these, BCP 47; `zh` includes `zh-Hant`"
_Date = Annotated[str, AfterValidator(_date)]
_After = Annotated[str, AfterValidator(_after), Field(json_schema_extra={"pattern": _PLACE})]
_Pair = Annotated[RequestText, AfterValidator(_pair), Field(json_schema_extra={"pattern": "="})]
_From = Annotated[_Date | None, Field(description="published then or later: YYYY, YYYY-MM or YYYY-MM-DD")]
_To = Annotated[_Date | None, Field(description="published then or earlier; a year or a month to its end")]
_Value = Annotated[str | bool | int | float, BeforeValidator(_single), AfterValidator(_carried)]
_Metadata = Annotated[dict[RequestText, _Value], BeforeValidator(refuse_many_fields)]


class Filter(RequestModel):
    """Which documents are meant: those that meet all of what is given."""

    collection: RequestList[CollectionName] | None = Field(
        default=None, min_length=1, max_length=1000, description=_COLLECTION
    )
    language: RequestList[_Tag] | None = Field(default=None, min_length=1, max_length=100, description=_LANGUAGE)
    published_from: _From = None
    published_to: _To = None
    metadata: _Metadata = Field(
        default={}, max_length=100, description="values that the document's metadata has, or lists that hold them"
    )

    def to_filter(self) -> DocumentFilter:
        """The filter as the library takes it."""
        return DocumentFilter(
            collections=None if self.collection is None else frozenset(self.collection),
            languages=None if self.language is None else frozenset(self.language),
            published_from=self.published_from,
            published_to=self.published_to,
            metadata=frozenset((key, write_value(value)) for key, value in self.metadata.items()),
        )


class DocumentsQuery(BaseModel):
    """A page of documents, and which ones: by `filter`, or field by field."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    limit: int = Field(default=PAGE, ge=1, le=PAGE, description="most documents on a page")
    after: _After | None = Field(default=None, description="`next` of the page before; leave it out for the first page")
    collection: list[CollectionName] = Field(default=[], max_length=100, description=_COLLECTION)
    language: list[_Tag] = Field(default=[], max_length=100, description=_LANGUAGE)
    published_from: _From = None
    published_to: _To = None
    metadata: list[_Pair] = Field(default=[], max_length=100, description="`key=value`")
    filter: Json[Filter] | None = Field(default=None, description="a question's `filter`, as JSON")

    @field_validator("filter")
    @classmethod
    def _refuse_both(cls, given: Filter | None, info: ValidationInfo) -> Filter | None:
        if given is not None and any(info.data.get(name) for name in Filter.model_fields):
            raise ValueError("give it alone, or its fields one by one without it")
        return given

    def to_filter(self) -> DocumentFilter:
        """The filter as the library takes it."""
        if self.filter is not None:
            return self.filter.to_filter()
        return Filter(
            collection=self.collection or None,
            language=self.language or None,
            published_from=self.published_from,
            published_to=self.published_to,
            metadata=dict(pairs(self.metadata)),
        ).to_filter()


def pairs(written: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The keys and values of texts such as `key=value`."""
    return ((key, value) for key, _, value in (each.partition("=") for each in written))
