"""`/v1/documents`: what the library holds, and what became of what was given to it."""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field

from api.schemas import examples
from api.schemas.base import ResponseModel, with_examples
from corpus.documents import DocumentRecord


class DocumentEntry(ResponseModel):
    """A document of the library."""

    model_config = with_examples(examples.ENTRY)

    id: str
    title: str
    source: str | None
    published: str | None
    language: str | None
    media_type: str
    sha256: str = Field(description="SHA-256 of its text in UTF-8")
    length: int = Field(description="of its text, in Unicode code points")
    paragraphs: int = Field(description="how many it has")
    added: str = Field(description="when this version came, ISO 8601, UTC")
    metadata: Mapping[str, Any] = Field(description="whatever its author gave")

    @classmethod
    def of(cls, record: DocumentRecord) -> "DocumentEntry":
        """The document as the library lists it."""
        return cls(**{name: getattr(record, name) for name in cls.model_fields})


class DocumentList(ResponseModel):
    """Every document of the library, oldest first."""

    model_config = with_examples({"documents": [examples.ENTRY], "generation": 1})

    documents: list[DocumentEntry]
    generation: int = Field(description="the library's generation that this list is of")


class AddedDocument(ResponseModel):
    """What became of one document that was given: a line of `rujuk add --json`."""

    path: str = Field(description="the file it was in; of several in one file, with its line")
    id: str | None = Field(description="its id in the library; null where it was refused")
    status: Literal["added", "updated", "unchanged", "refused"]
    detail: str | None = Field(description="why it was refused, or what else is worth saying")


class RemovedDocument(ResponseModel):
    """A document whose file, or whose line in it, is gone: a line of `rujuk add --sync --json`."""

    path: str
    id: str
    status: Literal["removed"] = "removed"
    detail: None = None


class ReEmbeddedDocument(ResponseModel):
    """A document that has new vectors: a line of `rujuk add --re-embed --json`."""

    path: None = None
    id: str
    status: Literal["re-embedded"] = "re-embedded"
    detail: None = None


class AddResponse(ResponseModel):
    """What became of each document in the file."""

    model_config = with_examples(examples.ADDED)

    documents: list[AddedDocument]
    generation: int = Field(description="the library's generation after it")
