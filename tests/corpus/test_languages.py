import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.languages import SAMPLE, LanguageDetector, detect, identifier, letters_of, primary

ARTICLE_ONE = {
    "en": "All human beings are born free and equal in dignity and rights.",
    "id": "Semua orang dilahirkan merdeka karena mereka bisa berpikir, bahwa mereka berbeda.",
    "ms": "Semua manusia dilahirkan bebas kerana mereka boleh berfikir, bahawa mereka berbeza.",
    "vi": "Tất cả mọi người sinh ra đều được tự do và bình đẳng về nhân phẩm và quyền.",
    "tl": "Ang lahat ng tao ay isinilang na malaya at pantay-pantay sa karangalan at mga karapatan.",
    "jv": "Saben uwong kalairake kanthi mardika lan darbe martabat lan hak-hak kang padha.",
    "su": "Sakumna jalma gubrag ka alam dunya téh sipatna merdika jeung boga martabat katut hak-hak anu sarua.",
    "th": "มนุษย์ทั้งปวงเกิดมามีอิสระและเสมอภาคกันในศักดิ์ศรีและสิทธิ",
    "lo": "ມະນຸດທຸກຄົນເກີດມາມີອິດສະຫຼະ ແລະ ສະເໝີພາບກັນ",
    "km": "មនុស្សទាំងអស់កើតមកមានសេរីភាព និងភាពស្មើៗគ្នា",
    "my": "လူတိုင်းသည် တူညီ လွတ်လပ်သော ဂုဏ်သိက္ခာဖြင့် မွေးဖွားလာသူများ ဖြစ်သည်။",
    "ta": "மனிதப் பிறிவியினர் சகலரும் சுதந்திரமாகவே பிறக்கின்றனர்",
    "zh": "人人生而自由,在尊严和权利上一律平等。",
    "ja": "すべての人間は、生まれながらにして自由であり、尊厳と権利とについて平等である。",
    "ko": "모든 인간은 태어날 때부터 자유로우며 그 존엄과 권리에 있어 동등하다.",
    "hi": "सभी मनुष्यों को गौरव और अधिकारों के मामले में जन्मजात स्वतन्त्रता और समानता प्राप्त है।",
    "ar": "يولد جميع الناس أحرارا متساوين في الكرامة والحقوق.",
    "ru": "Все люди рождаются свободными и равными в своем достоинстве и правах.",
    "fr": "Tous les êtres humains naissent libres et égaux en dignité et en droits.",
    "de": "Alle Menschen sind frei und gleich an Würde und Rechten geboren.",
    "es": "Todos los seres humanos nacen libres e iguales en dignidad y derechos.",
    "pt": "Todos os seres humanos nascem livres e iguais em dignidade e em direitos.",
    "it": "Tutti gli esseri umani nascono liberi ed eguali in dignità e diritti.",
    "nl": "Alle mensen worden vrij en gelijk in waardigheid en rechten geboren.",
}


@pytest.mark.parametrize("language", ARTICLE_ONE)
def test_the_language_of_a_sentence_is_found(language: str) -> None:
    assert detect(ARTICLE_ONE[language]) == language


@pytest.mark.parametrize("text", ["", " \n", "12,345.67", "😀!?", "Ok", "XJ-9 b", "ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ ᎠᏂᏴᏫᏯᎢ", "\ud800"])
def test_what_does_not_tell_has_no_language(text: str) -> None:
    assert detect(text) is None


@pytest.mark.parametrize(
    ("text", "language"), [("ไทย", "th"), ("ไม่", "th"), ("ខ្មែរ", "km"), ("한국", "ko"), ("中", "zh")]
)
def test_a_script_of_one_language_needs_few_letters(text: str, language: str) -> None:
    assert detect(text) == language


def test_latin_names_do_not_hide_the_script() -> None:
    assert detect("บริษัท International Business Machines Corporation ก่อตั้งขึ้นเมื่อใด") == "th"


def test_a_foreign_word_does_not_hide_latin() -> None:
    assert detect("The Thai word ไทย means free, as the people who use it like to tell every visitor.") == "en"


def test_only_the_start_of_a_text_counts() -> None:
    assert detect("All human beings are born free. " * (SAMPLE // 32 + 1) + "ก" * 100_000) == "en"


@settings(deadline=None)
@given(st.text())
def test_any_text_has_a_short_code_or_none(text: str) -> None:
    found = detect(text)
    assert found is None or (found.islower() and len(found) == 2)
    assert detect(text) == found


@pytest.mark.parametrize(
    ("tag", "language"),
    [("en", "en"), ("en-GB", "en"), ("zh_Hant", "zh"), ("FIL", "fil"), ("", None), ("-", None), (None, None)],
)
def test_the_language_of_a_tag(tag: str | None, language: str | None) -> None:
    assert primary(tag) == language


def test_threads_share_one_model() -> None:
    code = (
        "from concurrent.futures import ThreadPoolExecutor\n"
        "from corpus.languages import LanguageDetector\n"
        "detector = LanguageDetector()\n"
        "load = lambda _: id(detector._loaded())\n"
        "with ThreadPoolExecutor(8) as pool: print(len(set(pool.map(load, range(16)))))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "1\n"


def test_threads_agree() -> None:
    texts = list(ARTICLE_ONE.values()) * 4
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(detect, texts)) == list(ARTICLE_ONE) * 4


def test_a_detector_keeps_its_model_in_its_folder_and_tells_the_same(tmp_path: Path) -> None:
    detectors = [LanguageDetector(tmp_path), LanguageDetector(tmp_path), LanguageDetector()]
    assert {each.detect(ARTICLE_ONE["vi"]) for each in detectors} == {"vi"}
    assert [path.name for path in tmp_path.iterdir()] == ["languages"]


def test_the_letters_of_scripts_are_ranges_of_a_pattern() -> None:
    letters = re.compile(f"[{letters_of({'Thai', 'Laoo'})}]+")
    assert letters.fullmatch("ไทยລາວ")
    assert not letters.search("Tai 泰")


LANGUAGES = ("en", "id", "ms", "vi", "fr", "none-such")
TEXTS = (
    "Where does the ferry leave from in the morning?",
    "Di mana feri berangkat pada pagi hari?",
    "Phà khởi hành từ đâu vào buổi sáng?",
    "D’où part le bac le matin ?",
    "",
    "12345",
)


@pytest.fixture(scope="module")
def expected() -> list[list[tuple[str, float]]]:
    made = identifier(LANGUAGES, None)
    return [made.rank(text) for text in TEXTS]


def _kept(folder: Path) -> Path:
    (place,) = (folder / "languages").iterdir()
    return place


def test_what_is_kept_tells_the_same(tmp_path: Path, expected: list[list[tuple[str, float]]]) -> None:
    for _ in range(2):  # made, then opened
        found = identifier(LANGUAGES, tmp_path)
        assert [found.rank(text) for text in TEXTS] == expected
    assert {code for code, _ in expected[0]} == set(LANGUAGES) - {"none-such"}
    assert _kept(tmp_path).is_dir()


@pytest.mark.parametrize("damage", ["flipped", "truncated", "missing", "no manifest"])
def test_what_is_damaged_is_made_again(damage: str, tmp_path: Path, expected: list[list[tuple[str, float]]]) -> None:
    identifier(LANGUAGES, tmp_path)
    moves = _kept(tmp_path) / "moves"
    whole = moves.read_bytes()
    if damage == "flipped":
        moves.write_bytes(whole[:5000] + bytes([whole[5000] ^ 1]) + whole[5001:])
    elif damage == "truncated":
        moves.write_bytes(whole[:-4])
    elif damage == "missing":
        moves.unlink()
    else:
        (_kept(tmp_path) / "manifest.json").write_text("{}")
    found = identifier(LANGUAGES, tmp_path)
    assert [found.rank(text) for text in TEXTS] == expected
    assert moves.read_bytes() == whole


def test_other_languages_are_kept_apart(tmp_path: Path) -> None:
    identifier(("en", "fr"), tmp_path)
    assert {code for code, _ in identifier(("en", "vi"), tmp_path).rank(TEXTS[0])} == {"en", "vi"}


def test_where_nothing_can_be_kept_it_works_all_the_same(
    tmp_path: Path, expected: list[list[tuple[str, float]]]
) -> None:
    (tmp_path / "file").write_text("no folder")
    assert identifier(LANGUAGES, tmp_path / "file").rank(TEXTS[0]) == expected[0]
