"""A web site of someone else: its pages, under their own policy, on an origin of its own."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HOSTILE_STYLE = """\
:root { font-size: 3px; color: #fff; }
body * { display: none !important; color: red !important; visibility: hidden !important; opacity: 0 !important; }
div { position: fixed !important; width: 1px !important; transform: scale(0) !important; font: 90px serif !important; }
section, form, input, button, blockquote, p, a, details { all: unset !important; }
"""


@dataclass
class ForeignSite:
    """`put` a page, open its address."""

    origin: str
    pages: dict[str, tuple[str, str]] = field(default_factory=dict)

    def put(self, body: str, *, head: str = "", policy: str = "", lang: str = "en") -> str:
        """The address of a page with this body, under this Content-Security-Policy."""
        page = (
            f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>Someone else’s page</title>'
            f'<meta name="viewport" content="width=device-width, initial-scale=1">{head}</head>'
            f"<body>{body}</body></html>"
        )
        path = f"/{len(self.pages)}"
        self.pages[path] = (page, policy)
        return self.origin + path


@contextmanager
def serve() -> Iterator[ForeignSite]:
    """The site, on a free port."""
    site = ForeignSite("")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page, policy = site.pages.get(self.path, ("", ""))
            self.send_response(200 if page else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class names it so
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        site.origin = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield site
        finally:
            server.shutdown()
            thread.join()
