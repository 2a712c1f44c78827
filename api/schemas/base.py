"""What every model of a request or a response shares, and the URLs that they hold."""

from typing import Annotated, Any, Final, Self, TypeVar
from urllib.parse import quote

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from api.schemas.examples import Example
from corpus import places
from corpus.documents import DocumentRecord, Span

Item = TypeVar("Item")

_DIGITS = 4
_MOST_FIELDS: Final = 100
"""Fields of an object: each that nobody knows is a fault, which takes time and memory."""


def refuse_many_fields(given: Any) -> Any:
    """Refuse an object of too many fields before its fields are looked at. Raises ValueError."""
    if isinstance(given, dict) and len(given) > _MOST_FIELDS:
        raise ValueError(f"has {len(given):,} fields; the most is {_MOST_FIELDS}")
    return given


def carried_by_utf_8(text: str) -> str:
    """Give the text back. Raises ValueError where UTF-8 cannot carry it."""
    try:
        text.encode()  # a megabyte in a fraction of the time that looking at each character takes
    except UnicodeEncodeError:
        raise ValueError("holds half a surrogate pair, which is no character") from None
    return text


RequestText = Annotated[str, AfterValidator(carried_by_utf_8)]
"""Text that a client sends: JSON can write half a surrogate pair, and nothing behind the door could take it."""


RequestList = Annotated[list[Item], Field(fail_fast=True)]
"""A list that a client sends: its first fault is told, for a body of a megabyte holds half a million."""


class RequestModel(BaseModel):
    """What a client sends: types are not guessed, and a field that nobody knows is refused."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _has_few_fields(cls, given: Any) -> Any:
        return refuse_many_fields(given)


class ResponseModel(BaseModel):
    """What a client gets: immutable, fields in the contract's order."""

    model_config = ConfigDict(frozen=True)

    @classmethod
    def from_record(cls, record: object) -> Self:
        """Make it of those of a record's attributes that have the names of its fields."""
        return cls.model_validate(record, from_attributes=True)


class Region(ResponseModel):
    """A rectangle on a page of the document's file, in fractions of the page from its upper left corner."""

    page: int = Field(description="from 1")
    x0: float
    y0: float
    x1: float
    y1: float

    @classmethod
    def of(cls, region: places.Region) -> "Region":
        """The rectangle, rounded."""
        corners = {name: rounded(getattr(region, name)) for name in ("x0", "y0", "x1", "y1")}
        return cls(page=region.page, **corners)


def with_examples(*examples: Example) -> ConfigDict:
    """A model's configuration that shows these examples in the schema."""
    return ConfigDict(json_schema_extra={"examples": list(examples)})


def document_url(document_id: str) -> str:
    """The path of a document; its id may hold any character."""
    return f"/v1/documents/{quote(document_id, safe='')}"


def text_url(document: DocumentRecord, span: Span) -> str:
    """The path of a document's text with an RFC 5147 fragment: which characters, and of what text (length, MD5)."""
    place = f"char={span.start},{span.end};length={document.length},UTF-8;md5={document.md5}"
    return f"{document_url(document.id)}/text#{place}"


def rounded(number: float) -> float:
    """To four decimals, and never -0.0."""
    return round(float(number), _DIGITS) + 0.0
