"""How an application looks: its way as steps, its facts, what was done, and the pages of evidence."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QVBoxLayout

from countydesk.domain.applications import (
    INCOMES,
    Application,
    Cause,
    Station,
    income_a_head,
    income_of,
    members_of,
)
from countydesk.domain.beneficiaries import FamilyKind, age_on, grade_of
from countydesk.domain.days import show_day
from countydesk.domain.fields import Kind, title_of, titles
from countydesk.domain.intake import Advice, ApplicationStep, CheckItem, Mark, StepKind, said_of
from countydesk.domain.masks import mask
from countydesk.domain.money import in_figures
from countydesk.services.applications import ApplicationFile
from countydesk.services.evidence import Sheet
from countydesk.services.intake_looking import Look
from ui import style
from ui.parts.card import Card, empty, link
from ui.parts.facts import Fact
from ui.parts.lists import Event
from ui.parts.marks import State
from ui.parts.photo_card import in_bytes
from ui.parts.step_path import Step
from ui.style import Tone

TONES = {
    StepKind.PASSED: Tone.GREEN,
    StepKind.BACK: Tone.AMBER,
    StepKind.REFUSED: Tone.RED,
    StepKind.OBJECTION: Tone.RED,
}
STATIONS = {Station.ADMITTED: Tone.GREEN, Station.REFUSED: Tone.RED}


def tone_of(station: Station) -> Tone:
    """The colour of where an application waits."""
    return STATIONS.get(station, Tone.BLUE)


# --- the way


def path_of(look: Look, days: int) -> list[Step]:
    """The way as steps; the day of each that is done, how long the one of now has waited."""
    asked, steps = look.file.application, look.file.steps
    at = steps[-1].station if asked.station is Station.REFUSED else asked.station
    now = look.way.index(at) if at in look.way else len(look.way)
    return [
        Step(
            station.title,
            State.DONE if place < now else State.NOW if place == now else State.TO_COME,
            _sentence(asked, steps, station, days if place == now else None, done=place < now),
        )
        for place, station in enumerate(look.way)
    ]


def _sentence(
    asked: Application, steps: Sequence[ApplicationStep], station: Station, days: int | None, *, done: bool
) -> str:
    if days is not None:
        return "未通过" if asked.station is Station.REFUSED else f"已等 {days} 天" if days else "今天到"
    passed = [step.day for step in steps if step.station is station and step.kind is StepKind.PASSED]
    return f"{passed[-1].month}月{passed[-1].day}日" if done and passed else ""


# --- the facts


class Facts:
    """The facts of a file in groups; numbers are masked unless `in_full`."""

    def __init__(self, file: ApplicationFile, *, in_full: bool) -> None:
        self._file, self._in_full = file, in_full

    def _number(self, kind: Kind, text: str | None) -> str:
        return (text or "") if self._in_full else mask(kind, text or "")

    def person(self, show: Callable[[], object]) -> list[Fact]:
        """Child, school, guardian, bank card."""
        child, guardian, asked = self._file.child, self._file.guardian, self._file.application
        day = asked.applied_on
        born = f"{show_day(child.birth)}({age_on(child.birth, day)} 岁)" if child.birth else ""
        home = "".join((child.township, child.village, child.address if self._in_full else ""))
        holder = f"{child.bank_holder}({asked.bank_relation})" if asked.bank_relation else child.bank_holder
        who = f"{guardian.name}({guardian.relation})" if guardian and guardian.relation else ""
        numbers = () if self._in_full else ("显示", show)
        told = [
            Fact("身份证号", self._number(Kind.CITIZEN_ID, child.citizen_id), *numbers),
            Fact("出生", " ".join(filter(None, (child.sex, child.nation, born)))),
            Fact("学校", " ".join(filter(None, (child.school, grade_of(child, day), child.class_name)))),
            Fact("住址", home),
            Fact("监护人", who or (guardian.name if guardian else "")),
            Fact("监护人号码", self._number(Kind.CITIZEN_ID, guardian.citizen_id) if guardian else ""),
            Fact(
                "电话", self._number(Kind.PHONE, guardian.phone or child.phone if guardian else child.phone)
            ),
            Fact("银行卡", _joined(child.bank_name, self._number(Kind.BANK_CARD, child.bank_card), holder)),
        ]
        return [fact for fact in told if fact.value] or told[:1]

    def household(self) -> list[Fact]:
        """The family: hardship, members, income, housing, health."""
        child, asked = self._file.child, self._file.application
        members = "、".join(
            _joined(one.name, f"({one.relation})" if one.relation else "", between="")
            for one in members_of(asked)
        )
        parts = (("people", "人口"), ("in_school", "在学"), ("dependants", "赡养"), ("unemployed", "失业"))
        counts = "、".join(
            f"{title} {number}" for name, title in parts if (number := getattr(asked, name)) is not None
        )
        health = asked.health.title if asked.health else ""
        disabled = f"{asked.disability.title}残疾 {asked.disability_level} 级" if asked.disability else ""
        told = [
            Fact("家庭类型", titles(FamilyKind, child.family_kinds)),
            Fact("致困原因", titles(Cause, asked.causes)),
            Fact("家庭", _joined(counts, members)),
            Fact("年收入", _income(asked)),
            Fact("住房", asked.housing.title if asked.housing else ""),
            Fact("健康", _joined(health, disabled, asked.illness if self._in_full else "")),
            Fact("变故", asked.events),
            Fact("申请理由", asked.request),
        ]
        return [fact for fact in told if fact.value] or [Fact("家庭情况", "没有填写")]

    def consent(self, ask: Callable[[], object] | None = None) -> list[Fact]:
        """Who brought the application, what the guardian agreed to; `ask` records the notice's consent."""
        asked = self._file.application
        signed = (
            _joined(show_day(asked.consent_on), asked.consent_by, asked.consent_paper)
            if asked.consent_on
            else "未签署"
        )
        open_ = ("登记", ask) if ask and asked.open and asked.notice_from is None else ()
        day = show_day(asked.notice_consent_on) if asked.notice_consent_on else ""
        told = [
            Fact("申请", _joined(show_day(asked.applied_on), asked.source.title, asked.proposed_by)),
            Fact("同意书", signed),
            Fact("公示意见", _joined(asked.notice_consent.title, day), *open_),
        ]
        if asked.likeness_reason:
            told.append(Fact("重复核对", asked.likeness_reason))
        return told


def _joined(*parts: str, between: str = " ") -> str:
    return between.join(filter(None, parts))


def _income(asked: Application) -> str:
    income, a_head = income_of(asked), income_a_head(asked)
    if income is None:
        return ""
    named = [
        f"{title_of(Application, name)} {_yuan(fen)}" for name in INCOMES if (fen := getattr(asked, name))
    ]
    head = f",人均 {_yuan(a_head)} 元" if a_head is not None else ""
    return f"{_yuan(income)} 元{head}({'、'.join(named)})" if named else f"{_yuan(income)} 元{head}"


def _yuan(fen: int) -> str:
    return in_figures(fen).removesuffix(".00")


# --- what was done


def events_of(steps: Sequence[ApplicationStep]) -> list[Event]:
    """The steps, the latest first."""
    return [_event(step) for step in reversed(steps)]


def _event(step: ApplicationStep) -> Event:
    back = f"到{step.back_to.title}" if step.back_to else ""
    told = step.told()
    words = [step.reason, _marked(told.get("marks", {})), _notice(told)]
    paper = step.paper if step.kind is not StepKind.ENTERED else ""  # of a sheet it is a digest
    words += [Advice(told["advice"]).title if "advice" in told else "", paper]
    by = "" if step.recorded_by in step.people else f"{step.recorded_by}登记"
    return Event(
        show_day(step.day),
        _joined(step.people, by),
        ";".join(filter(None, words)),
        f"{said_of(step.station, step.kind)}{back}" if step.kind in TONES else step.kind.title,
        TONES.get(step.kind, Tone.GREY),
    )


def _marked(marks: Mapping[str, str]) -> str:
    """The papers that were not simply there."""
    by_mark = {
        mark: "、".join(CheckItem(item).title for item, said in marks.items() if said == mark.value)
        for mark in Mark
    }
    there = f"{sum(said == Mark.YES.value for said in marks.values())} 项齐全" if marks else ""
    others = [f"{mark.title}:{names}" for mark, names in by_mark.items() if names and mark is not Mark.YES]
    return ",".join(filter(None, (there, *others)))


def _notice(told: Mapping[str, str]) -> str:
    if "place" not in told:
        return ""
    return f"{told['place']},至 {show_day(date.fromisoformat(told['to']))}"


# --- the evidence


class EvidenceCard(Card):
    """The pages of evidence by kind. `add_wanted` asks for more; files may be dropped here."""

    add_wanted = Signal()
    dropped = Signal(list)  # paths as texts
    opened = Signal(str)
    remove_wanted = Signal(object)  # a Sheet

    def __init__(self) -> None:
        super().__init__("材料")
        self.setAcceptDrops(True)
        self._add = link("添加… Ctrl+O")
        self._add.clicked.connect(self.add_wanted)
        self.heading.addWidget(self._add)
        self._list = QVBoxLayout()
        self._list.setSpacing(2)
        self.body.addLayout(self._list)

    def show_sheets(self, sheets: Sequence[Sheet], *, open_: bool) -> None:
        """Show these pages; where the way is over they can only be looked at."""
        empty(self._list)
        self._add.setVisible(open_)
        self.setAcceptDrops(open_)
        self.retitle(f"材料 {len(sheets)} 页" if sheets else "材料")
        for number, sheet in enumerate(sheets, 1):
            self._list.addWidget(self._line(number, sheet, open_=open_))
        if not sheets:
            words = "还没有。拍照或扫描件(照片、PDF)拖到这里,或按 Ctrl+O。" if open_ else "没有添加材料。"
            self._list.addWidget(style.label(words, "secondary", wraps=True))

    def _line(self, number: int, sheet: Sheet, *, open_: bool) -> Card:
        line = Card()
        line.setStyleSheet("border: none")
        line.body.setContentsMargins(0, 0, 0, 0)
        row = line.heading
        row.addWidget(style.label(f"{number}. {sheet.kind.title}"))
        row.addWidget(style.label(f"{show_day(sheet.day)} {in_bytes(sheet.bytes)}", "secondary"), 1)
        ways = [("查看", partial(self.opened.emit, sheet.id))]
        if open_:
            ways.append(("移除…", partial(self.remove_wanted.emit, sheet)))
        for words, act in ways:
            button = link(words)
            button.setAccessibleName(f"{words}:{number} {sheet.kind.title}")
            button.clicked.connect(lambda _checked=False, act=act: act())
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignRight)
        line.body.addLayout(row)
        return line

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.dropped.emit([url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()])
