"""The first document: the bundled release reads as exactly this."""

from importlib.resources import files

from corpus.documents import Document
from ingest import read_bytes
from tests.ingest.laws import assert_laws

NAME = "asean-msme-green-transition.txt"
WHY = ("Why This Matters",)
OUTLOOKS = ("Outlooks & Considerations",)
EXPECTED = [
    ((), "KUALA LUMPUR, 24 October 2025 —", "Green Transition.", 1),
    ((), "Coinciding with the forthcoming", "Sustainable Future.”", 1),
    ((), "ASEAN estimates that there are", "across ASEAN’s economy.", 2),
    ((), "The launch takes place against", "Five-Point Consensus.", 1),
    ((), "Why This Matters", "Why This Matters", 1),
    (WHY, "MSMEs as the backbone of the", "sustainability agenda.", 2),
    (WHY, "Green transition focus: The Centre", "sustainable growth.", 1),
    (WHY, "Technology & innovation integration:", "through 2035.", 1),
    (WHY, "Inclusivity gains prominence:", "capital-intensive sectors.", 1),
    (WHY, "Malaysia’s leadership role:", "strategic positioning.", 1),
    ((), "Outlooks & Considerations", "Outlooks & Considerations", 1),
    (OUTLOOKS, "While the initiatives mark strong", "transition demands.", 6),
]


def test_the_release_reads_paragraph_by_paragraph() -> None:
    data = files("corpus.bundled").joinpath(NAME).read_bytes()
    (release,) = read_bytes(data, NAME, origin=NAME)
    assert isinstance(release, Document)
    assert_laws(release)
    assert release.text == data.decode()
    assert (release.id, release.title) == ("asean-msme-green-transition", "Asean msme green transition")
    assert (release.language, release.media_type) == ("en", "text/plain")
    assert len(release.paragraphs) == len(EXPECTED)
    for paragraph, (headings, start, end, sentences) in zip(release.paragraphs, EXPECTED, strict=True):
        words = paragraph.span.of(release.text)
        assert paragraph.headings == headings
        assert words.startswith(start)
        assert words.endswith(end)
        assert len(paragraph.sentences) == sentences
    headings_at = [place for place, paragraph in enumerate(release.paragraphs) if paragraph.is_heading]
    assert headings_at == [4, 10]
    told = [(each.span.of(release.text), each.role) for each in release.paragraphs[-1].introductions]
    assert told == [("Outlooks & Considerations", "heading"), ("Challenges to watch include:", "lead_in")]
