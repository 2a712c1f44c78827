import pytest

from retriever.kinds import Kind, asked, holds


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("When was it launched?", {"date"}),
        ("How many MSMEs are there?", {"number"}),
        ("Who chairs ASEAN?", {"person"}),
        ("What does MSME stand for?", {"abbreviation"}),
        ("Why does it matter?", set()),
        ("Why does AI matter?", set()),
        ("What is the centre's full name?", {"name"}),
        ("Bilakah pusat itu dilancarkan?", {"date"}),
        ("Kapan pusat itu diluncurkan?", {"date"}),
        ("Berapa banyak UMKM?", {"number"}),
        ("Siapa ketua ASEAN?", {"person"}),
        ("Có bao nhiêu doanh nghiệp?", {"number"}),
        ("Trung tâm ra mắt khi nào?", {"date"}),
        ("Ai chủ trì hội nghị?", {"person"}),
        ("Hai nước nào?", {"place"}),
        ("Where is it based?", {"place"}),
        ("Di mana pusat itu?", {"place"}),
        ("เปิดตัวเมื่อไหร่", {"date"}),
        ("มีกี่ราย", {"number"}),
        ("ใครเป็นประธาน", {"person"}),
        ("Kailan inilunsad ang sentro?", {"date"}),
        ("Ilan ang mga MSME?", {"number"}),
        ("Sino ang tagapangulo?", {"person"}),
    ],
)
def test_question_words_name_the_kind(question: str, kinds: set[Kind]) -> None:
    assert asked(question) == kinds


@pytest.mark.parametrize(
    ("kind", "sentence", "question", "held"),
    [
        ("date", "It began on 24 October.", "When did it begin?", True),
        ("date", "It began in 2025.", "When did it begin?", True),
        ("date", "It began in 2025.", "When in 2025 did it begin?", False),
        ("date", "Firms may apply.", "When did it begin?", False),
        ("person", "Hôm qua anh ấy đến.", "Ai đến?", False),
        ("date", "It began with 12,500 people.", "When did it begin?", False),
        ("number", "There are about 70 million.", "How many are there?", True),
        ("number", "There are three.", "How many are there?", True),
        ("number", "There are some.", "How many are there?", False),
        ("person", "It is led by Siti Aminah.", "Who leads it?", True),
        ("person", "The Centre is led by experts.", "Who leads the Centre?", False),
        ("place", "It is based in Jakarta.", "Where is it based?", True),
        ("name", "It opened the “House of Spices” today.", "What is the museum called?", True),
        ("name", "It opened the National Museum of Spices.", "What is its full name?", True),
        ("name", "It opened a museum in May.", "What is its full name?", False),
        ("abbreviation", "Small enterprises (MSMEs) matter.", "What does MSMEs stand for?", True),
        ("abbreviation", "MSMEs matter.", "What does MSMEs stand for?", False),
    ],
)
def test_a_sentence_holds_what_the_question_does_not_name_itself(
    kind: Kind, sentence: str, question: str, held: bool
) -> None:
    assert holds(kind, sentence, question) is held
