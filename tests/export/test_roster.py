"""The roster as an officer holds it: ten a page, sums that add up, names as they are written."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest

from countydesk.domain.money import in_capitals, in_figures, parse_yuan
from countydesk.domain.problems import Refused
from countydesk.export.papers.fonts import Fonts, find_fonts, missing_sentence
from countydesk.export.papers.pages import Pages
from countydesk.export.papers.roster import COLUMNS, EDGES, WIDTH, Roster, RosterLine, page_count, roster_pdf

MakeRoster = Callable[..., Roster]
MakeLine = Callable[..., RosterLine]
GOLDEN = Path(__file__).parent.parent / "golden"
POINT = 25.4 / 72  # mm


def page_texts(pdf: bytes) -> list[str]:
    """The text of each page without blanks: where a line breaks depends on the font."""
    with Pages(pdf) as pages:
        return [re.sub(r"\s", "", pages.text(i)) for i in range(len(pages))]


def test_the_printed_text_is_the_one_agreed(roster: MakeRoster, line: MakeLine) -> None:
    by_proxy = line(name="马秀英", account="现金", note="复学", proxy="王桂花(祖母)622626195501012345")
    pdf = roster_pdf(roster(lines=(*roster(11).lines, by_proxy)), find_fonts())
    text = "".join(re.sub(r"(\.\d\d)", r"\1\n", page) + "\n" for page in page_texts(pdf))
    assert text == (GOLDEN / "roster.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(("children", "pages"), [(1, 1), (10, 1), (11, 2), (20, 2)])
def test_ten_children_a_page(roster: MakeRoster, fonts: Fonts, children: int, pages: int) -> None:
    made = roster(children)
    texts = page_texts(roster_pdf(made, fonts))
    assert len(texts) == pages == page_count(made)
    for number, text in enumerate(texts, 1):
        assert "领款人签字(按手印)" in text
        assert "金额单位:元" in text
        assert f"第{number}页共{pages}页" in text
        assert "负责人:李建国审核人:王丽制表人:张敏发放人:监发人:" in text
        last = number == pages
        assert ("人民币" in text) is last
        assert ("以下空白" in text) is (last and children % 10 != 0)
    assert f"合计:{children}人(大写)人民币{in_capitals(made.total_fen)}" in texts[-1]


def test_subtotals_of_191_pages_add_up(roster: MakeRoster, fonts: Fonts) -> None:
    made = roster(1910)
    texts = page_texts(roster_pdf(made, fonts))
    sums = [re.search(r"本页小计:(\d+)人([\d,]+\.\d\d)", text) for text in texts]
    assert len(texts) == 191
    assert sum(int(found[1]) for found in sums if found) == 1910
    assert sum(parse_yuan(found[2]) for found in sums if found) == made.total_fen
    assert in_figures(made.total_fen) in texts[-1]


def test_the_founding_report(roster: MakeRoster, line: MakeLine, fonts: Fonts) -> None:
    """546 primary and 1370 secondary pupils, half a year each: 301.2 万元."""
    pupils = (line(fen=100_000),) * 546 + (line(fen=180_000, stage="初中"),) * 1370
    texts = page_texts(roster_pdf(roster(lines=pupils), fonts))
    assert len(texts) == 192
    assert "合计:1916人(大写)人民币叁佰零壹万贰仟元整(小写)￥3,012,000.00" in texts[-1]


RARE = ("走走", "马䶮", "𬸚秀英", "𠮷田", "李𰻞", "㛃·䲟䃎", "阿卜杜拉·买买提")


def test_rare_names_read_back_as_written(roster: MakeRoster, line: MakeLine, fonts: Fonts) -> None:
    if lost := fonts.missing(RARE):
        pytest.skip(f"the fonts here lack {lost}")
    text = page_texts(roster_pdf(roster(lines=tuple(line(name=name) for name in RARE)), fonts))[0]
    assert [name for name in RARE if name not in text] == []


def test_a_character_no_font_has_is_named_and_leaves_room(
    roster: MakeRoster, line: MakeLine, fonts: Fonts
) -> None:
    made = roster(lines=(line(name="李\U0003fffd明"),))
    assert fonts.missing(made.text) == "\U0003fffd"
    assert "U+3FFFD" in missing_sentence("\U0003fffd")
    with_frame, without = roster_pdf(made, fonts), roster_pdf(roster(lines=(line(name="李明"),)), fonts)
    assert dashes(with_frame) > dashes(without) == 0


def dashes(pdf: bytes) -> int:
    """How many dashed strokes the first page has."""
    document = pypdfium2.PdfDocument(pdf)
    page = document[0]
    found = sum(
        1
        for part in page.get_objects()
        if part.type == pypdfium2.raw.FPDF_PAGEOBJ_PATH
        and pypdfium2.raw.FPDFPageObj_GetDashCount(part.raw) > 0
    )
    document.close()
    return found


def test_long_names_stay_in_their_column(roster: MakeRoster, line: MakeLine, fonts: Fonts) -> None:
    names = ("甲卜杜热依木·买买提吐尔逊·" * 2, "乙卜杜热依木·买买提吐尔逊·" * 4, "丙" * 120)
    school = "临夏回族自治州积石山保安族东乡族撒拉族自治县大河家镇九年一贯制寄宿制学校 七年级(12)班"
    pdf = roster_pdf(roster(lines=tuple(line(name=name, school_class=school) for name in names)), fonts)
    text = page_texts(pdf)[0]
    assert text.count(re.sub(r"\s", "", school)) == len(names)
    column = next(i for i, column in enumerate(COLUMNS) if column.title == "姓名")
    for name in names:
        assert name in text
        edges = boxes_of(pdf, name[0])
        assert len(edges) == name.count(name[0])
        assert all(EDGES[column] <= left <= right <= EDGES[column + 1] for left, right in edges)


def boxes_of(pdf: bytes, char: str) -> list[tuple[float, float]]:
    """Left and right edge, in mm, of every such character on the first page."""
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[0]
        text_page = page.get_textpage()
        count = text_page.count_chars()
        boxes = [text_page.get_charbox(i) for i in range(count) if text_page.get_text_range(i, 1) == char]
        text_page.close()
        page.close()
        return [(box[0] * POINT, box[2] * POINT) for box in boxes]


def test_the_table_is_as_wide_as_the_sheet_allows() -> None:
    assert sum(column.width for column in COLUMNS) == WIDTH


def test_a_draft_says_so(roster: MakeRoster, fonts: Fonts) -> None:
    draft, numbered = (page_texts(roster_pdf(roster(3, number=n), fonts))[0] for n in ("", "DC-1"))
    assert "草稿未编号" in draft and "(未编号)" in draft
    assert "草稿" not in numbered and "编号:DC-1" in numbered


def test_an_open_day_is_left_for_the_pen(roster: MakeRoster, fonts: Fonts) -> None:
    assert "发放日期:年月日" in page_texts(roster_pdf(roster(1, issue_day=None), fonts))[0]


def test_an_empty_roster_is_refused(roster: MakeRoster, fonts: Fonts) -> None:
    with pytest.raises(Refused, match="没有人"):
        roster_pdf(roster(0), fonts)


BY_ANOTHER_PROCESS = """
import hashlib, sys
from datetime import date
from countydesk.export.papers.fonts import find_fonts
from countydesk.export.papers.roster import Roster, RosterLine, roster_pdf
line = RosterLine("阿不都·马䶮", "男", "621223201201019991", "城关小学 三年级", "小学", "张", "现金", 100000)
roster = Roster("宕昌县", "花名册", "共青团", date(2026, 11, 22), (line,) * 12, "1")
print(hashlib.sha256(roster_pdf(roster, find_fonts())).hexdigest())
"""


def test_the_same_list_gives_the_same_bytes(roster: MakeRoster, fonts: Fonts) -> None:
    assert roster_pdf(roster(12), fonts) == roster_pdf(roster(12), fonts)
    assert len({digest_elsewhere(seed) for seed in ("1", "2")}) == 1


def digest_elsewhere(hash_seed: str) -> str:
    """What a process with other hashes makes of it: no order of a set may come into the file."""
    root = Path(__file__).parents[2]
    env = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(root)}
    command = [sys.executable, "-c", BY_ANOTHER_PROCESS]
    return subprocess.run(command, env=env, check=True, capture_output=True, text=True).stdout.strip()
