import pytest

from ingest.formats.front_matter import front_matter
from ingest.formats.markdown import read

QUAY = {"title": "The quay", "date": "2025-03-14"}


@pytest.mark.parametrize(
    "front",
    [
        "---\ntitle: The quay # the name\ndate: 2025-03-14\n---\n",
        "---\n\"title\": 'The quay' # the name\n'date': \"2025-03-14\"\n---\n",
        '+++\ntitle = "The quay"\ndate = 2025-03-14\n+++\n',
        "+++\ntitle = The quay\ndate = 2025-03-14\n+++\n",
        '{\n  "title": "The quay",\n  "date": "2025-03-14",\n  "keywords": [{"x": 1}]\n}\n',
        ';;;\n{"title": "The quay", "date": "2025-03-14"}\n;;;\n',
        "Title: The quay\nDate: 2025-03-14\n",
    ],
)
def test_keys_of_every_kind_of_front_matter_are_found(front: str) -> None:
    found, text = front_matter(f"{front}\nText.")
    assert (found, text.strip()) == (QUAY, "Text.")


def test_pandocs_title_authors_and_date_are_found() -> None:
    text = "% The quay\n  of Malacca\n% Mary Kong\n% 14 March 2025\n\nText."
    assert front_matter(text) == (
        {"title": "The quay of Malacca", "author": "Mary Kong", "date": "14 March 2025"},
        "\nText.",
    )
    assert (read(text).title, read(text).published) == ("The quay of Malacca", "2025-03-14")


def test_folded_values_are_one_line_and_people_are_named() -> None:
    text = "---\nsummary: >\n  One line\n  goes on.\nauthor:\n  - name: Mary Kong\n    email: m@example.org\n---\nText."
    assert front_matter(text)[0] == {"summary": "One line goes on.", "author": "Mary Kong"}


@pytest.mark.parametrize(
    "text",
    [
        "Title: a word that people put first.\n\nText.",
        '{"name": "no title"}\n\nText.',
        '{"title": "cut',
        ';;;\n{"title": "x"}\n\nText.',
        "% of all votes\nwere for it.",
        "---\nno key\n---\nText.",
        "Title: Grant guide\nDeadline: 5 March 2026\nMaximum grant: USD 20,000\n\nApply online.",
        "---\nImportant notice: the office is closed on 5 May\n---\n\nText here.",
        '{"title": "Fees", "fee": "USD 20"}\n\nText.',
    ],
)
def test_a_text_that_only_begins_alike_is_left_whole(text: str) -> None:
    assert front_matter(text) == ({}, text)
