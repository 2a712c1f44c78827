"""Examples of the compatible shapes, as true as those of `/v1/ask`."""

from api.schemas.examples import ANSWER, DOCUMENT, PARAGRAPH, QUESTION, QUOTE, Example

BASE = "http://127.0.0.1:8000"
_ID, _TITLE, _DATE = DOCUMENT["id"], DOCUMENT["title"], DOCUMENT["published"]
_URL = f"{BASE}/#doc={_ID}&start=613&end=756&sha256={DOCUMENT['sha256']}"
_CONTENT = f"{QUOTE} [1]\n\n- [1] {_TITLE}, {_DATE}, paragraph 3: {_URL}"
_WRITTEN = -(-len(_CONTENT.encode()) // 4)


def _annotation(mark: str, url: str) -> Example:
    start = _CONTENT.index(mark)
    citation: Example = {"start_index": start, "end_index": start + len(mark), "title": _TITLE, "url": url}
    return {"type": "url_citation", "url_citation": citation}


CHAT: Example = {"model": "rujuk", "messages": [{"role": "user", "content": QUESTION}]}
COMPLETION: Example = {
    "id": "chatcmpl-5f0c1f8e9f5b4f0f8a3f6d2f7f1f0c11",
    "object": "chat.completion",
    "created": 1769851800,
    "model": "rujuk",
    "choices": [
        {
            "index": 0,
            "message": {
                "role": "assistant",
                "content": _CONTENT,
                "refusal": None,
                "annotations": [_annotation("[1]", _URL)],
            },
            "finish_reason": "stop",
            "logprobs": None,
        }
    ],
    "usage": {"prompt_tokens": 9, "completion_tokens": _WRITTEN, "total_tokens": 9 + _WRITTEN},
    "rujuk": ANSWER,
}
MODELS: Example = {
    "object": "list",
    "data": [{"id": "rujuk", "object": "model", "created": 0, "owned_by": "rujuk"}],
}
RETRIEVAL_REQUEST: Example = {
    "knowledge_id": "rujuk",
    "query": QUESTION,
    "retrieval_setting": {"top_k": 1, "score_threshold": 0.5},
}
RETRIEVAL: Example = {
    "records": [
        {
            "content": PARAGRAPH,
            "score": 0.87,
            "title": _TITLE,
            "metadata": {
                "document_id": _ID,
                "url": _URL,
                "quote": QUOTE,
                "paragraph": 3,
                "source": DOCUMENT["source"],
                "published": DOCUMENT["published"],
                "language": DOCUMENT["language"],
            },
        }
    ]
}
