"""A small balancer before several nodes: each request to the next one, and to another where that is away."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count

import httpx

_GONE = (httpx.ConnectError, httpx.RemoteProtocolError, httpx.ReadError)


class Balancer(ThreadingHTTPServer):
    """Passes requests on to `nodes`, addresses which may come and go."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.nodes: list[str] = []
        self.turn = count()
        self.client = httpx.Client(timeout=60)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def ask(self, path: str, body: bytes) -> httpx.Response:
        """Give the first answer that is none of a node which stops or is away; questions may be asked twice."""
        response = httpx.Response(HTTPStatus.BAD_GATEWAY)
        for _ in range(2 * len(self.nodes) + 1):
            nodes = list(self.nodes)
            try:
                node = nodes[next(self.turn) % len(nodes)]
                response = self.client.post(node + path, content=body, headers={"Content-Type": "application/json"})
            except _GONE:
                continue
            if response.status_code != HTTPStatus.SERVICE_UNAVAILABLE:
                break
        return response


class _Handler(BaseHTTPRequestHandler):
    server: Balancer
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:  # the name that http.server looks for
        body = self.rfile.read(int(self.headers["Content-Length"]))
        response = self.server.ask(self.path, body)
        self.send_response(response.status_code)
        self.send_header("Content-Type", response.headers.get("content-type", "text/plain"))
        self.send_header("Content-Length", str(len(response.content)))
        self.end_headers()
        self.wfile.write(response.content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # http.server's own name
        """Say nothing."""


@contextmanager
def balancing() -> Iterator[Balancer]:
    """A balancer that listens."""
    with Balancer() as balancer:
        thread = threading.Thread(target=balancer.serve_forever)
        thread.start()
        try:
            yield balancer
        finally:
            balancer.shutdown()
            thread.join()
            balancer.client.close()
