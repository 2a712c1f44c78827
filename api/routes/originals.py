"""`/v1/documents/{id}/original` and `/pages/{n}.png`: the file that a document was read from, and its pages."""

from http import HTTPStatus as Status
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Header, Path, Request, Response

from api.access import require_reached
from api.dependencies import DocumentId, Ready, TheService, while_connected
from api.problems import declared

router = APIRouter(tags=["documents"])
_ID = "/v1/documents/{id:path}"
_UNKNOWN = declared(Status.NOT_FOUND, Status.UNPROCESSABLE_ENTITY, Status.SERVICE_UNAVAILABLE)
_NOTHING = "default-src 'none'; sandbox"
"""The policy under which a file is given: should a browser show it after all, nothing in it runs."""
_ETAG = {"ETag": {"description": "the file's SHA-256", "schema": {"type": "string"}}}
_BINARY = {"schema": {"type": "string", "format": "binary"}}
IfNoneMatch = Annotated[str, Header(include_in_schema=False)]


def _given(media_type: str) -> dict[int | str, dict[str, Any]]:
    return {
        **_UNKNOWN,
        200: {"content": {media_type: _BINARY}, "headers": _ETAG},
        304: {"description": "It is what the client has (`If-None-Match`)."},
    }


@router.get(
    _ID + "/original",
    operation_id="get_original",
    summary="Get a document's file",
    response_class=Response,
    response_description="The file as it was added, to be saved and never shown by a browser.",
    responses=_given("application/octet-stream"),
)
def get_original(id_: DocumentId, retriever: Ready, service: TheService, if_none_match: IfNoneMatch = "") -> Response:
    """The file that the document was read from, of its own media type; 404 where it is not kept."""
    with retriever.library.reading() as snapshot:
        require_reached(snapshot.document(id_))
        record = snapshot.find_original(id_) or snapshot.read_original(id_)[0]  # which says that it is not kept
        tag = f'"{record.sha256}"'
        if tag in if_none_match:
            return Response(status_code=Status.NOT_MODIFIED, headers={"ETag": tag})
        body = service.bodies.get(f"file {tag}", lambda: snapshot.read_original(id_)[1])
    headers = {
        "ETag": tag,
        "Cache-Control": "private, no-cache",
        "Content-Type": record.media_type,  # without a charset: the file's is its own
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(record.name, safe='')}",
        "Content-Security-Policy": _NOTHING,
    }
    return body.respond(None, headers)


@router.get(
    _ID + "/pages/{n}.png",
    operation_id="get_page_image",
    summary="Get a page of a PDF as an image",
    response_class=Response,
    response_description="The page as it looks, at most 2,000 pixels long.",
    responses=_given("image/png"),
)
async def get_page_image(
    id_: DocumentId,
    n: Annotated[int, Path(ge=1, le=1_000_000, description="the page, from 1")],
    request: Request,
    service: TheService,
    if_none_match: IfNoneMatch = "",
) -> Response:
    """A page of the PDF that the document was read from; 404 where that is not kept, or has no such page."""
    tag, image = await while_connected(request, lambda: service.draw_page(id_, n, if_none_match))
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if image is None:
        return Response(status_code=Status.NOT_MODIFIED, headers=headers)
    return Response(image, media_type="image/png", headers=headers)
