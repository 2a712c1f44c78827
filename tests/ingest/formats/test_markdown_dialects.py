import pytest

from ingest.formats.markdown import read
from ingest.formats.markdown_dialects import without_marks


def shown(text: str) -> list[str]:
    made = read(text)
    return [block.span.of(made.text) for block in made.blocks]


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ('=== "Linux"\n\n    Run blue.\n\n=== "Mac"\n\n    Run red.\n', ["Linux", "Run blue.", "Mac", "Run red."]),
        ("See {ref}`the quay <quay>` and {term}`boat`.", ["See the quay and boat."]),
        ("::include{file=x.md}\n\nText.", ["Text."]),
        ("?> A tip.\n\n!> Be careful.", ["A tip.", "Be careful."]),
        ("One.\n\n%%\nnot this\n\nnor this\n%%\n\nTwo.", ["One.", "Two."]),
        ("- Pay it\n  id:: 64-abc\n  collapsed:: true\n- Fetch it", ["Pay it", "Fetch it"]),
        ("{{[[TODO]]}} Pay it", ["☐ Pay it"]),
        ("A boat may stay[^x] here.", ["A boat may stay here."]),
        ("##Hours\n\nText.", ["Hours", "Text."]),
        ("#Fees\n\nText.", ["Fees", "Text."]),
        ("#fees #boats\n\nText.", ["#fees #boats", "Text."]),
        ("$$\n\\frac{3}{4}\n+ x^2\n$$\n\nText.", ["3/4 + x²", "Text."]),
        ("```math\nx^2\n```", ["x²"]),
        ("++under++ ^^new^^ ||plot|| C++ and D++", ["under new plot C++ and D++"]),
        ("{+ now +} {- then -} [+ here +]", ["now here"]),
        (":::note[Your title]\nText.\n:::", ["Your title", "Text."]),
        ('::: {.callout-note title="Be careful"}\nText.\n:::', ["Be careful", "Text."]),
        (':::image type="content" source="a.png" alt-text="A map":::', ["A map"]),
        (":::row:::\n:::column:::\nText.\n:::column-end:::\n:::row-end:::", ["Text."]),
        ("> [!INCLUDE [the quay](y.md)]\n\nText.", ["the quay", "Text."]),
        ("[[toc]]\n\nText. {/* a *note* to writers */}", ["Text."]),
        ('import { A } from "./a"\nexport const b = {\n  c: 1,\n}\n\nText.', ["Text."]),
        ("import duties rose from nine to ten.\n\nexport lets all live.", ["import duties rose from nine to ten."]),
        ("| Task | Done |\n|---|---|\n| Grease | [x] |\n| Paint | [ ] |", ["Task | Done", "Grease | ☑", "Paint | ☐"]),
        ("[x] Grease it\n\n[ ] Paint it", ["☑ Grease it", "☐ Paint it"]),
        (
            "- <input type='checkbox' checked> Grease it\n- <input type=checkbox> Paint it",
            ["☑ Grease it", "☐ Paint it"],
        ),
        ("<div markdown='1'>\nIt is **off**.\n</div>", ["It is off."]),
        ("<table>\n\n<tr><td>\n\n**Sunday**\n\n</td><td>\n\n10 to 11\n\n</td></tr>\n\n</table>", ["Sunday | 10 to 11"]),
        ("<video controls>\nYour browser has none\n</video>\n\nText.", ["Text."]),
        ("See <picture><img alt='A map' src=b></picture>.", ["See A map."]),
        ("<p title='a > b'>Text.</p>", ["Text."]),
        ('<Tabs>\n<TabItem label="Linux">\n\nRun blue.\n\n</TabItem>\n</Tabs>', ["Linux", "Run blue."]),
        ('<Card title="Fees">Ten baht.</Card>', ["Fees: Ten baht."]),
        ("# A\n\n<svg/>\n\n<p>Pay 20.</p>", ["A", "Pay 20."]),
        ("<iframe src='x' />\n\n<p>Pay 20.</p>", ["Pay 20."]),
        ("<video src='x'>\n\n<p>Pay 20.</p>", ["Pay 20."]),
        (
            "<table><tr><td>Fee\n\nMore text.\n\n## Fees\n\nThe fee is 20.",
            ["Fee", "More text.", "Fees", "The fee is 20."],
        ),
        ("|A||B||C|\n|-|-|-|-|-|\n|5%||7%||-|", ["A | B | C", "5% | 7% | -"]),
        ("Call ((12345678)) now, or ((64b1f0aa-1234-4abc-9def-0123456789ab)).", ["Call ((12345678)) now, or ."]),
    ],
)
def test_marks_of_dialects_go_and_their_words_stay(written: str, read_as: list[str]) -> None:
    assert shown(written)[: len(read_as)] == read_as


def test_code_keeps_what_looks_like_a_mark() -> None:
    code = "```\n##Hours [x]\n%%\n```"
    assert without_marks(code) == code
    assert without_marks("Say `++so++` here") == "Say `++so++` here"
