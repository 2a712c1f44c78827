"""`GET /` and `GET /docs`: what this is, and how to use it, for people with a browser."""

from html import escape
from string import Template

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

import api
from api.web import page, reference

router = APIRouter(include_in_schema=False)


@router.get("/")
async def home(request: Request) -> HTMLResponse:
    """What this is."""
    base = str(request.base_url).rstrip("/")
    body = Template(page.asset("index.html")).substitute(base=escape(base), version=api.version())
    return page.respond(
        title="Rujuk: answers that are quotations",
        description="Ask a library of documents; get the exact sentence that answers, with its citation.",
        body=body,
    )


@router.get("/docs")
async def docs(request: Request) -> HTMLResponse:
    """The reference."""
    return page.respond(
        title="Rujuk: reference",
        description="Every route of this service: what it takes and what it answers.",
        body=reference.render(request.app.openapi()),
    )
