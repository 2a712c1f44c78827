"""Front ends' own prompts get what they want at once, and no question of a person is taken for one."""

import json

import pytest
from openai import OpenAI

from api.routes.compatible.chores import do_chore

HISTORY = """### Chat History:
<chat_history>
USER: How many MSMEs are there in ASEAN?
ASSISTANT: About 70 million. [1]
</chat_history>"""


def prompt(task: str, output: str) -> str:
    """A prompt of Open WebUI's form."""
    return f"### Task:\n{task}\n\n### Guidelines:\n- Be brief.\n\n### Output:\n{output}\n\n{HISTORY}"


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        (
            prompt("Generate a concise, 3-5 word title", 'JSON format: { "title": "your concise title here" }'),
            {"title": "How many MSMEs are there in ASEAN?"},
        ),
        (prompt("Generate 1-3 broad tags", 'JSON format: { "tags": ["tag1", "tag2"] }'), {"tags": []}),
        (
            prompt("Suggest 3-5 follow-up questions", 'JSON format: { "follow_ups": ["Question 1?"] }'),
            {"follow_ups": []},
        ),
        (prompt("Is a search needed?", '{ "queries": ["query1", "query2"] }'), {"queries": []}),
        (prompt("You are an autocompletion system.", '{ "text": "" }'), {"text": ""}),
    ],
)
def test_open_webui_gets_the_json_that_it_wants(asked: str, answer: dict[str, object]) -> None:
    done = do_chore(asked)
    assert done is not None
    assert json.loads(done) == answer


def test_a_title_may_be_wanted_as_text(address: str) -> None:
    openai = OpenAI(base_url=f"{address}/v1", api_key="none")
    libre = (
        "Provide a concise, 5-word-or-less title for the conversation, with no punctuation.\n\n"
        f"Conversation:\nUser: {'Bilakah feri ke pulau itu bertolak ' * 5}\nAI: At nine."
    )
    completion = openai.chat.completions.create(model="rujuk", messages=[{"role": "user", "content": libre}])
    title = completion.choices[0].message.content
    assert title == "Bilakah feri ke pulau itu bertolak Bilakah feri ke pulau…"
    assert completion.model_extra == {"rujuk": None}


@pytest.mark.parametrize(
    "asked",
    [
        "What is the title of this document?",
        "### Task: who is responsible for it?",
        "Generate a concise, 3-5 word title",
        "### Task:\nRespond to the query using the context.\n<user_query>\nWho chairs ASEAN?\n</user_query>",
        "",
    ],
)
def test_what_a_person_may_ask_is_a_question(asked: str) -> None:
    assert do_chore(asked) is None


def test_a_title_of_a_conversation_without_words_is_a_title_still() -> None:
    asked = prompt("Generate a title", '{ "title": "" }').replace("USER: How many MSMEs are there in ASEAN?", "USER:")
    assert do_chore(asked) == '{"title": "Rujuk"}'
