from xml.etree.ElementTree import fromstring

import pytest

from ingest.formats.docx.equations import equation


def run(text: str) -> str:
    return f"<r><t>{text}</t></r>"


def part(name: str, *inside: str) -> str:
    return f"<{name}>{''.join(inside)}</{name}>"


@pytest.mark.parametrize(
    ("made", "written"),
    [
        (part("f", part("num", run("2")), part("den", run("3"))), "2/3"),
        (run("1") + part("f", part("num", run("2")), part("den", run("3"))), "1 2/3"),
        (part("f", part("num", run("a + b")), part("den", run("2"))), "(a + b)/2"),
        (part("f", '<fPr><type val="noBar"/></fPr>', part("num", run("5")), part("den", run("2"))), "[5; 2]"),
        (part("sSup", part("e", run("3")), part("sup", run("12"))), "3¹²"),
        (part("sSub", part("e", run("x")), part("sub", run("i"))), "x_i"),
        (part("sSubSup", part("e", run("x")), part("sub", run("i")), part("sup", run("2"))), "x_i²"),
        (part("sPre", part("sub", run("2")), part("sup", run("4")), part("e", run("He"))), "₂⁴He"),
        (part("rad", part("deg"), part("e", run("x + 1"))), "√(x + 1)"),
        (part("rad", part("deg", run("3")), part("e", run("8"))), "³√8"),
        (part("limLow", part("e", run("lim")), part("lim", run("n→0"))), "lim_(n→0)"),
        (
            part(
                "nary",
                '<naryPr><chr val="∑"/></naryPr>',
                part("sub", run("1")),
                part("sup", run("n")),
                part("e", run("x")),
            ),
            "∑₁ⁿ x",
        ),
        (part("d", part("e", run("a")), part("e", run("b"))), "(a|b)"),
        (part("d", '<dPr><begChr val="["/><endChr val=""/></dPr>', part("e", run("a"))), "[a"),
        (part("m", part("mr", part("e", run("1")), part("e", run("0")))), "[1, 0]"),
        (part("func", part("fName", run("sin")), part("e", run("x"))), "sin x"),
        (part("eqArr", part("e", run("a=1")), part("e", run("b=2"))), "a=1; b=2"),
        (part("acc", part("e", run("x"))), "x"),
        (run("a") + part("del", run("b")), "a"),
        ("<e>" * 99 + run("7") + "</e>" * 99, "7"),
    ],
)
def test_an_equation_keeps_its_sense_in_a_line(made: str, written: str) -> None:
    assert equation(fromstring(f"<oMath>{made}</oMath>")) == written  # noqa: S314 - our own
