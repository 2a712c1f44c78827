import pytest

from retriever.models.embedder import Prompts


@pytest.mark.parametrize(
    ("configured", "chosen"),
    [
        ({}, Prompts("", "")),
        ({"query": "query: ", "passage": "passage: "}, Prompts("query: ", "passage: ")),
        # sentence-transformers adds an empty "document", which must not win over the model's own words
        ({"query": "query: ", "document": "", "passage": "passage: "}, Prompts("query: ", "passage: ")),
        ({"query": None, "document": "title: none | text: ", "corpus": "c"}, Prompts("", "title: none | text: ")),
    ],
)
def test_the_prompts_are_the_model_own(configured: dict[str, str | None], chosen: Prompts) -> None:
    assert Prompts.of(configured) == chosen
