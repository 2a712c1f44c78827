"""Headers and footers of a Word file: which are the first page's own, such as a letterhead, and which run on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal
from xml.etree.ElementTree import Element

from ingest.formats.docx.package import Package, child, local, value
from ingest.formats.docx.runs import is_on

_KINDS: Final[dict[str, Literal["header", "footer"]]] = {"headerReference": "header", "footerReference": "footer"}
_ONE_PAGE: Final = 2_000
"""Code points of a text that fits on one page, where the file does not say how many it has."""


@dataclass(frozen=True, slots=True)
class Margin:
    """A header or a footer; `shown` where it stands on the first page and on no other."""

    kind: Literal["header", "footer"]
    root: Element
    shown: bool


def find_margins(package: Package, body: Element) -> Sequence[Margin]:
    """The headers and footers in order, each once."""
    sections = [each for each in body.iter() if local(each) == "sectPr"]
    one_page = len(sections) == 1 and _is_one_page(body)
    found: dict[str, Margin] = {}
    for index, section in enumerate(sections):
        own = is_on(child(section, "titlePg"))
        for reference in section:
            kind = _KINDS.get(local(reference))
            name = package.related_by_id(value(reference, "id")) if kind else ""
            root = package.root(name) if name and name not in found else None
            if kind and root is not None:
                first = value(reference, "type") == "first"
                shown = index == 0 and ((first and own) or (one_page and not own and not first))
                if first and not own:
                    continue  # no page shows it
                found[name] = Margin(kind, root, shown and value(reference, "type") != "even")
    return tuple(found.values())


def _is_one_page(body: Element) -> bool:
    """Whether nothing says that the document goes on after its first page."""
    length = 0
    for each in body.iter():
        name = local(each)
        length += len(each.text or "") if name == "t" else 0
        if name == "lastRenderedPageBreak" or (name == "br" and value(each, "type") == "page"):
            return False
    return length <= _ONE_PAGE
