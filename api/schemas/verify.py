"""`POST /v1/verify`: a citation in, whether it still holds out."""

from collections.abc import Sequence
from typing import Literal, Self

from pydantic import ConfigDict, Field, model_validator

from api.schemas import examples
from api.schemas.base import Region, RequestModel, RequestText, ResponseModel, with_examples
from corpus import places
from corpus.citations import MAX_AROUND, MAX_QUOTE, Claim, Verdict

_MAX_ID = 1_024
_MAX_OFFSET = 10**9


class ClaimedDocument(RequestModel):
    """The document that a citation names."""

    model_config = ConfigDict(extra="ignore")

    id: RequestText = Field(max_length=_MAX_ID)
    sha256: RequestText | None = Field(default=None, max_length=64, description="SHA-256 of the text that was cited")


class ClaimedQuote(RequestModel):
    """The words that a citation quotes, and where it saw them. What else an answer says of them may stay."""

    model_config = ConfigDict(extra="ignore")

    text: RequestText = Field(min_length=1, max_length=MAX_QUOTE)
    start: int = Field(ge=0, le=_MAX_OFFSET, description="in Unicode code points")
    end: int = Field(ge=1, le=_MAX_OFFSET, description="exclusive")
    prefix: RequestText = Field(default="", max_length=MAX_AROUND, description="what stood before it")
    suffix: RequestText = Field(default="", max_length=MAX_AROUND, description="what stood after it")

    @model_validator(mode="after")
    def _is_ordered(self) -> Self:
        if self.start >= self.end:
            raise ValueError(f"start must be less than end, not {self.start} and {self.end}")
        return self


class ClaimedCitation(RequestModel):
    """A citation as an answer gave it. Only the document's id and the quote count; the rest may be left out."""

    model_config = ConfigDict(extra="ignore", json_schema_extra={"examples": [examples.CITATION]})

    document: ClaimedDocument
    quote: ClaimedQuote

    def claim(self) -> Claim:
        """What the citation claims."""
        quote = self.quote
        return Claim(
            document=self.document.id,
            text=quote.text,
            start=quote.start,
            end=quote.end,
            prefix=quote.prefix,
            suffix=quote.suffix,
            sha256=self.document.sha256,
        )


class VerifyResponse(ResponseModel):
    """Whether a citation still holds."""

    model_config = with_examples(examples.VERDICT)

    status: Literal["found", "moved", "changed", "gone"] = Field(
        description="`found`: it stands where the citation says; `moved`: the same words stand elsewhere in the "
        "document; `changed`: other words stand between what stood around it; `gone`: none of it is in the library"
    )
    detail: str = Field(description="the same in words")
    document: str = Field(description="the document's id")
    text: str | None = Field(description="what stands there now")
    start: int | None = Field(description="where it stands now, in Unicode code points")
    end: int | None = Field(description="where it ends, exclusive")
    regions: list[Region] = Field(description="where that is on the pages of the document's file; empty if not known")

    @classmethod
    def of(cls, document_id: str, verdict: Verdict, regions: Sequence[places.Region] = ()) -> "VerifyResponse":
        """The verdict on a citation of that document."""
        span = verdict.span
        return cls(
            status=verdict.status,
            detail=verdict.detail,
            document=document_id,
            text=verdict.text,
            start=span.start if span else None,
            end=span.end if span else None,
            regions=[Region.of(region) for region in regions],
        )
