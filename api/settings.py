"""Settings: every choice that a person running Rujuk has, read once at start from `RUJUK_` variables and a file."""

import difflib
import os
import re
import tomllib
from collections.abc import Mapping
from ipaddress import IPv4Address, IPv6Address, ip_network
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from platformdirs import user_cache_path, user_data_path
from pydantic import AfterValidator, BeforeValidator, Field, HttpUrl, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from api.keys import Rate
from corpus.errors import SettingRefused
from corpus.storage import DatabaseURL, parse_location

PREFIX = "RUJUK_"

_USUAL_PORTS = {"http": 80, "https": 443}
_LABEL = r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?"
_HOST = re.compile(rf"(?:{_LABEL}\.)*({_LABEL})")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")  # a last label that makes browsers read the host as an IPv4 address


def _default_library() -> Path:
    return user_data_path("rujuk") / "library"


def _default_cache() -> Path:
    return user_cache_path("rujuk")


def _split_list(value: object) -> object:
    """Divide a string at commas and white space; return anything else as it is."""
    return re.findall(r"[^\s,]+", value) if isinstance(value, str) else value


def check_origin(text: str) -> str:
    """Return the text where it is an origin as browsers send it (RFC 6454): scheme, host, an unusual port.

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


def check_network(text: str) -> str:
    """Return the text where it is an address or a network. Raises ValueError (continues "... must be") else."""
    try:
        ip_network(text)
    except ValueError:
        raise ValueError("addresses such as 10.0.0.7, or networks such as 10.0.0.0/24") from None
    return text


class Settings(BaseSettings):
    """One frozen set of settings. Make it with `load`, which refuses what it does not know."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, frozen=True)

    library: Annotated[
        Path | DatabaseURL,
        BeforeValidator(parse_location),
        Field(default_factory=_default_library, description="folder that holds the library, or postgresql://..."),
    ]
    embedder: str | None = Field(
        default=None,
        min_length=1,
        description="embedding model: name, folder, hub name@revision",
    )
    search: Literal["replica", "engine"] = Field(
        default="replica", description="engine: PostgreSQL retrieves the candidates"
    )
    reader: Literal["on", "off"] = Field(default="on", description="off: no reranking, no short answers; faster")
    cache: Annotated[Path, Field(default_factory=_default_cache, description="folder of compiled models")]
    network: bool = Field(default=False, description="true: models may be fetched from their hub")
    host: str = Field(default="127.0.0.1", min_length=1, description="address to serve on")
    port: int = Field(default=8000, ge=0, le=65535, description="port to serve on; 0: a free one")
    threshold: float | None = Field(
        default=None,
        ge=0,
        le=1,
        description="least confidence to answer; unset: the calibrated",
    )
    max_upload_bytes: int = Field(default=50_000_000, ge=1, description="size of the largest file to take over HTTP")
    keep_originals: bool = Field(default=False, description="true: keep the files that documents are read from")
    max_original_bytes: int = Field(default=50_000_000, ge=1, description="size of the largest file to keep")
    max_question_chars: int = Field(default=2_000, ge=1, description="length of the longest question")
    max_top_k: int = Field(default=100, ge=1, description="most passages that one question may ask for")
    read_only: bool = Field(default=False, description="true: no adding and removing over HTTP")
    open: bool = Field(default=False, description="true: anybody may add and remove without a key")
    keys: Path | None = Field(default=None, description="file of the keys; unset: in the library's folder")
    address_rate: Rate | None = Field(default=None, description="most requests of an address, such as 60/minute")
    trusted_proxies: Annotated[
        tuple[Annotated[str, AfterValidator(check_network)], ...], NoDecode, BeforeValidator(_split_list)
    ] = Field(default=("127.0.0.1", "::1"), description="proxies whose X-Forwarded-For is believed")
    metrics_port: int | None = Field(default=None, ge=1, le=65535, description="port of /metrics alone, without a key")
    allowed_hosts: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split_list)] = Field(
        default=(), description="host names that it answers to; *: any"
    )
    embed_origins: Annotated[
        tuple[Annotated[str, AfterValidator(check_origin)], ...], NoDecode, BeforeValidator(_split_list)
    ] = Field(default=(), description="sites whose pages may hold a question box")
    public_url: HttpUrl | None = Field(default=None, description="address that links in answers begin with")
    openwebui_sources: bool = Field(default=False, description="true: show passages in Open WebUI's citations")
    concurrency: int = Field(
        default_factory=lambda: os.cpu_count() or 1, ge=1, description="questions answered at once; unset: one a core"
    )
    max_waiting: int = Field(default=256, ge=1, description="most questions that wait; beyond it: 503")
    max_wait_seconds: float = Field(default=5, gt=0, description="longest wait of a question; beyond it: 503")
    max_connections: int = Field(default=500, ge=1, description="most connections; others are refused")
    max_header_bytes: int = Field(default=32_768, ge=1_024, description="most bytes of a request's headers")
    header_seconds: float = Field(default=10, gt=0, description="most time for a request's headers to come")
    idle_seconds: float = Field(default=30, gt=0, description="how long a client may send or take nothing")
    grace_seconds: float = Field(default=10, ge=0, description="time for running requests to end after SIGTERM")
    max_answer_bytes: int = Field(default=4_000_000, ge=1, description="size of an answer; a longer one loses passages")
    max_uploads: int = Field(default=16, ge=1, description="most uploads at once; beyond it: 503")
    upload_seconds: float = Field(default=600, gt=0, description="most time to add one upload")
    min_free_bytes: int = Field(default=100_000_000, ge=0, description="disk space that uploads must leave free")
    log_level: Annotated[Literal["debug", "info", "warning", "error"], BeforeValidator(str.lower)] = Field(
        default="info", description="debug, info, warning or error"
    )
    log_format: Literal["text", "json"] = Field(default="text", description="text, or json: an object a line")
    log_questions: bool = Field(default=False, description="true: write questions to the log")

    @property
    def kept_bytes(self) -> int:
        """The bytes up to which the file of a document is kept with it; 0 where none is."""
        return self.max_original_bytes if self.keep_originals else 0

    @classmethod
    def load(cls, config: Path | None = None, **overrides: Any) -> "Settings":
        """Read the environment, which wins over the file `config`; an override that is not None wins over both.

        Raises SettingRefused, which names the variable or the file's key, where one is unknown or a value is bad.
        """
        _refuse_unknown(cls.model_fields)
        filed = _read_file(config, cls.model_fields) if config else {}
        given = filed | {name: value for name, value in overrides.items() if value is not None}
        try:
            settings = cls(**given)
        except ValidationError as error:
            named = {name: f"{config}: {name}" for name in filed if overrides.get(name) is None}
            raise SettingRefused("; ".join(_complaint(part, named) for part in error.errors())) from None
        try:
            chosen = {name: getattr(settings, name) for name in ("library", "cache", "keys")}
            places = {name: place.expanduser().absolute() for name, place in chosen.items() if isinstance(place, Path)}
        except RuntimeError:
            raise SettingRefused(
                f"no home folder is known; set {PREFIX}LIBRARY and {PREFIX}CACHE to whole paths"
            ) from None
        return settings.model_copy(update=places)

    def without_folders(self, message: str) -> str:
        """Give a message as clients may have it: where this machine keeps its files is not for them."""
        if isinstance(self.library, DatabaseURL):
            message = message.replace(str(self.library), "the library's database")
        for place in (self.library, self.cache, Path(self.embedder or "")):
            if isinstance(place, Path) and place.is_absolute():
                message = message.replace(f"{place}{os.sep}", "").replace(str(place), place.name)
        return message

    @property
    def key_file(self) -> Path:
        """The file of the keys: beside the library's, so that a copy of the library goes without them."""
        beside = self.library if isinstance(self.library, Path) else _default_library().parent
        return self.keys or beside / "keys.json"


def _refuse_unknown(known: "dict[str, Any]") -> None:
    names = [PREFIX + name.upper() for name in known]
    for variable in sorted(os.environ):
        if variable.upper().startswith(PREFIX) and variable.upper() not in names:
            nearest = difflib.get_close_matches(variable.upper(), names, n=1, cutoff=0)[0]
            raise SettingRefused(f"the environment sets {variable}, which is no setting; the nearest is {nearest}")


def _read_file(config: Path, known: "dict[str, Any]") -> dict[str, Any]:
    """Read the settings of a TOML file that the environment does not set. Raises SettingRefused."""
    try:
        filed = tomllib.loads(config.expanduser().read_text("utf-8"))
    except OSError as error:
        raise SettingRefused(f"cannot read the settings {config}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingRefused(f"the settings {config} are not TOML: {error}") from error
    for name in filed.keys() - known.keys():
        nearest = difflib.get_close_matches(name, known, n=1, cutoff=0)[0]
        raise SettingRefused(f"{config} sets {name}, which is no setting; the nearest is {nearest}")
    set_here = {variable.upper() for variable, value in os.environ.items() if value}
    return {name: value for name, value in filed.items() if PREFIX + name.upper() not in set_here}


def _complaint(part: Any, named: Mapping[str, str]) -> str:
    """What is wrong with a setting; `named`: what those are called that stand in a file."""
    setting = str(part["loc"][0])
    name = named.get(setting, PREFIX + setting.upper())
    message = part["msg"].removeprefix("Input should be ").removeprefix("Value error, ")
    return f"{name} must be {message}, not {part['input']!r}"
