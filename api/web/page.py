"""A page: a body in the common frame, under a policy that lets nothing in but what the page names itself."""

import base64
import hashlib
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib import resources

from starlette.responses import HTMLResponse

_FRAME = """\
<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="description" content="{description}">
<title>{title}</title>
<link rel="icon" href="data:,">
{head}
</head>
<body>
{body}
</body>
</html>
"""


@dataclass(frozen=True, slots=True)
class Looks:
    """What a page is styled and moved by: HTML for its head, and the policy's directives that let it in."""

    head: str
    policy: str


def asset(name: str) -> str:
    """A file that lies beside this one."""
    return (resources.files(__package__) / name).read_text("utf-8")


def respond(*, title: str, description: str, body: str, looks: Looks, language: str = "en") -> HTMLResponse:
    """The page as a response. `body` is HTML already; the rest is text."""
    page = _FRAME.format(
        language=language, title=escape(title), description=escape(description), head=looks.head, body=body
    )
    policy = (
        f"default-src 'none'; {looks.policy}; img-src 'self' data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    return HTMLResponse(page, headers={"Content-Security-Policy": policy, "Referrer-Policy": "no-referrer"})


@cache
def styled(style: str) -> Looks:
    """Looks of a style sheet that stands in the page itself: nothing has to be fetched before the page is seen."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return Looks(f"<style>{style}</style>", f"style-src 'sha256-{digest}'")
