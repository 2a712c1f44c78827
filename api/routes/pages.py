"""`GET /`, what it is made of, `GET /docs`, and `GET /embed.js`: for people with a browser."""

import base64
import hashlib
import json
from functools import cache
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request, Response
from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse

import api
from api import bootstrap, html
from api.dependencies import TheService
from api.settings import Settings
from api.web import embed, files, reference
from api.web.files import LANGUAGES, dictionary, preferred
from ingest.formats import registry

router = APIRouter(include_in_schema=False)
_COOKIE = "rujuk_language"
_YEAR_SECONDS = 365 * 24 * 60 * 60
_EMBED_SECONDS = 300
# Text may not become a script or HTML: the page never makes any (Trusted Types).
_SCRIPTS = "script-src 'self' {}; connect-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'"
_EXAMPLES = {
    "en": ("en-fact-010", "en-fact-014", "en-fact-021", "en-near-miss-002"),
    "ms": ("ms-language-004", "ms-language-005", "ms-near-miss-001"),
    "id": ("id-language-001", "id-near-miss-001"),
    "vi": ("vi-language-001", "vi-near-miss-001"),
    "th": ("th-language-001", "th-language-004", "th-language-002"),
    "fil": ("fil-language-002", "fil-language-004", "fil-language-005"),
}
"""Ids of bundled questions that Rujuk answers rightly; the near misses show what it says where the release does not."""


@router.get("/")
async def home(
    request: Request,
    service: TheService,
    chosen: Annotated[str | None, Query(alias="language")] = None,
    accepted: Annotated[str, Header(alias="accept-language")] = "",
) -> Response:
    """The page, in the language that was chosen before, or else that the browser likes best; `language` chooses one."""
    if chosen in LANGUAGES:
        back = RedirectResponse("/", 303)
        back.set_cookie(_COOKIE, chosen, max_age=_YEAR_SECONDS, httponly=True, samesite="lax")
        return back
    kept = request.cookies.get(_COOKIE, "")
    language = kept if kept in LANGUAGES else preferred(accepted)
    response = _render_home(language, service.settings)
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
    """The reference: the OpenAPI document as a page that needs neither script nor network."""
    openapi = request.app.openapi()
    return _respond(
        "reference.html",
        files.reference_style(),
        language="en",
        title="Rujuk: reference",
        description="Every route of this service: what it takes and what it answers.",
        info=openapi["info"],
        introduction=reference.render_markdown(openapi["info"]["description"]),
        operations=reference.read_operations(openapi),
    )


@router.get("/embed.js")
async def embedded(request: Request) -> Response:
    """The script. It is the same for every site; which sites' boxes get answers is the server's to say."""
    code, tag = embed.script()
    headers = {
        "Cache-Control": f"public, max-age={_EMBED_SECONDS}",
        "Cross-Origin-Resource-Policy": "cross-origin",  # for pages under Cross-Origin-Embedder-Policy
        "ETag": tag,
    }
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(code, media_type="text/javascript; charset=utf-8", headers=headers)


@cache
def example_questions(language: str) -> tuple[str, ...]:
    """Questions to begin with, in a language of the page."""
    lines = bootstrap.questions_path().read_text("utf-8").splitlines()
    asked = {record["id"]: record["question"] for record in map(json.loads, lines)}
    return tuple(asked[chosen] for chosen in _EXAMPLES[language])


def _render_home(language: str, settings: Settings) -> HTMLResponse:
    words, script = dictionary(language), files.starting_script(language)
    return _respond(
        "home.html",
        files.home_style(),
        _SCRIPTS.format(_digest(script)),
        script=Markup(script),  # noqa: S704 - a script of ours
        t=words.__getitem__,
        language=language,
        title=words["page_title"],
        description=words["page_description"],
        languages=[{"code": code, "name": dictionary(code)["name"]} for code in LANGUAGES],
        questions=example_questions(language),
        bundled=bootstrap.RELEASE,
        assets=files.address(""),
        most=settings.max_question_chars,
        heaviest=settings.max_upload_bytes,
        extensions=",".join(registry.extensions()),
        format_names=", ".join(
            words.get(f"format_{row.name}", row.title) for row in registry.FORMATS if row.name != "plain"
        ),
        writable=str(not settings.read_only).lower(),
        version=api.version(),
    )


def _respond(template: str, style: str, policy: str = "", **values: object) -> HTMLResponse:
    """Render the template, under a policy that lets in nothing but its style and what `policy` names.

    The style stands in the page itself: nothing has to be fetched before the page is seen.
    """
    page = html.render(template, style=Markup(style), **values)  # noqa: S704 - a style sheet of ours
    directives = [
        "default-src 'none'",
        f"style-src {_digest(style)}",
        *([policy] if policy else []),
        "img-src 'self' data: blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ]
    headers = {"Content-Security-Policy": "; ".join(directives), "Referrer-Policy": "no-referrer"}
    return HTMLResponse(page, headers=headers)


def _digest(text: str) -> str:
    """How the policy names what stands in the page."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
