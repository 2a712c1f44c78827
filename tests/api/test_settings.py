"""Settings: read once, refused by name where they are wrong."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from api.settings import Settings, check_origin
from corpus.errors import SettingRefused


def test_defaults_need_no_environment() -> None:
    settings = Settings.load()
    assert isinstance(settings.library, Path)
    assert settings.library.is_absolute()
    assert (settings.host, settings.port, settings.read_only) == ("127.0.0.1", 8000, False)


def test_the_environment_is_read_and_an_override_wins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("RUJUK_LIBRARY", str(tmp_path))
    monkeypatch.setenv("RUJUK_PORT", "81")
    monkeypatch.setenv("RUJUK_LOG_LEVEL", "DEBUG")
    settings = Settings.load(port=82, host=None)
    assert (settings.library, settings.port, settings.host, settings.log_level) == (tmp_path, 82, "127.0.0.1", "debug")


def test_an_empty_value_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUJUK_THRESHOLD", "")
    monkeypatch.setenv("RUJUK_EMBEDDER", "")
    settings = Settings.load()
    assert (settings.threshold, settings.embedder) == (None, Settings.model_fields["embedder"].default)


def test_home_is_expanded_and_the_folder_is_absolute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUJUK_LIBRARY", "~/books")
    assert Settings.load().library == Path.home() / "books"
    assert Settings.load(library=Path("here")).library == Path.cwd() / "here"


def test_an_unknown_variable_is_refused_with_the_nearest_known_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUJUK_LIBARY", "x")
    with pytest.raises(SettingRefused, match="RUJUK_LIBARY, which is no setting; the nearest is RUJUK_LIBRARY"):
        Settings.load()


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("RUJUK_PORT", "http"),
        ("RUJUK_PORT", "65536"),
        ("RUJUK_THRESHOLD", "1.5"),
        ("RUJUK_THRESHOLD", "nan"),
        ("RUJUK_MAX_TOP_K", "0"),
        ("RUJUK_READ_ONLY", "perhaps"),
        ("RUJUK_LOG_LEVEL", "loud"),
        ("RUJUK_EMBED_ORIGINS", "*"),
        ("RUJUK_ADDRESS_RATE", "often"),
        ("RUJUK_TRUSTED_PROXIES", "proxy.example.org"),
        ("RUJUK_LOG_FORMAT", "xml"),
    ],
)
def test_a_bad_value_is_refused_naming_variable_and_value(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingRefused, match=rf"{variable} must be .*, not '{value}'"):
        Settings.load()


def test_the_keys_lie_beside_the_library_unless_they_are_elsewhere(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert Settings.load(library=tmp_path).key_file == tmp_path / "keys.json"
    monkeypatch.setenv("RUJUK_KEYS", "~/who.json")
    assert Settings.load(library=tmp_path).key_file == Path.home() / "who.json"


def test_proxies_are_addresses_and_networks(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Settings.load().trusted_proxies == ("127.0.0.1", "::1")
    monkeypatch.setenv("RUJUK_TRUSTED_PROXIES", "10.0.0.7, 10.1.0.0/16 2001:db8::/32")
    assert Settings.load().trusted_proxies == ("10.0.0.7", "10.1.0.0/16", "2001:db8::/32")


def test_sites_are_listed_with_commas_or_spaces(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Settings.load().embed_origins == ()
    monkeypatch.setenv("RUJUK_EMBED_ORIGINS", "https://a.example, http://localhost:8080\thttp://[::1]:81,")
    assert Settings.load().embed_origins == ("https://a.example", "http://localhost:8080", "http://[::1]:81")


@pytest.mark.parametrize(
    "listed",
    [
        "https://a.example/",
        "https://a.example/page",
        "https://A.example",
        "https://a.example:443",
        "https://user@a.example",
        "https://a.example?",
    ],
)
def test_a_site_that_no_browser_would_name_so_is_refused_with_its_name(
    monkeypatch: pytest.MonkeyPatch, listed: str
) -> None:
    monkeypatch.setenv("RUJUK_EMBED_ORIGINS", f"https://b.example {listed}")
    with pytest.raises(
        SettingRefused, match=r"EMBED_ORIGINS must be .*, here https://a.example, not 'https://"
    ) as refused:
        Settings.load()
    assert str(refused.value).endswith(f"not '{listed}'")


@pytest.mark.parametrize(
    "listed", ["a.example", "https://*.a.example", "ftp://a.example", "https://bücher.example", "null", "https://a:x"]
)
def test_what_is_no_site_is_refused(monkeypatch: pytest.MonkeyPatch, listed: str) -> None:
    monkeypatch.setenv("RUJUK_EMBED_ORIGINS", listed)
    with pytest.raises(SettingRefused, match=r"EMBED_ORIGINS must be origins such as https://example.org .*, not '"):
        Settings.load()


def test_what_is_no_address_for_links_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUJUK_PUBLIC_URL", "rujuk.example.org")
    with pytest.raises(SettingRefused, match=r"RUJUK_PUBLIC_URL must be a valid URL, .*, not 'rujuk.example.org'"):
        Settings.load()


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError):
        Settings.load().port = 1


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
    assert check_origin(origin) == origin


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
        check_origin(origin)


def test_an_address_of_version_six_is_compared_as_browsers_write_it() -> None:
    with pytest.raises(ValueError, match=r"as browsers send them, here http://\[::1\]$"):
        check_origin("http://[0:0::1]")


def config(folder: Path, text: str) -> Path:
    file = folder / "rujuk.toml"
    file.write_text(text)
    return file


def test_a_file_gives_what_neither_the_environment_nor_an_option_does(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("RUJUK_PORT", "81")
    file = config(tmp_path, 'port = 80\nhost = "::1"\nmax_top_k = 7\nembed_origins = ["https://example.org"]')
    settings = Settings.load(file, host="127.0.0.2")
    assert (settings.port, settings.host, settings.max_top_k) == (81, "127.0.0.2", 7)
    assert settings.embed_origins == ("https://example.org",)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("libary = 1", "sets libary, which is no setting; the nearest is library"),
        ("port = 'http'", r"rujuk.toml: port must be a valid integer.*, not 'http'"),
        ("port =", "are not TOML"),
        ("[serve]\nport = 1", "sets serve, which is no setting"),
    ],
)
def test_a_wrong_file_is_refused_naming_it_and_the_key(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SettingRefused, match=said):
        Settings.load(config(tmp_path, text))


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingRefused, match=r"cannot read the settings .*none.toml"):
        Settings.load(tmp_path / "none.toml")
