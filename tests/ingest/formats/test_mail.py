from email.message import EmailMessage

import pytest

from corpus.errors import DocumentRefused
from ingest.content import Content
from ingest.formats.mail import read

BODY = "The fee for the north berth rises to 90 ringgit from June, as the council agreed.\n"


def message() -> EmailMessage:
    made = EmailMessage()
    made["Subject"] = "Phí neo đậu"
    made["From"] = "Mary Kong <mary@port.example>"
    made["To"] = "all@port.example"
    made["Date"] = "Fri, 24 Oct 2025 10:30:00 +0700"
    made.set_content(BODY)
    return made


def shown(content: Content) -> list[str]:
    return [block.span.of(content.text) for block in content.blocks]


def test_a_message_says_who_wrote_it_when_and_what() -> None:
    made = read(message().as_bytes())
    assert shown(made) == [
        "Phí neo đậu",
        "From: Mary Kong <mary@port.example>",
        "To: all@port.example",
        "Date: Fri, 24 Oct 2025 10:30:00 +0700",
        BODY.strip(),
    ]
    assert (made.title, made.published) == ("Phí neo đậu", "2025-10-24")
    assert made.metadata == {"author": "Mary Kong <mary@port.example>"}


def test_html_is_read_as_such_and_attachments_are_named() -> None:
    mail = message()
    mail.add_alternative(f"<h2>Fees</h2><p>{BODY}</p><table><tr><td>North<td>90</table>", subtype="html")
    mail.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="fees.pdf")
    made = read(mail.as_bytes())
    assert ("heading", 3, "Fees") in [(each.kind, each.level, each.span.of(made.text)) for each in made.blocks]
    assert made.remarks == ("attachments are not read: fees.pdf",)


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "tis-620"])
def test_the_encoding_is_what_the_message_says(charset: str) -> None:
    words = "ประตูปิดเวลา 22:30 น." if charset == "tis-620" else "Le café ferme à neuf heures."
    head = f"Subject: a\nContent-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: 8bit\n\n"
    assert shown(read(head.encode() + words.encode(charset)))[-1] == words


def test_a_saved_page_is_read_as_the_page() -> None:
    page = EmailMessage()
    page.set_content(f"<title>Fees</title><main><h1>Fees of 2025</h1><p>{BODY}</p></main>", subtype="html")
    page.make_related()
    made = read(page.as_bytes())
    assert (made.title, shown(made)) == ("Fees", ["Fees of 2025", BODY.strip()])


@pytest.mark.parametrize("data", [b"", b"Subject: a\n\n", b"Content-Type: multipart/mixed; boundary=x\n\n--x--"])
def test_a_message_without_text_is_refused(data: bytes) -> None:
    with pytest.raises(DocumentRefused, match="without text"):
        read(data)
