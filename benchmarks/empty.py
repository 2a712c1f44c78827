"""An endpoint that does nothing: what FastAPI, uvicorn and a connection cost by themselves.

    python -m benchmarks.empty PORT

It takes the question that Rujuk takes, checked as any request is, and is served with the options of `rujuk serve`.
"""

import sys

import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel


class AskRequest(BaseModel):
    """A question as it would be asked."""

    question: str
    top_k: int = 5


class AskResponse(BaseModel):
    """Nothing but that it was asked."""

    passages: list[str]


def create_app() -> FastAPI:
    """The application with its one endpoint."""
    app = FastAPI()

    @app.post("/v1/ask")
    async def ask(request: AskRequest) -> AskResponse:
        return AskResponse(passages=[request.question])

    return app


def main() -> None:
    """Serve on the port that the argument names."""
    uvicorn.run(
        create_app(), host="127.0.0.1", port=int(sys.argv[1]), log_config=None, access_log=False, server_header=False
    )


if __name__ == "__main__":
    main()
