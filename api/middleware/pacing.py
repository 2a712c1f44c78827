"""A few at a time: however many requests come at once, whoever comes then waits for few of them."""

import asyncio
import time
from collections import deque
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

PROBES: Final = frozenset({"/healthz", "/readyz", "/metrics"})
"""What machines ask every few seconds, to know whether the process is alive."""
_ROUND: Final = 0.05
"""Seconds of work after which the event loop looks for what else has come."""
_LOOKS: Final = 100
"""How often it looks then: uvloop takes one new connection a look, which needs some more to be read and answered."""


class Pacing:
    """Begin requests, and read their bodies, for a twentieth of a second; then let the event loop look for others.

    Without it the loop would go through all that has come before it looks for more: what hundreds of requests cost
    there, or some dozens whose bodies of a megabyte are parsed, a probe would wait for.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._left = _ROUND
        self._began: float | None = None
        self._waiting = deque[asyncio.Future[None]]()
        self._giving: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request when its turn has come."""
        if scope["type"] != "http" or scope["path"] in PROBES:
            await self._app(scope, receive, send)
            return
        has_body = False

        async def receive_in_turn() -> Message:
            nonlocal has_body
            message = await receive()
            has_body = has_body or bool(message.get("body"))
            if has_body and not message.get("more_body", False):
                await self._have_turn()
            return message

        await self._have_turn()
        await self._app(scope, receive_in_turn, send)

    async def _have_turn(self) -> None:
        """Go on at once where little was worked since the loop last looked; else when those that came before have."""
        if self._giving is None and self._began is None:
            self._began = time.monotonic()  # uvloop's own clock stands still while it works
            asyncio.get_running_loop().call_soon(self._count_work)
        if self._giving is None and self._began is not None and time.monotonic() - self._began <= self._left:
            return
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        self._look()
        await turn

    def _count_work(self) -> None:
        if self._began is not None:
            self._left -= time.monotonic() - self._began
            self._began = None
        if self._left <= 0:
            self._look()

    def _look(self) -> None:
        if self._giving is None:
            self._giving = asyncio.create_task(self._give_turns())

    async def _give_turns(self) -> None:
        """Let the loop look around, then give turns one by one for a while, until nobody waits."""
        while self._left <= 0 or self._waiting:
            for _ in range(_LOOKS):
                await asyncio.sleep(0)
            began = time.monotonic()
            while self._waiting and time.monotonic() - began <= _ROUND:
                turn = self._waiting.popleft()
                if not turn.done():  # whoever waited may have gone
                    turn.set_result(None)
                    await asyncio.sleep(0)
            self._left = _ROUND - (time.monotonic() - began)
        self._giving = None
