"""A page: a body in the common frame, under a policy that lets nothing in but its own style sheet."""

import base64
import hashlib
from functools import cache
from html import escape
from importlib import resources

from starlette.responses import HTMLResponse

_FRAME = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="description" content="{description}">
<title>{title}</title>
<link rel="icon" href="data:,">
<style>{style}</style>
</head>
<body>
{body}
</body>
</html>
"""


def asset(name: str) -> str:
    """A file that lies beside this one."""
    return (resources.files(__package__) / name).read_text("utf-8")


def respond(*, title: str, description: str, body: str) -> HTMLResponse:
    """The page as a response. `body` is HTML already; the rest is text."""
    style, policy = _style()
    page = _FRAME.format(title=escape(title), description=escape(description), style=style, body=body)
    return HTMLResponse(page, headers={"Content-Security-Policy": policy, "Referrer-Policy": "no-referrer"})


@cache
def _style() -> tuple[str, str]:
    style = asset("style.css")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    return style, policy
