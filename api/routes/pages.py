"""`GET /`, what it is made of, and `GET /docs`: for people with a browser."""

from html import escape
from string import Template
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request, Response
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse

import api
from api import bootstrap
from api.dependencies import TheService
from api.web import examples, files, i18n, page, reference

router = APIRouter(include_in_schema=False)
_COOKIE = "rujuk_language"
_YEAR_SECONDS = 365 * 24 * 60 * 60


@router.get("/")
async def home(
    request: Request,
    service: TheService,
    chosen: Annotated[str | None, Query(alias="language")] = None,
    accepted: Annotated[str, Header(alias="accept-language")] = "",
) -> Response:
    """The page, in the language that was chosen before, or else that the browser likes best; `language` chooses one."""
    if chosen in i18n.LANGUAGES:
        back = RedirectResponse("/", 303)
        back.set_cookie(_COOKIE, chosen, max_age=_YEAR_SECONDS, httponly=True, samesite="lax")
        return back
    kept = request.cookies.get(_COOKIE, "")
    language = kept if kept in i18n.LANGUAGES else i18n.preferred(accepted)
    words = i18n.dictionary(language)
    settings = service.settings
    body = Template(page.asset("index.html")).substitute(
        {name: escape(text) for name, text in words.items()},
        languages="".join(map(_choice, i18n.LANGUAGES)),
        questions="".join(map(_example, examples.questions(language))),
        code=language,
        bundled=bootstrap.RELEASE,
        assets=files.address(""),
        most=settings.max_question_chars,
        heaviest=settings.max_upload_bytes,
        writable=str(not settings.read_only).lower(),
        version=api.version(),
    )
    response = page.respond(
        title=words["page_title"],
        description=words["page_description"],
        body=body,
        looks=files.looks(language),
        language=language,
    )
    response.headers.update({"Cache-Control": "no-cache", "Vary": "Accept-Language, Cookie"})
    return response


@router.get("/assets/{version}/{path:path}")
async def asset(version: str, path: str) -> Response:
    """A file of the page's own: for ever under its version's address, else as it is now."""
    file = files.files().get(path)
    if file is None:
        raise HTTPException(404)
    keep = "public, max-age=31536000, immutable" if version == files.version() else "no-cache"
    return Response(file.data, media_type=file.media_type, headers={"Cache-Control": keep})


@router.get("/docs")
async def docs(request: Request) -> HTMLResponse:
    """The reference."""
    return page.respond(
        title="Rujuk: reference",
        description="Every route of this service: what it takes and what it answers.",
        body=reference.render(request.app.openapi()),
        looks=page.styled(page.asset("style.css")),
    )


def _choice(language: str) -> str:
    name = escape(i18n.dictionary(language)["name"])
    return f'<li><a href="/?language={language}" lang="{language}" hreflang="{language}">{name}</a></li>'


def _example(question: str) -> str:
    return f'<li><button type="button">{escape(question)}</button></li>'
