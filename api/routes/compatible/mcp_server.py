"""The library over the Model Context Protocol: four tools that only read, and its documents as resources.

`search` and `fetch` have the shape that ChatGPT's connectors want. Importing this loads the `mcp` package, which takes
a second: whoever needs a server imports it then.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar
from urllib.parse import unquote

from anyio import to_thread
from mcp import types
from mcp.server.lowlevel import Server
from mcp.shared.exceptions import MCPError
from pydantic import BaseModel, Field, ValidationError
from pydantic_core import from_json
from starlette.exceptions import HTTPException

import api
from api import problems
from api.access import narrow_filter, require_reached
from api.routes.compatible.links import DOCUMENTS, base_url, document_uri, page_url
from api.schemas.ask import AskRequest, AskResponse, CitedDocument, QuestionText
from api.schemas.base import RequestModel, RequestText, ResponseModel
from api.schemas.verify import ClaimedCitation, VerifyResponse
from api.service import Service
from corpus.documents import DocumentRecord
from corpus.errors import RujukError, UnknownDocument
from corpus.filters import EVERYTHING
from corpus.snapshot import Snapshot

Result = TypeVar("Result")

_INSTRUCTIONS: Final = (
    "Rujuk answers questions from a library of documents with exact quotations. Use `ask` for a question; quote its "
    "`answer.text` word for word and cite `passages[].citation`. With status `no_answer` the documents do not say."
)
_FOUND: Final = 10
_PAGE: Final = 100
_BYTES_A_CHARACTER: Final = 4


class SearchQuery(RequestModel):
    """What to look for."""

    query: QuestionText = Field(description="a question or keywords")


class SearchResult(ResponseModel):
    """A document that was found."""

    id: str = Field(description="for `fetch`")
    title: str
    url: str = Field(description="where a person can read it, at the words that were found")


class SearchResults(ResponseModel):
    """The documents that were found, best first."""

    results: list[SearchResult]


class Fetch(RequestModel):
    """Which document."""

    id: RequestText = Field(description="a document's id, as `search` gives it")


class FetchedDocument(SearchResult):
    """A document with its text."""

    text: str
    metadata: dict[str, str] = Field(
        description="what else is known; `end` where the text is longer than what is given"
    )


@dataclass(frozen=True, slots=True)
class _Tool:
    """A tool: what it takes and gives, and what does it."""

    title: str
    description: str
    takes: type[BaseModel]
    gives: type[BaseModel]
    run: "Callable[[Any, str | None], Awaitable[bytes]]"

    def describe(self, name: str) -> types.Tool:
        """The tool as clients list it."""
        return types.Tool(
            name=name,
            title=self.title,
            description=self.description,
            input_schema=_schema(self.takes, "validation"),
            output_schema=_schema(self.gives, "serialization"),
            annotations=types.ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False),
        )


async def _at_once() -> None:
    """There is nothing to wait for."""


def make_server(service: Service, until_loaded: Callable[[], Awaitable[object]] = _at_once) -> Server[Any]:
    """Make a server over the service's library. Calls wait for `until_loaded`; then the service says whether it can."""
    return _Library(service, until_loaded).server()


class _Library:
    """What the server's handlers do."""

    def __init__(self, service: Service, until_loaded: Callable[[], Awaitable[object]]) -> None:
        self._service = service
        self._until_loaded = until_loaded
        self._tools: Mapping[str, _Tool] = {
            "ask": _Tool(
                "Ask the documents",
                "Answer a question with the exact sentence of a document that answers it, and a citation that can be "
                "checked; or say that the documents do not say.",
                AskRequest,
                AskResponse,
                self._ask,
            ),
            "verify": _Tool(
                "Check a citation",
                "Say whether a citation of an earlier answer still holds: found, moved, changed or gone.",
                ClaimedCitation,
                VerifyResponse,
                self._verify,
            ),
            "search": _Tool(
                "Search the documents",
                "Find the documents that say most about a query, best first; `fetch` gives their text.",
                SearchQuery,
                SearchResults,
                self._search,
            ),
            "fetch": _Tool(
                "Get a document", "Get the text of a document that `search` found.", Fetch, FetchedDocument, self._fetch
            ),
        }

    def server(self) -> Server[Any]:
        """The server."""
        return Server(
            "rujuk",
            version=api.version(),
            title="Rujuk",
            instructions=_INSTRUCTIONS,
            on_list_tools=self._list_tools,
            on_call_tool=self._call_tool,
            on_list_resources=self._list_resources,
            on_list_resource_templates=self._list_templates,
            on_read_resource=self._read_resource,
        )

    async def _list_tools(self, _context: Any, _params: Any) -> types.ListToolsResult:
        return types.ListToolsResult(tools=[tool.describe(name) for name, tool in self._tools.items()])

    async def _call_tool(self, context: Any, params: types.CallToolRequestParams) -> types.CallToolResult:
        """Run a tool. What cannot be done is told to the model, with what to do, and is no error of the protocol."""
        tool = self._tools.get(params.name)
        if tool is None:
            raise MCPError(
                types.INVALID_PARAMS, f"there is no tool {params.name!r}; there are {', '.join(self._tools)}"
            )
        try:
            given = tool.takes.model_validate(params.arguments or {})
            await self._until_loaded()
            body = await tool.run(given, base_url(self._service.settings, context.request))
        except ValidationError as error:
            told = error.errors(include_url=False)[: problems.MOST_ERRORS]
            return _refuse("; ".join(map(_complaint, told)))
        except HTTPException as error:
            return _refuse(error.detail)
        except RujukError as error:
            return _refuse(problems.explain(error, self._service.settings))
        return types.CallToolResult(content=[_text(body.decode())], structured_content=from_json(body))

    async def _ask(self, given: AskRequest, _base: str | None) -> bytes:
        return await self._service.ask(given)

    async def _verify(self, given: ClaimedCitation, _base: str | None) -> bytes:
        return (await self._service.verify(given)).model_dump_json().encode()

    async def _search(self, given: SearchQuery, base: str | None) -> bytes:
        def write(answer: AskResponse) -> bytes:
            best: dict[str, SearchResult] = {}
            for passage in answer.passages:
                document = passage.citation.document
                url = page_url(base, document, passage.citation.quote)
                best.setdefault(document.id, SearchResult(id=document.id, title=document.title, url=url))
            return SearchResults(results=list(best.values())).model_dump_json().encode()

        question = AskRequest(question=given.query, top_k=min(_FOUND, self._service.settings.max_top_k))
        return await self._service.ask(question, write)

    async def _fetch(self, given: Fetch, base: str | None) -> bytes:
        record, text = await to_thread.run_sync(
            self._read, lambda snapshot: (require_reached(snapshot.document(given.id)), snapshot.text(given.id))
        )
        most = self._service.settings.max_answer_bytes // _BYTES_A_CHARACTER
        known = {"source": record.source, "published": record.published, "language": record.language}
        known |= {"sha256": record.sha256, "end": str(most) if len(text) > most else None}
        fetched = FetchedDocument(
            id=record.id,
            title=record.title,
            url=page_url(base, CitedDocument.from_record(record)),
            text=text[:most],
            metadata={name: value for name, value in known.items() if value is not None},
        )
        return fetched.model_dump_json().encode()

    async def _list_resources(
        self, _context: Any, params: types.PaginatedRequestParams | None
    ) -> types.ListResourcesResult:
        after = params.cursor if params else None
        records = await self._in_library(lambda snapshot: _page(snapshot, after))
        page = records[:_PAGE]
        return types.ListResourcesResult(
            resources=[_resource(record) for record in page],
            next_cursor=page[-1].id if len(records) > _PAGE else None,
        )

    async def _list_templates(self, _context: Any, _params: Any) -> types.ListResourceTemplatesResult:
        template = types.ResourceTemplate(
            name="document",
            title="A document's text",
            uri_template=f"{DOCUMENTS}{{id}}",
            description="exactly the text that a citation's offsets point into",
            mime_type="text/plain",
        )
        return types.ListResourceTemplatesResult(resource_templates=[template])

    async def _read_resource(self, _context: Any, params: types.ReadResourceRequestParams) -> types.ReadResourceResult:
        if not params.uri.startswith(DOCUMENTS):
            raise MCPError(types.INVALID_PARAMS, f"resources are {DOCUMENTS}ID, with the id percent-encoded")
        document_id = unquote(params.uri.removeprefix(DOCUMENTS))
        text = await self._in_library(
            lambda snapshot: snapshot.text(require_reached(snapshot.document(document_id)).id)
        )
        contents = types.TextResourceContents(uri=params.uri, mime_type="text/plain", text=text)
        return types.ReadResourceResult(contents=[contents])

    async def _in_library(self, read: Callable[[Snapshot], Result]) -> Result:
        """Read something in a thread. Raises MCPError, with what to do, where it cannot be read."""
        await self._until_loaded()
        try:
            return await to_thread.run_sync(self._read, read)
        except HTTPException as error:
            raise MCPError(types.INTERNAL_ERROR, error.detail) from error
        except UnknownDocument as error:
            raise MCPError(types.INVALID_PARAMS, str(error)) from error
        except RujukError as error:
            raise MCPError(types.INTERNAL_ERROR, problems.explain(error, self._service.settings)) from error

    def _read(self, read: Callable[[Snapshot], Result]) -> Result:
        with self._service.retriever.library.reading() as snapshot:
            return read(snapshot)


def _schema(model: type[BaseModel], mode: Any) -> dict[str, Any]:
    schema = model.model_json_schema(mode=mode)
    schema.pop("examples", None)  # a model would pay for them with each conversation
    return schema


def _page(snapshot: Snapshot, after: str | None) -> list[DocumentRecord]:
    """The documents of a page and one more, from the one after the cursor's. Raises MCPError where that is gone."""
    try:
        key = 0 if after is None else require_reached(snapshot.document(after)).key
    except UnknownDocument as error:
        gone = "the cursor is of a document that is gone; list from the beginning"
        raise MCPError(types.INVALID_PARAMS, gone) from error
    return snapshot.documents(narrow_filter(EVERYTHING), after=key, limit=_PAGE + 1)


def _resource(record: DocumentRecord) -> types.Resource:
    return types.Resource(uri=document_uri(record.id), name=record.id, title=record.title, mime_type="text/plain")


def _refuse(advice: str) -> types.CallToolResult:
    return types.CallToolResult(content=[_text(advice)], is_error=True)


def _text(text: str) -> types.TextContent:
    return types.TextContent(type="text", text=text)


def _complaint(part: Mapping[str, Any]) -> str:
    field = ".".join(str(place) for place in part["loc"])
    return f"{field}: {str(part['msg']).removeprefix('Value error, ')}"
