"""A made-up county's roster, and the fonts of the computer that runs the tests."""

from collections.abc import Callable
from datetime import date

import pytest

from countydesk.export.papers.fonts import Fonts, find_fonts
from countydesk.export.papers.roster import Roster, RosterLine

PRIMARY, SECONDARY = 100_000, 180_000  # fen for half a year
NAMES = ("张小明", "阿不都热合曼·吐尔逊江", "马索菲亚", "赵走", "王芳", "欧阳修远", "司马秀英")
SCHOOLS = ("宕昌县城关小学 三年级2班", "宕昌县第一中学 七年级(3)班", "宕昌县第二中学 高二(1)班")
STAGES = ("小学", "初中", "高中")


@pytest.fixture(scope="session")
def fonts() -> Fonts:
    """The fonts here, with one face for text and title: half the time a paper."""
    found = find_fonts()
    return Fonts(body=found.body, title=found.body)


@pytest.fixture
def line() -> Callable[..., RosterLine]:
    """A line of a roster, with what a test cares about put in."""

    def make(**told: object) -> RosterLine:
        known: dict[str, object] = {
            "name": "张小明",
            "sex": "男",
            "citizen_id": "621223201201019991",
            "school_class": SCHOOLS[0],
            "stage": "小学",
            "guardian": "张大山(父亲)",
            "account": "6230123412341234567",
            "fen": PRIMARY,
        }
        return RosterLine(**(known | told))  # type: ignore[arg-type]

    return make


@pytest.fixture
def roster(line: Callable[..., RosterLine]) -> Callable[..., Roster]:
    """A roster of so many children, or of the given lines."""

    def make(children: int = 0, lines: tuple[RosterLine, ...] = (), **told: object) -> Roster:
        made = tuple(
            line(
                name=NAMES[i % len(NAMES)],
                sex="男女"[i % 2],
                school_class=SCHOOLS[i % 3],
                stage=STAGES[i % 3],
                account="现金" if i % 5 == 4 else "6230123412341234567",
                fen=PRIMARY if i % 3 == 0 else SECONDARY,
            )
            for i in range(children)
        )
        known: dict[str, object] = {
            "place": "陇南市宕昌县",
            "title": "困境青少年助养项目2026年秋季学期资助金发放花名册",
            "unit": "共青团宕昌县委员会",
            "drawn_on": date(2026, 11, 22),
            "lines": lines or made,
            "number": "DC-2026-0007",
            "issue_day": date(2026, 11, 25),
            "approved_by": "李建国",
            "checked_by": "王丽",
            "drawn_by": "张敏",
        }
        return Roster(**(known | told))  # type: ignore[arg-type]

    return make
