"""A few at a time: however many requests come at once, whoever comes then waits for few of them."""

import asyncio
import time
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

PROBES: Final = frozenset({"/healthz", "/readyz", "/metrics"})
"""What machines ask every few seconds, to know whether the process is alive."""
_ROUND: Final = 0.05
"""Seconds of work after which the event loop looks for what else has come."""


class Pacing:
    """Begin requests, and read their bodies, for a twentieth of a second; then let the event loop look for others.

    Without it the loop would go through all that has come before it looks for more: what hundreds of requests cost
    there, or some dozens whose bodies of a megabyte are parsed, a probe would wait for.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._ends: float | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request when its turn has come."""
        if scope["type"] != "http" or scope["path"] in PROBES:
            await self._app(scope, receive, send)
            return

        async def receive_in_turn() -> Message:
            message = await receive()
            if message.get("body") and not message.get("more_body", False):
                await self._have_turn()
            return message

        await self._have_turn()
        await self._app(scope, receive_in_turn, send)

    async def _have_turn(self) -> None:
        """Wait, in the order of coming, for a round of the event loop that has not worked for long yet."""
        while self._ends is not None and time.monotonic() > self._ends:  # uvloop's own clock stands still in a round
            await asyncio.sleep(0)
        if self._ends is None:
            self._ends = time.monotonic() + _ROUND
            asyncio.get_running_loop().call_soon(self._end_round)

    def _end_round(self) -> None:
        self._ends = None
