import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import DocumentRefused
from ingest.encodings import decoded, html_text
from ingest.legacy_letters import is_zawgyi, restored

VIETNAMESE = "Bến tàu mở cửa lúc 6 giờ sáng. Vé là 20 nghìn đồng một người, trẻ em đi miễn phí."
VNI = "Beán taøu môû cöûa luùc 6 giôø saùng. Veù laø 20 nghìn ñoàng moät ngöôøi, treû em ñi mieãn phí."
TCVN3 = "BÕn tµu më cöa lóc 6 giê s¸ng. VÐ lµ 20 ngh×n ®ång mét ng\xadêi, trÎ em ®i miÔn phÝ."


@pytest.mark.parametrize("text", [VNI, TCVN3])
def test_vietnamese_of_old_fonts_is_restored(text: str) -> None:
    assert restored(text) == VIETNAMESE
    assert decoded(text.encode()) == VIETNAMESE
    assert decoded(text.encode("latin-1")) == VIETNAMESE
    assert html_text(f"<p>{text}</p>".encode()) == f"<p>{VIETNAMESE}</p>"


def test_what_was_encoded_twice_is_read_as_what_it_was() -> None:
    text = "The café’s owner – a naïve man – asks 4 € for “tea”."
    assert restored(text.encode().decode("cp1252", "replace").replace("\ufffd", "\x9d")) == text

    russian = "Ворота закрываются в десять"
    assert restored(russian.encode().decode("latin-1").encode().decode("latin-1")) == russian
    assert restored("Ворота на замке".encode().decode("cp1251", "ignore")) == "Ворота на замке"


@pytest.mark.parametrize(
    "text",
    [
        VIETNAMESE,
        "Le café est à côté du marché où l’été dure, et la forêt brûlée renaît.",
        "Çay içilir, dağ görünür, ışık söner ve şehir uyur.",
        "O bytes « Ã© » é o que se vê.",
        "ASCII",
    ],
)
def test_other_letters_stay_as_they_are(text: str) -> None:
    assert restored(text) == text


@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_no_text_makes_it_fail(text: str) -> None:
    assert isinstance(restored(text), str)


def test_letters_of_zawgyi_are_refused() -> None:
    zawgyi = " ".join(["\u1031\u1019\u102c\u1004\u1039"] * 6)
    assert is_zawgyi(zawgyi)
    with pytest.raises(DocumentRefused, match="Zawgyi"):
        decoded(zawgyi.encode())
    assert not is_zawgyi("\u1019\u1031\u102c\u1004\u103a " * 6)


def test_letters_of_zawgyi_are_told_without_spaces_between_words() -> None:
    assert is_zawgyi("ျမန္မာႏိုင္ငံသည္ အေရွ႕ေတာင္အာရွတြင္ ရွိသည္။")
    assert not is_zawgyi("မြန်မာနိုင်ငံသည် အရှေ့တောင်အာရှတွင် ရှိသည်။ ဆိပ်ကမ်းကို ပိတ်သည်။ တက္ကသိုလ်သို့ သွားသည်။")


def test_one_word_of_half_a_megabyte_is_looked_at_once() -> None:
    assert restored("a" * 500_000) == "a" * 500_000
