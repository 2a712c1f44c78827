"""Lines of a page that are about the page or the site rather than say what it says, told by their words."""

import re
from typing import Final

_LONGEST: Final = 250
"""Code points of such a line at most."""
_LONGEST_NOTICE: Final = 600
"""Code points of a notice on cookies at most."""
_COUNT: Final = r"[\d.,\s]*\d[\d.,]*[kKmM]?"


def _lines(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


_ELSEWHERE: Final = _lines(
    r"(?:read|see|learn|watch|view)\s+(?:also|more|next)|also\s+(?:read|see)|related(?:\s+(?:articles?|stor(?:y|ies)|news|"
    r"posts?|content|links?|reading))?|(?:more|latest|recent|other|popular|recommended)\s+(?:articles?|stories|news|posts?|"
    r"reading)(?:\s+(?:from|about|on|in)\s.{1,40})?|(?:explore|discover)\s+more(?:\s.{1,30})?|more\s+(?:from|in|on)\s.{1,40}|you\s+(?:may|might)\s+(?:also\s+)?like|recommended(?:\s+(?:for\s+you|from\s+.{1,30}))?|most\s+(?:read|"
    r"popular|viewed)|trending(?:\s+now)?|what\s+to\s+read\s+next|up\s+next|don['’]t\s+miss|editor['’]?s\s+picks?",
    r"(?:baca|lihat|simak|tonton)\s+(?:juga|selengkapnya|lainnya)|(?:berita|artikel|konten|tautan)\s+(?:terkait|lainnya|"
    r"populer|terbaru|terpopuler|berkaitan|popular|terkini|lain)|terpopuler|pilihan\s+editor|rekomendasi(?:\s+untuk\s+anda)?",
    r"(?:xem|đọc)\s+(?:thêm|tiếp|ngay)|(?:tin|bài)(?:\s+(?:tức|viết))?\s+(?:liên\s+quan|khác|mới(?:\s+nhất)?|cùng\s+"
    r"chuyên\s+mục|nổi\s+bật)|có\s+thể\s+bạn\s+quan\s+tâm|đọc\s+nhiều(?:\s+nhất)?",
    r"อ่าน(?:เพิ่มเติม|ต่อ|ข่าวอื่น|ข่าวเพิ่มเติม)|(?:ข่าว|บทความ|เรื่อง)(?:ที่)?(?:เกี่ยวข้อง|ล่าสุด|ยอดนิยม|แนะนำ|อื่น\s?ๆ)",
    r"basahin\s+(?:din|rin)|kaugnay\s+na\s+(?:balita|artikulo)|ອ່ານ(?:ເພີ່ມ(?:ເຕີມ)?|ຕໍ່)|ຂ່າວທີ່ກ່ຽວຂ້ອງ|អានបន្ថែម|អត្ថបទ(?:ដែល)?ទាក់ទង|"
    r"ព័ត៌មានទាក់ទង|ဆက်(?:လက်)?ဖတ်(?:ရှု)?ရန်|ဆက်စပ်သတင်း(?:များ)?",
    r"lire\s+aussi|à\s+lire\s+aussi|leer\s+(?:también|más)|leia\s+(?:também|mais)|lesen\s+sie\s+auch|mehr\s+zum\s+thema|"
    r"相关(?:阅读|新闻|文章)|延伸閱讀|相關(?:新聞|文章)|関連(?:記事|ニュース)|관련\s?(?:기사|뉴스)|اقرأ\s+أيضا?ً?|مواضيع\s+ذات\s+صلة",
)
"""What stands before a link to another page, or above several."""
_FILED: Final = _lines(
    r"tags?|topics?|labels?|filed\s+under|posted\s+in|categor(?:y|ies)|keywords?|kategori|topik|kata\s+kunci|chủ\s+đề|từ\s+khóa|"
    r"แท็ก|หมวดหมู่|ป้ายกำกับ|标签|標籤|タグ|mots-clés|etiquetas|schlagwörter"
)
"""What stands before links to pages on the same."""
_SHARE: Final = _lines(
    r"share(?:\s+(?:this|on|via|with)\b.{0,40})?|like\s+this|follow\s+us\b.{0,60}|tweet|e-?mail\s+this(?:\s+page)?|"
    r"print(?:\s+(?:this\s+)?(?:page|article))?|save\s+(?:this\s+)?(?:article|story)",
    r"bagikan(?:\s+(?:ini|ke|di|artikel|berita)\b.{0,40})?|kongsi(?:kan)?(?:\s+.{0,30})?|ikuti\s+kami\b.{0,60}|cetak",
    r"chia\s+sẻ(?:\s+(?:bài\s+viết|qua|lên|trên)?.{0,20})?|theo\s+dõi\s+(?:chúng\s+tôi|.{1,30}\s+trên)\b.{0,40}|in\s+(?:bài\s+viết|trang)",
    r"แชร์(?:ข่าวนี้|หน้านี้|บทความนี้|ไปยัง.{0,20})?|ติดตาม(?:เรา|ข่าว).{0,50}|พิมพ์(?:หน้านี้)?|ibahagi(?:\s+ito)?|ແບ່ງປັນ|ចែករំលែក|မျှဝေ(?:ရန်)?",
    r"partager|compartir|compartilhar|teilen|分享(?:到)?|シェア|공유",
)
_SHARE_LABEL: Final = _lines(
    r"share(?:\s+(?:this|on))?|bagikan|kongsi(?:kan)?|chia\s+sẻ|แชร์|ibahagi|partager|compartir|teilen"
)
"""What stands before links to social networks."""
_COMMENTS: Final = _lines(
    r"\d+\s+(?:reader\s+)?comments?|(?:reader\s+)?comments?\s*\(\d+\)|\d+\s+(?:thoughts?|responses?|replies)\s+(?:on|to)\b.*|"
    r"\d+\s+komentar|komentar\s*\(\d+\)|(?:bình\s+luận|ý\s+kiến)(?:\s+bạn\s+đọc)?\s*\(\d+\)|ความคิดเห็น\s*\(\d+\)"
)
_COUNTER: Final = _lines(
    r"visitor(?:s|['’]?s?)?\s+(?:counter|statistics?|count)|(?:statistik|jumlah|penghitung)\s+(?:pengunjung|pelawat)|"
    r"thống\s+kê\s+(?:truy\s+cập|lượt\s+xem)|lượt\s+truy\s+cập|สถิติ(?:ผู้)?(?:การ)?เข้าชม(?:เว็บไซต์)?|จำนวนผู้เข้าชม"
)
_TODAY: Final = re.compile(rf"(?:today|hari\s+ini|hôm\s+nay|วันนี้)\s*:?\s*{_COUNT}(?=\s|\Z)", re.IGNORECASE)
_FIRM: Final = r"(?:\b(?:ltd|inc|corp|co|pte|sdn|bhd|tbk|pt|st|jsc)\.|[^.!?\d©])"
"""A code point of a name, or an abbreviation in one: no figure, and no end of a sentence."""
_YEARS: Final = r"(?:(?:[12]\d{3}|[๐-๙]{4})(?:\s*[-–—]\s*(?:[12]\d{3}|[๐-๙]{4}))?)"
_RIGHTS: Final = r"(?:all\s+rights\s+reserved|(?:hak\s+cipta\s+)?dilindungi\s+undang-undang|สงวนลิขสิทธิ์)"
_POWERED: Final = (
    r"(?:proudly\s+)?powered\s+by\s+(?:wordpress|drupal|joomla|blogger|wix|shopify|squarespace|ghost|mediawiki|moodle|discourse|phpbb)"
    r"\b.{0,30}"
)
"""Programs by their names: a ship is powered by other things."""
_FOOTERS: Final = _lines(
    rf"(?:{_FIRM}{{0,60}}\s)?(?:©|\(c\)(?=\s*(?:\d{{4}}|copyright)))\s*{_FIRM}{{0,80}}+{_YEARS}?{_FIRM}{{0,80}}+(?:[.,]?\s*{_RIGHTS})?\.?",
    rf"(?:copyright|hak\s+cipta)\s+{_YEARS}{_FIRM}{{0,80}}+(?:[.,]?\s*{_RIGHTS})?\.?|(?:{_FIRM}{{0,60}}\s)?all\s+rights\s+reserved\.?",
    rf"สงวนลิขสิทธิ์{_FIRM}{{0,40}}(?:พ\.ศ\.\s*)?{_YEARS}{_FIRM}{{0,60}}|bản\s+quyền\s+(?:thuộc\s+(?:về\s+)?)?©.{{0,60}}",
    r"best\s+viewed\s+(?:in|with|on|using)\s.{0,40}(?:chrome|firefox|explorer|edge|safari|opera|browser|\d{3,4}\s*[x×]\s*\d{3,4}).{0,40}",
    _POWERED,
    r"all\s+content\s+is\s+(?:in\s+the\s+public\s+domain|available\s+under)\b[^.!?]{0,60}\b(?:unless|except)\b[^!?]{0,60}\s(?:stated|noted)\.?",
    r"giấy\s+phép\s+(?:[^.!?\d]{0,80}\s)?số:?\s*\d+\s*/\s*GP-(?:BTTTT|TTĐT|STTTT|CBC|BC)\b[^.!?]{0,100}\.?",
)
"""Lines that stand in footers alone: who holds the rights since when, and no word more."""
_COUNTED: Final = _lines(
    rf"(?:(?:page\s+)?(?:views?|hits?|visitors?|visits?)|viewed|read)\s*:?\s*{_COUNT}(?:\s+times)?|{_COUNT}\s+(?:views?|"
    r"shares?|comments?|likes?|followers?)|\d+\s+min(?:ute)?s?\s+read",
    rf"(?:likes?|tweets?)\s+{_COUNT}(?:\s+shares?)?",
    rf"(?:dilihat|dibaca|pengunjung|jumlah\s+pengunjung|hits?)\s*:?\s*{_COUNT}(?:\s*(?:kali|x|orang))?|{_COUNT}\s*(?:kali\s+dilihat|tayangan)",
    rf"(?:lượt\s+(?:xem|đọc|truy\s+cập)|số\s+lượt\s+xem)\s*:?\s*{_COUNT}|{_COUNT}\s*lượt\s+(?:xem|đọc)|bình\s+luận\s*\(\d+\)",
    rf"(?:จำนวน)?(?:ผู้)?(?:เข้าชม|อ่าน|ยอดวิว|เปิดอ่าน)(?:แล้ว)?\s*:?\s*{_COUNT}(?:\s*(?:ครั้ง|คน))?",
)
_SITE: Final = _lines(
    r"advertisement|sponsored(?:\s+content)?|story\s+continues\s+below(?:\s+(?:this\s+)?advertisement)?|article\s+continues\s+"
    r"(?:below|after).{0,40}|scroll\s+to\s+continue.{0,40}|back\s+to\s+(?:the\s+)?top|skip\s+to\s+(?:main\s+)?content|"
    r"thanks\s+for\s+(?:submitting|subscribing).{0,20}|subscribe\s+form|loading\.{0,3}|"
    r"(?:was|is)\s+this\s+(?:page|article|information)\s+(?:helpful|useful)\s*\??|"
    r"help\s+us\s+improve\s+(?:this|our)\s+(?:web)?(?:site|page).{0,100}|report\s+a\s+problem\s+with\s+this\s+page|"
    r"(?:you\s+must\s+be|please)\s+log(?:ged)?\s*-?in\s+to\s+(?:post\s+a\s+)?comment.{0,40}|leave\s+a\s+(?:reply|comment)|"
    r"your\s+e-?mail\s+address\s+will\s+not\s+be\s+published.{0,80}|best\s+viewed\s+(?:in|with|on|using).{0,120}|"
    r"an?\s+.{0,30}\bgovernment\s+(?:agency\s+)?website\b.{0,80}|(?:live\s+)?chat\s+with\s+us.{0,40}",
    r"(?:sign|log)\s*-?(?:in|up|out)|register|subscribe|menu|search|close|submit|cart(?:\s*\(\d+\))?|home|"
    r"listen\s+to\s+this\s+(?:article|story).{0,40}|to\s+(?:continue|keep)\s+reading.{0,120}|already\s+a\s+subscriber.{0,60}|"
    r"subscribe\s+(?:now\s+|today\s+)?to\s+(?:continue|read|unlock|keep).{0,100}|this\s+(?:article|content)\s+is\s+for\s+subscribers.{0,80}|"
    r"(?:download|get)\s+(?:our|the)\s+(?:free\s+)?(?:mobile\s+)?app\b.{0,120}|(?:tap|click)\s+(?:here\s+)?to\s+(?:view|read|see|share|"
    r"expand|enlarge|subscribe|join).{0,60}|(?:view|show|hide|load)\s+(?:all\s+|more\s+)?comments|join\s+the\s+(?:discussion|conversation).{0,60}|"
    r"(?:please\s+)?(?:log|sign)\s*-?in\s+(?:or\s+register\s+)?to\s+(?:post|comment|reply|leave).{0,40}|no\s+comments(?:\s+yet)?.{0,40}|"
    r"be\s+the\s+first\s+to\s+comment.{0,40}|\d+\s+(?:out\s+)?of\s+\d+\s+(?:people\s+)?found\s+this\s+(?:article\s+|page\s+)?helpful|"
    r"have\s+more\s+questions\?.{0,60}|did\s+you\s+find\s+(?:this|what\s+you).{0,60}\?|thank\s+you\s+for\s+your\s+feedback.{0,40}|"
    r"(?:follow|find|join)\s+.{1,40}\s+on\s+(?:facebook|twitter|x|instagram|whatsapp|telegram|linkedin|youtube|google\s+news)\b.{0,100}|"
    r"an?\s+official\s+website\s+of\s.{0,120}|here['’]s\s+how\s+you\s+know|this\s+site\s+is\s+protected\s+by\s+recaptcha.{0,120}|"
    r"(?:please\s+enable|you\s+need\s+to\s+enable)\s+javascript.{0,120}|your\s+browser\s+(?:does\s+not|is\s+(?:out|not)).{0,120}|"
    r"retrieved\s+from\s+[\"“'«].{0,150}|from\s+wikipedia,\s+the\s+free\s+encyclopedia",
    r"(?:simak|ikuti|cek|baca)\s+.{0,60}(?:whatsapp|telegram|google\s+news|ponselmu|aplikasi|channel|saluran).{0,130}|"
    r"gabung\s+(?:di|ke|dengan)\s+.{0,60}(?:grup|channel|whatsapp|telegram).{0,80}|(?:silakan\s+)?(?:masuk|log\s*-?in|daftar)\s+(?:dulu\s+)?untuk\s+"
    r"(?:memberi(?:kan)?\s+|menulis\s+)?(?:ber)?komentar.{0,40}|"
    r"theo\s+dõi\s+.{1,40}\s+trên\s+(?:facebook|zalo|google|youtube|tiktok).{0,60}|(?:กด)?ติดตาม.{0,50}(?:facebook|line|youtube|twitter|google).{0,60}",
    r"iklan|scroll\s+(?:untuk|ke)\s+.{0,40}|advertisement\s+scroll.{0,40}|kembali\s+ke\s+atas|tinggalkan\s+(?:balasan|komentar)|"
    r"apakah\s+halaman\s+ini\s+(?:membantu|bermanfaat)\s*\??",
    r"quảng\s+cáo|trở\s+lại\s+chủ\s+đề|về\s+đầu\s+trang|để\s+lại\s+(?:bình\s+luận|trả\s+lời)|ý\s+kiến\s+bạn\s+đọc|โฆษณา|กลับ(?:ขึ้น|สู่)ด้านบน|แสดงความคิดเห็น|"
    r"ໂຄສະນາ|พื้นที่โฆษณา|ពាណិជ្ជកម្ម|ကြော်ငြာ",
    r"(?:copyright\s*)?(?:©|\(c\))\s*(?:copyright\s*)?(?:\d{4}|[๐-๙]{4}).{0,150}|(?:copyright|hak\s+cipta|hakcipta)\s*(?:©|\(c\)|\d{4}).{0,150}|"
    r"(?:.{0,100}\s)?all\s+rights\s+reserved\.?|สงวนลิขสิทธิ์.{0,100}|(?:hak\s+cipta\s+)?(?:dilindungi\s+undang-undang|terpelihara)\.?|"
    r"bản\s+quyền\s+(?:thuộc\s+về|©).{0,100}",
    _POWERED,
)
_NEWSLETTER: Final = _lines(
    r"(?:sign\s*-?up|subscribe|register)\s+(?:now\s+)?(?:for|to)\s+(?:our|the|a|free|weekly|daily|.{0,20})\s*.{0,40}"
    r"(?:newsletter|e-?mails?|alerts?|updates|briefing|mailing\s+list).{0,120}|.{0,60}(?:in|to)\s+your\s+(?:e-?mail\s+)?inbox.{0,80}|"
    r"(?:get|receive)\s+(?:our\s+|the\s+)?(?:latest\s+|top\s+)?(?:news|stories|updates|e-?mails|alerts).{0,80}(?:e-?mail|inbox|this\s+page).{0,40}|"
    r"join\s+our\s+(?:newsletter|mailing\s+list).{0,80}",
    r"(?:berlangganan|daftar|langgan)\s+(?:ke\s+|untuk\s+)?(?:buletin|newsletter|surat\s+kabar\s+kami).{0,100}|"
    r"dapatkan\s+(?:berita|update).{0,80}(?:e-?mail|surel|whatsapp|telegram).{0,60}",
    r"đăng\s+ký\s+(?:nhận|theo\s+dõi)\s+(?:bản\s+)?tin.{0,100}|สมัคร(?:รับ|สมาชิก)(?:จดหมาย)?ข่าว.{0,100}|รับข่าวสาร(?:ล่าสุด)?ทางอีเมล.{0,60}",
    r"abonnez-vous\s+à\s+(?:notre|la)\s+newsletter.{0,80}|suscr[ií]bete\s+a\s+nuestr.{0,80}|newsletter\s+abonnieren.{0,80}",
)
_COOKIES: Final = _lines(
    r"\b(?:we|this\s+(?:web)?site|our\s+(?:web)?site|we\s+and\s+our\s+partners)\b.{0,60}\buses?\b.{0,40}\bcookies\b",
    r"\bcookies\s+(?:help|allow|enable)\s+us\b|\baccept\s+(?:all\s+)?cookies\b",
    r"\b(?:menggunakan|memakai)\s+(?:kuki|cookies?)\b|\bgumagamit\b.{0,40}\bcookies\b",
    r"sử\s+dụng\s+(?:các\s+)?(?:tệp\s+)?cookies?|ใช้(?:งาน)?\s?(?:คุกกี้|cookies?)|ນໍາ?ໃຊ້\s?(?:ຄຸກກີ້|cookies?)|ប្រើ(?:ប្រាស់)?\s?(?:ខូគី|cookies?)|"
    r"(?:cookies?|ကွတ်ကီး)(?:များ)?(?:ကို)?\s?(?:အသုံးပြု|သုံး)|使用\s?cookies?|cookies?\s?を使用",
    r"\butilis(?:e|ons)\s+des\s+cookies\b|\b(?:usamos|utilizamos|utiliza)\s+cookies\b|\bverwende[nt]\s+cookies\b",
)
_SEEN: Final = _lines(
    r"\b(?:page\s+views?|hits)\s*:\s*\d|\bviewed\s+[\d,.]+\s+times",
    r"\b(?:dilihat|dibaca|pengunjung)\s*:?\s*[\d.,]+\s*(?:kali|x|orang)|lượt\s+(?:xem|đọc)\s*:?\s*\d|"
    r"(?:ผู้เข้าชม|ยอดวิว|เปิดอ่าน|อ่านแล้ว)\s*:?\s*[\d.,]+\s*(?:ครั้ง|คน)?",
)
_LONGEST_BYLINE: Final = 120
"""Code points."""
_ENDS: Final = " :：»›>→|…–—-"
"""What stands after a label."""


def is_furniture(text: str) -> bool:
    """Whether the whole line is a count of visitors, an invitation to share or to subscribe, a site's notice."""
    line = " ".join(text.split())
    if len(line) > _LONGEST:
        return False
    bare = line.rstrip(_ENDS)
    return any(kind.fullmatch(bare) for kind in (_SHARE, _COUNTED, _SITE, _NEWSLETTER)) or is_counted(line)


def is_counted(line: str) -> bool:
    """Whether a short line under a title says how often the page was seen, perhaps with its author and its date."""
    return len(line) <= _LONGEST_BYLINE and _SEEN.search(line) is not None


def is_of_comments(label: str) -> bool:
    """Whether a heading says how many comments of readers follow: `Comments (12)`."""
    return _COMMENTS.fullmatch(label.strip(_ENDS)) is not None


def is_counter(label: str) -> bool:
    """Whether a heading says that a count of visitors follows."""
    return _COUNTER.fullmatch(label.strip(_ENDS)) is not None


def counts_today(text: str) -> bool:
    """Whether the words say a count of today, and no sentence: `Today: 311 Total: 4,201,556`."""
    return _TODAY.search(text) is not None and not re.search(r"[.!?](?:\s|\Z)", text)


def is_footer_line(text: str) -> bool:
    """Whether a line is one that footers alone have, such as who holds the copyright."""
    return len(text) <= _LONGEST and _FOOTERS.fullmatch(text) is not None


def is_invitation(text: str) -> bool:
    """Whether the line invites to a newsletter."""
    return len(text) <= _LONGEST and _NEWSLETTER.fullmatch(" ".join(text.split())) is not None


def leads_elsewhere(text: str) -> bool:
    """Whether a heading or a label says that links to other pages follow: `Related articles`, `Baca juga:`"""
    return _ELSEWHERE.fullmatch(" ".join(text.split()).strip(_ENDS)) is not None


def begins_elsewhere(text: str) -> bool:
    """Whether a line begins with such a label and its colon: `Read also: Ice house opens`."""
    line = text.lstrip("[(*•»>›→▶-– ")
    found = _ELSEWHERE.match(line) or _FILED.match(line) or _SHARE_LABEL.match(line)
    return found is not None and line[found.end() :].lstrip().startswith((":", "：", "»", ">", "|", "–", "-"))


def is_cookie_notice(text: str) -> bool:
    """Whether the text tells visitors that the site uses cookies."""
    return len(text) <= _LONGEST_NOTICE and _COOKIES.search(text) is not None
