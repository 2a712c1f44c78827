"""Text from before Unicode is read by the letters of its language, and left where no encoding is certain."""

import pytest

from ingest.old_encodings import old_text, read_anew

TEXTS = {
    "ru": "Портовая контора продаёт билеты на паром с первого марта. Дети до шести лет едут бесплатно.",
    "uk": "Портова контора продає квитки на пором з першого березня. Діти до шести років їдуть безкоштовно.",
    "el": "Το γραφείο του λιμανιού πουλά εισιτήρια από τον Μάρτιο. Τα παιδιά ταξιδεύουν δωρεάν.",
    "he": "משרד הנמל מוכר כרטיסים למעבורת מהראשון במרץ. ילדים מתחת לגיל שש נוסעים ללא תשלום.",
    "ar": "يبيع مكتب الميناء تذاكر العبارة ابتداء من شهر مارس. الأطفال دون السادسة يسافرون مجانا.",
    "de": "Das Hafenbüro verkauft Fahrscheine für die Fähre ab März. Kinder unter sechs Jahren fahren umsonst.",
    "fr": "Le bureau du port vend des billets dès le début du mois. Les élèves ne paient pas l’entrée.",
    "pl": "Biuro portu sprzedaje bilety na prom od marca. Dzieci poniżej sześciu lat płyną za darmo, również gości.",
    "tr": "Liman ofisi marttan itibaren vapur bileti satıyor. Altı yaşından küçük çocuklar için ücret yoktur.",
    "lt": "Uosto biuras nuo kovo parduoda keltų bilietus. Vaikai iki šešerių metų keliauja nemokamai, žinoma.",
    "th": "สำนักงานท่าเรือจำหน่ายตั๋วเรือข้ามฟากตั้งแต่เดือนมีนาคม เด็กอายุต่ำกว่าหกปีไม่ต้องจ่ายค่าโดยสาร",
    "ja": "港の事務所は三月から船の切符を売っています。六歳未満の子どもは無料です。家族は三人分だけ払います。",
    "ko": "항구 사무소는 삼월부터 배표를 판매합니다. 여섯 살 미만의 어린이는 무료이며 가족은 세 사람 몫만 냅니다.",
    "zh": "港口办公室从三月开始出售渡轮船票。六岁以下的儿童免费乘船，一家四口只需支付三个人的票价。",
    "zh-Hant": "港口辦公室從三月開始出售渡輪船票。六歲以下的兒童免費乘船，一家四口只需支付三個人的票價。",
}


@pytest.mark.parametrize(
    ("language", "encoding"),
    [
        ("ru", "cp1251"),
        ("ru", "koi8_r"),
        ("ru", "iso8859_5"),
        ("ru", "cp866"),
        ("ru", "mac_cyrillic"),
        ("uk", "cp1251"),
        ("el", "cp1253"),
        ("el", "iso8859_7"),
        ("he", "cp1255"),
        ("ar", "cp1256"),
        ("ar", "iso8859_6"),
        ("de", "cp1252"),
        ("de", "mac_roman"),
        ("fr", "cp1252"),
        ("pl", "cp1250"),
        ("pl", "iso8859_2"),
        ("tr", "cp1254"),
        ("lt", "cp1257"),
        ("th", "cp874"),
        ("ja", "shift_jis"),
        ("ja", "euc_jp"),
        ("ko", "euc_kr"),
        ("zh", "gb18030"),
        ("zh-Hant", "big5"),
    ],
)
def test_a_text_is_read_in_the_encoding_that_its_letters_fit(language: str, encoding: str) -> None:
    assert old_text(TEXTS[language].encode(encoding)) == TEXTS[language]


@pytest.mark.parametrize("data", [b"\xe4\xf6\xfc\xc4\xd6\xdc \xa4", b"a\x81\x8d\x8f\x90\x9db"])
def test_bytes_that_fit_nothing_for_certain_have_no_text(data: bytes) -> None:
    assert old_text(data) is None


def test_few_letters_of_another_script_tell_nothing_and_more_of_them_do() -> None:
    assert old_text("Привет друзья!".encode("cp1251")) is None  # 12 bytes beyond ASCII
    said = "Привет, друзья! Паром идёт в шесть."
    assert old_text(said.encode("cp1251")) == said


@pytest.mark.parametrize("wrongly", ["latin_1", "cp1252"])
@pytest.mark.parametrize(("language", "encoding"), [("ru", "cp1251"), ("el", "iso8859_7"), ("ar", "iso8859_6")])
def test_a_text_that_was_taken_for_latin_is_read_anew(language: str, encoding: str, wrongly: str) -> None:
    misread = TEXTS[language].encode(encoding).decode(wrongly, "replace")
    if "\ufffd" in misread:
        pytest.skip("it can hardly have been read so")
    assert read_anew(misread) == TEXTS[language]


def test_koi8_that_was_taken_for_windows_1251_is_read_anew() -> None:
    assert read_anew(TEXTS["ru"].encode("koi8_r").decode("cp1251")) == TEXTS["ru"]


@pytest.mark.parametrize("text", ["Plain ASCII of many words, and no more.", *TEXTS.values()])
def test_a_text_that_is_right_is_none_to_read_anew(text: str) -> None:
    assert read_anew(text) is None
