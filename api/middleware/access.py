"""Who may come in: by which of the service's names, from which sites' pages, with which key, and how often.

Names: on a machine's own address the service answers to that machine's names alone, against DNS rebinding.
"""

import logging
import math
from collections.abc import Collection
from contextlib import suppress
from http import HTTPStatus
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import TYPE_CHECKING, Final

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api import access, logs, problems
from api.access import Caller, is_loopback
from api.keys import Key, KeyRing
from api.keys import Scope as KeyScope
from api.problems import Refused
from api.settings import Settings
from corpus.errors import KeyFileError

if TYPE_CHECKING:
    from throttled import MemoryStore, Throttled

_log = logging.getLogger("rujuk")
_CHALLENGE: Final = 'Bearer realm="rujuk"'
_CALLERS: Final = 65_536
"""Addresses, or keys, whose requests are counted; beyond them the one that was heard of longest ago is forgotten."""
_IPV6_SUBNET: Final = 64
"""Bits of an IPv6 address that are one subscriber's: who has one address has all that follow."""
_OPEN = {"/v1/ask": "POST", "/embed.js": "GET"}  # all that a question box needs
_PREFLIGHT_SECONDS = 600


class Access:
    """Refuse with 401 who needs a key and has none, with 403 what the key is not for, with 429 what is too often.

    Nothing of a request's body is read before.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._without_keys = access.without_keys(settings)
        self._ring = KeyRing(settings.key_file)
        self._by_address = Rates()
        self._by_key = Rates()
        self._address_rate = settings.address_rate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request for whoever sent it, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            self._admit(scope)
        except Refused as refusal:
            if refusal.status_code != HTTPStatus.FORBIDDEN and scope["client"] is not None:
                logs.note(address=scope["client"][0])  # for who wants to keep out whoever tries
            answer = problems.response(refusal.status_code, str(refusal.detail), headers=refusal.headers)
            await answer(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _admit(self, scope: Scope) -> None:
        """Begin the request for its caller. Raises Refused."""
        needed = access.required_scope(scope["method"], scope["path"])
        if needed is None:
            return
        if self._address_rate is not None and scope["client"] is not None:
            self._by_address.count(_subscriber(scope["client"][0]), self._address_rate, "this address")
        caller, key = self._identify(Headers(scope=scope).get("authorization", ""))
        if not caller.scope.covers(needed):
            raise _beyond(caller, needed)
        if key is not None and key.rate is not None:
            self._by_key.count(key.name, key.rate, "this key")
        access.begin(caller)

    def _identify(self, authorization: str) -> tuple[Caller, Key | None]:
        try:
            keys = self._ring.keys()
            if keys is None and self._without_keys is not None:
                return self._without_keys, None
            scheme, _, token = authorization.partition(" ")
            key = self._ring.find(token.strip()) if scheme.lower() == "bearer" else None
        except KeyFileError as error:
            _log.error("%s", error)
            raise Refused(
                HTTPStatus.SERVICE_UNAVAILABLE, "the service cannot read its keys; its log says why"
            ) from None
        if key is None:
            raise _unknown(authorization)
        logs.note(key=key.name)
        return Caller.of(key), key


class Rates:
    """Counts requests by who sends them: as many at once as the rate allows, then one by one as time passes."""

    def __init__(self) -> None:
        self._store: MemoryStore | None = None
        self._limits: dict[str, Throttled] = {}

    def count(self, who: str, rate: str, what: str) -> None:
        """Count one more. Raises Refused (429), which says when to come back, where it is one too many."""
        if rate not in self._limits:
            self._limits[rate] = self._limit(rate)
        result = self._limits[rate].limit(who)
        if result.limited:
            seconds = max(1, math.ceil(result.state.retry_after))
            raise Refused(
                HTTPStatus.TOO_MANY_REQUESTS,
                f"{what} may be used {rate.replace('/', ' times a ')}; come back in {seconds} s",
                headers={"Retry-After": str(seconds)},
            )

    def _limit(self, rate: str) -> "Throttled":
        from throttled import MemoryStore, Throttled  # a service without rates does not pay for the import

        self._store = self._store or MemoryStore(options={"MAX_SIZE": _CALLERS})
        return Throttled(using="gcra", quota=rate, store=self._store)


def _unknown(authorization: str) -> Refused:
    if not authorization:
        why, error = "this service needs a key; send it in the header Authorization: Bearer KEY", ""
    else:
        why = "the service has no such key, or not any more; its header is Authorization: Bearer KEY"
        error = ', error="invalid_token"'
    return Refused(HTTPStatus.UNAUTHORIZED, why, headers={"WWW-Authenticate": _CHALLENGE + error})


def _beyond(caller: Caller, needed: KeyScope) -> Refused:
    if caller.name is None:  # whoever keeps the service: only its measurements need a key where nothing else does
        return Refused(
            HTTPStatus.FORBIDDEN,
            f"others reach this service: this needs a key of scope {needed} (`rujuk key add`), or RUJUK_METRICS_PORT",
        )
    return Refused(
        HTTPStatus.FORBIDDEN,
        f"this key is of scope {caller.scope}, and this needs {needed}",
        headers={"WWW-Authenticate": f'{_CHALLENGE}, error="insufficient_scope", scope="{needed}"'},
    )


def _subscriber(address: str) -> str:
    try:
        parsed = ip_address(address)
    except ValueError:  # a Unix socket's, or a test's
        return address
    whole = isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is None
    return str(IPv6Network((parsed, _IPV6_SUBNET), strict=False)) if whole else address


class ListedSites:
    """Let the pages of `origins` read what a question box needs; every other path is as if no site were listed."""

    def __init__(self, app: ASGIApp, origins: Collection[str]) -> None:
        self._app = app
        self._open = {path: _Sharing(app, origins, method) for path, method in _OPEN.items()} if origins else {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a preflight, or pass the request on and say in the response who may read it."""
        app = self._open.get(scope["path"], self._app) if scope["type"] == "http" else self._app
        await app(scope, receive, send)


class _Sharing(CORSMiddleware):
    """Cross-origin sharing of one path. Without credentials, which are cookies: a key is a header that a page sends."""

    def __init__(self, app: ASGIApp, origins: Collection[str], method: str) -> None:
        super().__init__(
            app,
            allow_origins=origins,
            allow_methods=[method],
            allow_headers=["Authorization"],
            expose_headers=["Retry-After"],
            max_age=_PREFLIGHT_SECONDS,
        )

    def preflight_response(self, request_headers: Headers) -> Response:
        """Starlette's own answer, but a refusal is a problem as everywhere."""
        answered = super().preflight_response(request_headers)
        if answered.status_code == 200:
            return answered
        detail = "a page of this origin may not do this; RUJUK_EMBED_ORIGINS lists the sites that may ask"
        return problems.response(403, detail, headers={"Vary": answered.headers["Vary"]})


class TrustedHosts:
    """Refuse with 421 a request for a name that is not this service's.

    A web page can have its own name point at this machine, and would then be, for a browser, of the same site as the
    service: free to read it and to change it. `names`: those that the service has besides the machine's own and its
    addresses, which cannot be lent; "*" for any. On an address that others reach too, a name without a full stop will
    do: it is of the local network, and nobody outside can have it.
    """

    def __init__(self, app: ASGIApp, address: str, names: Collection[str]) -> None:
        self._app = app
        self._names = {name.lower() for name in names} | {address.lower()}
        self._any = "*" in self._names
        self._reached = not names and not is_loopback(address)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse."""
        asked = Headers(scope=scope).get("host") if scope["type"] == "http" else None
        if asked is None or self._any or self._is_own(_without_port(asked)):
            await self._app(scope, receive, send)
            return
        detail = f"this service is not known as {asked[:100]!r}; RUJUK_ALLOWED_HOSTS lists the names that it answers to"
        await problems.response(421, detail)(scope, receive, send)

    def _is_own(self, name: str) -> bool:
        within = self._reached and bool(name) and "." not in name
        return within or name in self._names or is_loopback(name) or _is_address(name)


def _without_port(host: str) -> str:
    name, _, port = host.lower().rpartition(":")
    return (name if name and port.isdecimal() else host.lower()).removeprefix("[").removesuffix("]").removesuffix(".")


def _is_address(name: str) -> bool:
    with suppress(ValueError):
        ip_address(name)
        return True
    return False
