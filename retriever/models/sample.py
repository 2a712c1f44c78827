"""The texts on which a compiled model must agree with its original: several languages, scripts and lengths."""

_SENTENCES = (
    "The library opens at nine in the morning and closes at six.",
    "Perpustakaan buka pukul sembilan pagi dan tutup pukul enam sore.",
    "Perpustakaan dibuka pada pukul sembilan pagi dan ditutup pada pukul enam petang.",
    "Thư viện mở cửa lúc chín giờ sáng và đóng cửa lúc sáu giờ chiều.",
    "ห้องสมุดเปิดเวลาเก้าโมงเช้าและปิดเวลาหกโมงเย็น",
    "Nagbubukas ang aklatan nang alas-nuwebe ng umaga at nagsasara nang alas-sais ng hapon.",
    "បណ្ណាល័យបើកនៅម៉ោងប្រាំបួនព្រឹក ហើយបិទនៅម៉ោងប្រាំមួយល្ងាច។",
    "ຫໍສະໝຸດເປີດເວລາເກົ້າໂມງເຊົ້າ ແລະປິດເວລາຫົກໂມງແລງ",
    "စာကြည့်တိုက်ကို မနက် ကိုးနာရီမှာ ဖွင့်ပြီး ညနေ ခြောက်နာရီမှာ ပိတ်ပါတယ်။",
    "图书馆早上九点开门，下午六点关门。",
    "நூலகம் காலை ஒன்பது மணிக்குத் திறக்கப்படும்.",
    "تفتح المكتبة في التاسعة صباحا وتغلق في السادسة مساء.",
)

QUESTIONS = (
    "When does the library open?",
    "How many members does ASEAN have, and since when?",
    "Jam berapa perpustakaan buka?",
    "Thư viện mở cửa lúc mấy giờ?",
    "ห้องสมุดเปิดกี่โมง",
    "បណ្ណាល័យបើកម៉ោងប៉ុន្មាន?",
    "¿Qué?",
    "rice",
)

PASSAGES = (
    *_SENTENCES,
    "42",
    "GDP grew by 5.1% (US$3.9 trillion) in 2024; see https://example.org/report?id=7 … “quoted” — and 🙂",
    "A café in Đà Nẵng, e\u0301te\u0301 and ﬁne ½ ㎏, ＦＵＬＬ ｗｉｄｔｈ.",
    " ".join(_SENTENCES[:4]),
    " ".join(_SENTENCES[4:]),
    " ".join(_SENTENCES[:1] * 12),
    "\n".join(_SENTENCES * 8),  # longer than models take
)
