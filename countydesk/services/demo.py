"""A whole month on a made-up county, through the same services that an office uses."""

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from PIL import Image, ImageDraw

from countydesk.domain.months import Month, Term
from countydesk.domain.operators import Role
from countydesk.domain.visits import Visit
from countydesk.export.workbook import write_table
from countydesk.services import (
    beneficiaries,
    closing,
    demo_actions,
    demo_intake,
    disbursements,
    drawing,
    entries,
    papers,
    sending,
    setup,
    taking_in,
    visits,
)
from countydesk.services.beneficiaries import Found
from countydesk.services.desk import Desk, system_clock
from countydesk.services.made_up import COLUMNS, FOUNDING, Mix, ledger_rows
from countydesk.storage.whole_files import write_whole

PASSPHRASE = "demo"
CHILDREN = 60
MOST_CHILDREN = 20_000
OFFICE, UNIT = "621024", "共青团合水县委员会"
RECORDER, REVIEWER, APPROVER = "李明", "赵芳", "王海"
FINDINGS = (
    "祖父住院,奶奶照看;住校,周末回家;成绩中上。",
    "母亲外出务工,随外祖母生活;近视未配镜。",
    "房屋已修缮;想学护理。",
    "外祖母身体尚好,种玉米六亩;孩子住校,周末由村干部代接。",
)
PICTURES_DPI = 80


@dataclass(frozen=True)
class Shown:
    """Where the month's results lie."""

    desk: Path
    children: int
    paid_fen: int
    roster: Path
    package: Path
    verification: Path
    pictures: list[Path]


class SteppingClock:
    """Last month's working days, so that the desk can be gone on with today."""

    def __init__(self) -> None:
        today = system_clock()
        self.month = Month.of(today.date()).previous()
        self.now = today.replace(
            year=self.month.year, month=self.month.number, day=12, hour=9, minute=0, second=0, microsecond=0
        )

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    def on(self, day: int) -> None:
        """Go on to a later day of the month."""
        self.now = self.now.replace(day=min(day, self.month.last_day.day), hour=9, minute=0, second=0)


def show(folder: Path, passphrase: str, children: int | None = None, founding_report: bool = False) -> Shown:
    """Make a desk in `folder`/desk and work through last month: import, pay, visit, record
    the six actions, take applications in, close, send.

    With `founding_report` the 546 primary and 1370 secondary pupils of the 2020 report, paid one
    half year each. Raises `Refused` when a desk lies there already.
    """
    clock = SteppingClock()
    mix = FOUNDING if founding_report else _mix(children or CHILDREN)
    people = [
        setup.NewOperator(RECORDER, passphrase, (Role.RECORDER,), any_passphrase=True),
        setup.NewOperator(REVIEWER, passphrase, (Role.REVIEWER, Role.RECORDER), any_passphrase=True),
        setup.NewOperator(APPROVER, passphrase, (Role.APPROVER,), any_passphrase=True),
    ]
    with setup.create_desk(folder / "desk", OFFICE, UNIT, people, clock) as desk:
        _take_in(desk, folder / "现有台账.xlsx", mix)
        number = _pay(desk, clock, all_well=founding_report)
        _visit(desk, clock)
        if not founding_report:
            clock.on(28)
            demo_actions.bring(desk)
            demo_intake.bring(desk, folder / "申请名单.xlsx", demo_intake.Officers(RECORDER, REVIEWER))
        roster = papers.roster(desk, number)
        roster_path = papers.save(roster, folder)
        pictures = _pictures(roster.pdf, folder / "pictures")
        clock.on(31)
        _as(desk, APPROVER)
        closing.close(desk, clock.month)
        sent = sending.send(desk, clock.month, folder, passphrase)
        paid = disbursements.show(desk, number).balance.paid_out
    verification = folder / "verification.json"
    verdict = sending.told(sending.verify(sent.path))
    write_whole(verification, json.dumps(verdict, ensure_ascii=False, indent=1).encode())
    return Shown(folder / "desk", mix.all, paid, roster_path, sent.path, verification, pictures)


def _mix(children: int) -> Mix:
    primary = round(children * FOUNDING.primary / FOUNDING.all)
    return Mix(primary, children - primary)


def _as(desk: Desk, name: str) -> None:
    """The next acts are this person's: the desk is handed over."""
    desk.operator = desk.operator_named(name)


def _take_in(desk: Desk, workbook: Path, mix: Mix) -> None:
    write_table(workbook, "困境青少年助养台账", COLUMNS, ledger_rows(mix, desk.today))
    taking_in.accept(desk, taking_in.preview(desk, workbook, as_of=desk.today))
    consenting = beneficiaries.listing(desk, limit=mix.all)[: mix.all - 3]
    beneficiaries.consent(desk, [child.id for child in consenting], desk.today)


def _pay(desk: Desk, clock: SteppingClock, all_well: bool) -> str:
    """From drawing up to settled; unless all is well, one is returned and repaid, one not signed."""
    batch = drawing.draw(desk, Term.of(desk.today))
    _as(desk, REVIEWER)
    disbursements.check(desk, batch.number)
    _as(desk, APPROVER)
    disbursements.approve(desk, batch.number)
    _as(desk, RECORDER)
    clock.on(15)
    number = disbursements.lock_for_printing(desk, batch.number).number
    disbursements.pay(desk, number)
    lines = disbursements.show(desk, number).lines
    clock.on(20)
    if all_well or len(lines) < 3:
        disbursements.sign(desk, number)
    else:
        disbursements.return_(desk, number, lines[1].id, "账户姓名不符")
        disbursements.repay(desk, number, lines[1].id, "改发监护人账户")
        disbursements.sign(
            desk,
            number,
            unsigned={lines[0].id: "外出就医,下月补签"},
            proxies={lines[2].id: "杨玉兰(祖母)"} if desk.settings.proxy_allowed else {},
        )
    disbursements.settle(desk, number)
    return number


def _visit(desk: Desk, clock: SteppingClock) -> None:
    clock.on(22)
    for position, child in enumerate(beneficiaries.listing(desk, sort="school", limit=12)):
        visits.record(desk, _visit_to(desk, child, position), [_photo(position)] if position < 3 else [])
    activity = entries.new(
        desk,
        "spirit_general.activity",
        "理想信念宣讲",
        desk.today,
        place="县第一中学",
        people=180,
        note="邀请返乡大学生与高一、高二学生交流。",
    )
    entries.record(desk, activity, [_photo(9)])


def _visit_to(desk: Desk, child: Found, position: int) -> Visit:
    follow_up = "联系学校心理老师,面谈一次" if position % 4 == 1 else ""
    return Visit(
        office_code=desk.office.code,
        id=desk.new_id(),
        beneficiary_id=child.id,
        day=desk.today - timedelta(days=position % 5),
        visitors=f"{RECORDER}、{REVIEWER}",
        seen="本人、祖母",
        schooling="在校",
        health="良好",
        family_change="无",
        findings=FINDINGS[position % len(FINDINGS)],
        follow_up=follow_up,
        follow_up_due=desk.today + timedelta(days=40) if follow_up else None,
    )


def _photo(seed: int) -> bytes:
    """A made-up photograph: a house on a hill."""
    picture = Image.new("RGB", (1600, 1200), (196 - seed * 6, 214, 226))
    brush = ImageDraw.Draw(picture)
    brush.polygon([(0, 900), (500, 620 + seed * 12), (1600, 860), (1600, 1200), (0, 1200)], (150, 160, 116))
    brush.rectangle((620, 660, 1020, 900), (214, 196, 168))
    brush.polygon([(580, 660), (820, 520), (1060, 660)], (142, 92, 74))
    brush.rectangle((780, 760, 860, 900), (110, 80, 62))
    content = io.BytesIO()
    picture.save(content, "JPEG")
    return content.getvalue()


def _pictures(pdf: bytes, folder: Path) -> list[Path]:
    """The first and the last page of the roster."""
    with papers.opened(pdf) as pages:
        wanted: Sequence[int] = sorted({0, len(pages) - 1})
        paths = []
        for index in wanted:
            content = io.BytesIO()
            pages.picture(index, PICTURES_DPI).save(content, "PNG")
            path = folder / f"发放花名册-第{index + 1}页.png"
            write_whole(path, content.getvalue())
            paths.append(path)
    return paths
