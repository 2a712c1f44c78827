"""`/healthz` and `/readyz`: alive, and able to answer."""

from typing import Literal

from api.schemas.ask import LibraryState
from api.schemas.base import ResponseModel


class Health(ResponseModel):
    """The process is alive."""

    status: Literal["ok"] = "ok"


class Readiness(ResponseModel):
    """The service can answer questions."""

    status: Literal["ready"] = "ready"
    library: LibraryState
