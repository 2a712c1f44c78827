"""Which origins browsers send, and which they never would."""

import pytest

from api import origins


@pytest.mark.parametrize(
    "origin",
    [
        "https://example.org",
        "http://localhost:8080",
        "http://127.0.0.1:8000",
        "http://[::1]:81",
        "https://xn--bcher-kva.example",
        "https://a_b.example",
        "https://1.example",
        "https://0x7f.example",
        "https://1e3",
    ],
)
def test_what_a_browser_sends_is_taken(origin: str) -> None:
    assert origins.check(origin) == origin


@pytest.mark.parametrize(
    "origin",
    [
        "https://a..b",
        "https://.a",
        "https://a-.b",
        "https://",
        "http://127.1",
        "http://1",
        "http://0x7f.0.0.1",
        "http://a.0x7f",
        "http://256.1.1.1",
        "http://127.0.0.01",
        "http://1.2.3.4.5",
        "https://[fe80::1%25eth0]",
        "https://[::1",
    ],
)
def test_what_no_browser_would_send_is_refused(origin: str) -> None:
    with pytest.raises(ValueError, match="origins such as"):
        origins.check(origin)


def test_an_address_of_version_six_is_compared_as_browsers_write_it() -> None:
    with pytest.raises(ValueError, match=r"as browsers send them, here http://\[::1\]$"):
        origins.check("http://[0:0::1]")
