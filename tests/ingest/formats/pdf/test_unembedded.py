from ingest.formats.pdf.reader import read
from tests.ingest.formats.pdf.pages import shown
from tests.ingest.making import objects, stream


def test_chinese_in_a_font_that_the_file_does_not_hold_is_read() -> None:
    letters = "港口管理处的公告于今日公布"
    drawn = b"".join(
        b"BT /F 16 Tf %d 700 Td <%s> Tj ET\n" % (60 + 16 * index, letter.encode("gbk").hex().encode())
        for index, letter in enumerate(letters)
    )
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>"
    font = b"<</Type/Font/Subtype/Type0/BaseFont/SimSun/Encoding/GBK-EUC-H/DescendantFonts[6 0 R]>>"
    below = (
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/SimSun/DW 1000/FontDescriptor 7 0 R"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>>>"
    )
    look = (
        b"<</Type/FontDescriptor/FontName/SimSun/Flags 32/FontBBox[0 -141 1000 859]/ItalicAngle 0/Ascent 859"
        b"/Descent -141/CapHeight 700/StemV 80>>"
    )
    made = objects(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
            page,
            stream(drawn),
            font,
            below,
            look,
        ]
    )
    assert shown(read(made)) == [letters]
