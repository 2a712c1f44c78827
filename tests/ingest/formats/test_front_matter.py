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
    found = front_matter(f"{front}\nText.")
    assert (found.values, found.body.strip()) == (QUAY, "Text.")


def test_pandocs_title_authors_and_date_are_found() -> None:
    text = "% The quay\n  of Malacca\n% Mary Kong\n% 14 March 2025\n\nText."
    found = front_matter(text)
    assert found.values == {"title": "The quay of Malacca", "author": "Mary Kong", "date": "14 March 2025"}
    assert found.body == "\nText."
    assert (read(text).title, read(text).published) == ("The quay of Malacca", "2025-03-14")


def test_folded_values_are_one_line_and_people_are_named() -> None:
    text = "---\nsummary: >\n  One line\n  goes on.\nauthor:\n  - name: Mary Kong\n    email: m@example.org\n---\nText."
    assert front_matter(text).values == {"summary": "One line goes on.", "author": "Mary Kong"}


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
        "---\nDeadline: 5 March 2026\nFee: 20 baht\n---\n\nText here.",
    ],
)
def test_a_text_that_only_begins_alike_is_left_whole(text: str) -> None:
    assert front_matter(text) == ({}, (), text)


@pytest.mark.parametrize(
    "front",
    [
        "---\ntitle: Fees\ncategory: Harbour\ntags: [quay, fees]\nDeadline: 5 March\ndraft: true\n---\n",
        "---\ntitle: Fees\ncategory: Harbour\ntags:\n  - quay\n  - fees\nDeadline: 5 March\ndraft: true\n---\n",
        '+++\ntitle = "Fees"\ncategory = "Harbour"\ntags = ["quay", "fees"]\nDeadline = "5 March"\ndraft = true\n+++\n',
    ],
)
def test_keys_that_nobody_knows_are_kept_as_metadata(front: str) -> None:
    content = read(f"{front}\nText.")
    assert content.metadata == {"category": "Harbour", "tags": "quay, fees", "deadline": "5 March", "draft": "true"}
    assert (content.text, content.remarks) == ("Text.\n\ntitle: Fees", ())


@pytest.mark.parametrize(
    "front",
    [
        "---\ntitle: Fees\nparams:\n  fee: 20 baht\nmenu: {main: 1}\nauthor:\n  - name: Ann\n    tel: 1\n---\n",
        '+++\ntitle = "Fees"\nauthor = "Ann"\n[params]\nfee = "20 baht"\n[[menu]]\nmain = 1\n+++\n',
    ],
)
def test_keys_that_are_not_read_are_named(front: str) -> None:
    content = read(f"{front}\nText.")
    assert content.metadata == {"author": "Ann"}
    assert content.remarks == ("not read of the front matter: params, menu",)


def test_a_value_that_is_too_long_is_named() -> None:
    content = read(f"---\ntitle: Fees\nblob: {'x' * 2000}\nnote: short\n---\n\nText.")
    assert content.metadata == {"note": "short"}
    assert content.remarks == ("not read of the front matter: blob",)


def test_what_is_too_much_of_a_front_matter_is_named_and_keeps_no_document_out() -> None:
    many = "".join(f"key{number}: {'x' * 950}\n" for number in range(75))
    long, huge = "a" * 101, "b" * 200_000
    content = read(f"---\ntitle: Fees\n{long}: 1\n{huge}: 2\n{many}note: short\n---\n\nText.")
    assert list(content.metadata) == [*(f"key{number}" for number in range(17)), "note"]
    (remark,) = content.remarks
    assert remark.startswith("not read of the front matter: aaa")
    assert remark.endswith("key24 and 50 more")
    assert len(remark) < 400
    author = "Ann, " * 6_000
    alone = read(f"---\ntitle: Fees\nauthor: {author}\n{many}---\n\nText.")
    assert list(alone.metadata) == ["author"]


@pytest.mark.parametrize("first", ["a", "", ">"])
def test_a_value_on_many_lines_takes_time_in_proportion(first: str) -> None:
    # In a time that grows with the square of the lines this would not end within the time that a test has.
    found = front_matter(f"---\ntitle: x\nnote: {first}\n" + "  word  word\n" * 60_000 + "---\nText.")
    assert len(found.values["note"].split()) == 120_000 + (first == "a") if first else found.nested == ("note",)


def test_a_value_that_goes_on_below_its_key_is_whole() -> None:
    found = front_matter("---\ntitle: The fees of\n  the quay\nsummary: 'What it costs,\n  and since when.'\n---\n")
    assert (found.values, found.nested) == (
        {"title": "The fees of the quay", "summary": "What it costs, and since when."},
        (),
    )
