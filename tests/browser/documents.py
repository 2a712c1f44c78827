"""Documents for the browser: of another script, with emoji before the quote, and hostile ones."""

import json

from tests.ingest import making

MARKET = """\
# 🌙🏮 Night market notes

## Opening hours 🕕

The night market 🏮🍜 beside the river opens at 6 pm and closes at midnight 🌙. The noodle stall 🍜 of Auntie Siti \
sells forty bowls of laksa every evening 👩‍👩‍👧. On rainy days ☔ the stalls move under the bridge.

## Getting there 🚌

Bus 12 stops at the gate every fifteen minutes. The last bus leaves at 12.20 am.
"""
SONGKRAN = """\
เทศกาลสงกรานต์

เทศกาลสงกรานต์จัดขึ้นระหว่างวันที่ 13 ถึง 15 เมษายนของทุกปี ถือเป็นวันขึ้นปีใหม่ตามประเพณีของไทย \
ผู้คนเดินทางกลับบ้านเกิดเพื่อรดน้ำขอพรจากผู้ใหญ่

เชียงใหม่เป็นเมืองที่มีนักท่องเที่ยวไปเล่นน้ำมากที่สุด ปีนี้เทศบาลคาดว่าจะมีนักท่องเที่ยวประมาณสามแสนคน
"""
TREES = "\ufeff\ufeffAn old rain tree 🌳 stands before the town hall of Taiping. It was planted in 1880."
ATTACK = "<img src=x onerror=\"alert('hit')\"><script>alert('hit')</script>"
HOSTILE = {
    "id": f"\"'#&{ATTACK}",
    "title": f"Lighthouse report {ATTACK}",
    "source": "javascript:alert('hit')",
    "metadata": {"author": ATTACK},
    "text": f"The lighthouse keeper of Samal is Ana Reyes {ATTACK}. She has kept the lamp since 1998.",
}
FAMILY = "👩\u200d👩\u200d👧"
PARADE = (
    f"They sing: {FAMILY * 81}. The lantern parade of Kuching begins at the old post office. They sing: {FAMILY * 80}."
)
HARBOUR = (
    [(72, 760, "The harbour of Kudat was dredged in the spring. It is open to every boat that is not too long.")],
    [(72, 760, "The harbour master of Kudat is Nurul Aziz. She has kept the register of boats for nine years.")],
)
SETS = {
    "id": "๑๒",
    "title": "The sets {a, b} of Melaka",
    "text": "The tilemaker of Melaka keeps eleven sets of moulds.",
}
FILES = {
    "night-market.md": MARKET.encode(),
    "songkran.txt": SONGKRAN.encode(),
    "trees.txt": TREES.encode(),  # its text begins with a byte order mark, which is one of its characters
    "parade.txt": PARADE.encode(),
    "harbour.pdf": making.pdf(*HARBOUR, title="Harbour {rules} & dues"),
    "sets.jsonl": json.dumps(SETS).encode(),
    "hostile.jsonl": json.dumps(HOSTILE).encode(),
}
