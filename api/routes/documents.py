"""`/v1/documents` and `/v1/outlines`: what the library holds; adding and removing."""

import re
from collections.abc import Sequence
from http import HTTPStatus as Status
from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Header, Query, Request, Response, UploadFile

from api import access, logs
from api.dependencies import DocumentId, Ready, TheService, while_connected, writable
from api.keys import Scope
from api.problems import MOST_ERRORS, FieldError, Refused, declared
from api.schemas.base import document_url
from api.schemas.documents import AddedDocument, AddResponse, DocumentEntry, DocumentList, Outline
from api.schemas.filters import CollectionName, DocumentsQuery
from ingest.formats.registry import titles
from ingest.text import canonical

router = APIRouter(tags=["documents"])
_ID = "/v1/documents/{id:path}"
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_MAX_NAME = 255
_UNKNOWN = declared(Status.NOT_FOUND, Status.UNPROCESSABLE_ENTITY, Status.SERVICE_UNAVAILABLE)


@router.get(
    "/v1/outlines/{id:path}",
    summary="Get a document's outline",
    response_description="Where its headings and pages are in its text.",
    response_model=Outline,
    responses=_UNKNOWN,
)
async def get_outline(id_: DocumentId, request: Request, service: TheService) -> Response:
    """The document's headings and pages, as offsets into its text, and what is known of its file."""
    body = await while_connected(request, lambda: service.outline(id_))
    return Response(body, media_type="application/json")


@router.get(
    "/v1/documents",
    summary="List the documents",
    response_description="A page of documents, oldest first.",
    response_model=DocumentList,
    responses={
        **declared(Status.REQUEST_URI_TOO_LONG, Status.UNPROCESSABLE_ENTITY, Status.SERVICE_UNAVAILABLE),
        200: {"headers": {"Allow": {"description": "what may be done here", "schema": {"type": "string"}}}},
    },
)
async def list_documents(query: Annotated[DocumentsQuery, Query()], request: Request, service: TheService) -> Response:
    """What the library holds: everything about each document but its text, page by page.

    What is added meanwhile comes on the last pages; a document that is updated comes again there, as it is then.
    """
    body = await while_connected(request, lambda: service.list_documents(query))
    may_add = access.current().scope.covers(Scope.WRITE) and not service.settings.read_only
    return Response(body, media_type="application/json", headers={"Allow": "GET, POST" if may_add else "GET"})


@router.post(
    "/v1/documents",
    status_code=Status.CREATED,
    dependencies=[Depends(writable)],
    summary="Add a file",
    response_description="At least one document was added or updated; `Location` is given where it was one.",
    response_model=AddResponse,
    responses={
        **declared(
            Status.BAD_REQUEST,
            Status.FORBIDDEN,
            Status.REQUEST_ENTITY_TOO_LARGE,
            Status.UNPROCESSABLE_ENTITY,
            Status.SERVICE_UNAVAILABLE,
            Status.INSUFFICIENT_STORAGE,
        ),
        200: {"model": AddResponse, "description": "The library has it all already: nothing changed."},
        201: {"headers": {"Location": {"description": "the document, where it is one", "schema": {"type": "string"}}}},
    },
    form_limits={"max_files": 1, "max_fields": 16},
)
async def add(
    file: Annotated[UploadFile, File(description=f"a file: {titles()}")],
    request: Request,
    service: TheService,
    collection: Annotated[
        CollectionName | None, Form(description="the collection of the documents that name none themselves")
    ] = None,
) -> Response:
    """Add the document in a file, or those in a .jsonl file. It counts from the next question on.

    A file of the same name updates its document where it says much the same, and changes nothing where it says the
    same; one that says something else is added beside it. Names are apart in each collection.
    """
    collection = access.choose_collection(collection)
    name = _check_upload(file, service.settings.max_upload_bytes)
    client = request.client.host if request.client else ""
    added = await while_connected(request, lambda: service.add(file.file, name, client, collection=collection))
    documents = _require_some(added)
    changed = [document for document in documents if document.status in ("added", "updated")]
    logs.note(documents=[document.id for document in changed])
    body = AddResponse(documents=documents, generation=service.retriever.library.generation).model_dump_json()
    alone = changed[0].id if changed and len(documents) == 1 else None
    return Response(
        body,
        status_code=Status.CREATED if changed else Status.OK,
        media_type="application/json",
        headers=None if alone is None else {"Location": document_url(alone)},
    )


@router.get(
    _ID + "/text",
    summary="Get a document's text",
    response_class=Response,
    response_description="Exactly the text that offsets point into.",
    responses={
        **_UNKNOWN,
        200: {
            "content": {"text/plain": {"schema": {"type": "string"}}},
            "headers": {"ETag": {"description": "the text's SHA-256", "schema": {"type": "string"}}},
        },
        304: {"description": "The text is the one that the client has (`If-None-Match`)."},
    },
)
def get_text(
    id_: DocumentId,
    retriever: Ready,
    service: TheService,
    if_none_match: Annotated[str | None, Header(include_in_schema=False)] = None,
) -> Response:
    """The document's text, UTF-8. A citation's `start` and `end` count its Unicode code points."""
    with retriever.library.reading() as snapshot:
        tag = f'"{access.require_reached(snapshot.document(id_)).sha256}"'
        if if_none_match is not None and tag in if_none_match:
            return Response(status_code=Status.NOT_MODIFIED, headers={"ETag": tag})
        body = service.bodies.get(f"text {tag}", lambda: snapshot.text(id_).encode())
    return body.respond("text/plain; charset=utf-8", {"ETag": tag})


@router.get(
    _ID,
    summary="Get a document's record",
    response_description="Everything about the document but its text.",
    responses=_UNKNOWN,
)
def get_document(id_: DocumentId, retriever: Ready) -> DocumentEntry:
    """What the library knows of one document."""
    return DocumentEntry.from_record(access.require_reached(retriever.library.document(id_)))


@router.delete(
    _ID,
    status_code=Status.NO_CONTENT,
    dependencies=[Depends(writable)],
    summary="Remove a document",
    response_description="It is gone, and no answer quotes it any more.",
    responses=declared(Status.FORBIDDEN) | _UNKNOWN,
)
def remove(id_: DocumentId, service: TheService) -> None:
    """Take a document out of the library."""
    if access.current().collections is not None:  # else one whose record is damaged could not be removed
        access.require_reached(service.retriever.library.document(id_))
    service.remove(id_)


def bare_name(filename: str | None) -> str:
    """Return the file's name without folders and control characters, NFC; `upload` where nothing is left."""
    name = _UNSAFE.sub("", filename or "").replace("\\", "/").rpartition("/")[2].strip()
    return canonical(name)[-_MAX_NAME:] or "upload"


def _check_upload(file: UploadFile, most: int) -> str:
    """Return the upload's bare name; 413 where it has more than `most` bytes."""
    if file.size is not None and file.size > most:
        message = f"the file has {file.size:,} bytes; the most is {most:,}"
        raise Refused(Status.REQUEST_ENTITY_TOO_LARGE, message, errors=[FieldError(field="file", message=message)])
    return bare_name(file.filename)


def _require_some(documents: Sequence[AddedDocument]) -> list[AddedDocument]:
    """Return what became of the documents; 422 where all were refused, with each one's reason."""
    if documents and any(document.status != "refused" for document in documents):
        return list(documents)
    errors = [
        FieldError(field="file", message=f"{document.path}: {document.detail}") for document in documents[:MOST_ERRORS]
    ] or [FieldError(field="file", message="there is no document in it")]
    raise Refused(Status.UNPROCESSABLE_ENTITY, errors[0].message, errors=errors)
