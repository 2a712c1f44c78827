"""`GET /embed.js`: the question box that other sites put on their pages."""

from fastapi import APIRouter, Request, Response

from api.web import embed

router = APIRouter(include_in_schema=False)
_MAX_AGE_SECONDS = 300


@router.get("/embed.js")
async def script(request: Request) -> Response:
    """The script. It is the same for every site; which sites' boxes get answers is the server's to say."""
    code, tag = embed.script()
    headers = {
        "Cache-Control": f"public, max-age={_MAX_AGE_SECONDS}",
        "Cross-Origin-Resource-Policy": "cross-origin",  # for pages under Cross-Origin-Embedder-Policy
        "ETag": tag,
    }
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(code, media_type="text/javascript; charset=utf-8", headers=headers)
