"""Origins of web sites (RFC 6454): written as browsers send them, or refused."""

import re
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import urlsplit

_USUAL_PORTS = {"http": 80, "https": 443}
_LABEL = r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?"
_HOST = re.compile(rf"(?:{_LABEL}\.)*({_LABEL})")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")  # a last label that makes browsers read the host as an IPv4 address


def split(value: object) -> object:
    """A string's parts, divided at commas and white space; what is no string stays as it is."""
    return re.findall(r"[^\s,]+", value) if isinstance(value, str) else value


def check(text: str) -> str:
    """The text, where it is an origin as a browser sends it: scheme, host, and the port if it is not the usual one.

    Raises ValueError (its message continues "... must be") for any other: it would be compared and match nothing.
    """
    try:
        sent = _as_sent(text)
    except ValueError:
        raise ValueError(
            "origins such as https://example.org or http://localhost:8080: scheme, host in ASCII, no wildcard"
        ) from None
    if text != sent:
        raise ValueError(f"origins as browsers send them, here {sent}")
    return text


def _as_sent(url: str) -> str:
    parts = urlsplit(url)
    host = parts.hostname or ""
    name = _HOST.fullmatch(host)
    if ":" in host and "%" not in host:
        host = f"[{IPv6Address(host)}]"
    elif name is None:
        raise ValueError(host)
    elif _NUMBER.fullmatch(name[1]):
        host = str(IPv4Address(host))
    if parts.scheme not in _USUAL_PORTS:
        raise ValueError(parts.scheme)
    port = "" if parts.port in (None, _USUAL_PORTS[parts.scheme]) else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"
