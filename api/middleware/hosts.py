"""Names: on a machine's own address the service answers to that machine's names alone, against DNS rebinding."""

from collections.abc import Collection
from contextlib import suppress
from ipaddress import ip_address

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from api import problems
from api.access import is_loopback


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
