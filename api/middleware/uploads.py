"""Uploads are refused before their body is read: a body of megabytes is kept on the disk until it is whole."""

import shutil
import tempfile
from http import HTTPStatus
from pathlib import Path

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from api import problems
from api.dependencies import refuse_write
from api.problems import Refused
from api.service import Service

_PATH = "/v1/documents"


class EarlyRefusal:
    """Refuse an upload that may not be made, that the disk has no space for, or that is one too many."""

    def __init__(self, app: ASGIApp, service: Service) -> None:
        self._app = app
        self._service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hold a place for the upload until it is answered, or refuse it."""
        if scope["type"] != "http" or scope["path"] != _PATH or scope["method"] != "POST":
            await self._app(scope, receive, send)
            return
        try:
            refuse_write(self._service.settings, Headers(scope=scope))
            _ = self._service.retriever
            self._require_space(Headers(scope=scope).get("content-length", ""))
            place = self._service.uploads.hold()
        except Refused as refusal:
            answer = problems.response(refusal.status_code, str(refusal.detail), headers=refusal.headers)
            await answer(scope, receive, send)
            return
        with place:
            await self._app(scope, receive, send)

    def _require_space(self, declared: str) -> None:
        """Raise Refused (507) where the disk of the library, or of what is being received, would be full."""
        settings = self._service.settings
        size = min(int(declared), settings.max_upload_bytes) if declared.isdecimal() else settings.max_upload_bytes
        for folder in {Path(tempfile.gettempdir()), settings.library}:
            if not isinstance(folder, Path):
                continue  # a database, whose server looks after its own disk
            try:
                free = shutil.disk_usage(folder).free
            except OSError:  # whoever adds to it is told why
                continue
            if free < size + settings.min_free_bytes:
                raise Refused(
                    HTTPStatus.INSUFFICIENT_STORAGE,
                    "the service's disk has too little space left for this file (RUJUK_MIN_FREE_BYTES stay free)",
                )
