"""The settings page: four cards, each with its own way to change what it shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QVBoxLayout

from countydesk.domain.offices import Level, Office, Settings
from countydesk.domain.operators import Act, Operator
from countydesk.domain.problems import Refused
from countydesk.services import backups, checking, recovery, retention, sending, workdays
from countydesk.services.desk import Desk
from countydesk.services.retention import Line
from countydesk.services.workdays import YearSeen
from ui import style
from ui.announcer import Changes
from ui.pages.settings.backups import BackupsCard
from ui.pages.settings.calendar import CalendarCard
from ui.pages.settings.people import PeopleCard
from ui.pages.settings.retention import AT_ONCE, RetentionCard
from ui.pages.settings.rules import RulesCard
from ui.parts.card import titled
from ui.parts.entry_bar import EntryBar
from ui.parts.facts import Fact, FactList
from ui.parts.folding import Beside, Scrolled, stacked
from ui.parts.page import Action, Page
from ui.session import Session
from ui.style import Tone

SHOWS = frozenset({"backup", "beneficiary", "erasure", "office", "operator", "setting", "signing_key"})


@dataclass(frozen=True)
class Standing:
    """What the page shows."""

    office: Office
    operators: list[Operator]
    settings: Settings
    fingerprint: str
    folder: Path
    offered_to: str  # who holds a key for a forgotten passphrase; "" for nobody
    barred: str  # why whoever looks may not change anything; "" for who may
    backups: backups.Standing | None  # none of a desk on a server
    years: list[YearSeen]  # this one and the next
    forgotten: list[Line]  # whose time of retention is over, the first of them
    to_forget: int  # all of them
    keeps: str  # why whoever looks may forget nobody; "" for who may


class SettingsPage(Page):
    """Office, people, rules, safety."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._checking = False
        self._office = FactList(label_width=90)
        self._safety = FactList(label_width=90)
        self._found = style.label("", "small", wraps=True)
        self._people = PeopleCard(session)
        self._rules = RulesCard(session)
        self._backups = BackupsCard(session)
        self._retention = RetentionCard(session)
        self.entry = EntryBar()
        self._calendar = CalendarCard(session, self.entry)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(style.GAP)
        scrolled = Scrolled()
        whole.addWidget(self.entry)
        whole.addWidget(scrolled, 1)
        safety = titled("保管与检查", self._safety, self._found)
        left = stacked(titled("单位", self._office), self._people, self._backups, safety, self._calendar)
        right = stacked(self._retention, self._rules)
        scrolled.column.addWidget(Beside([(left, 1), (right, 1)]), 1)
        self._found.hide()

    def title(self) -> str:
        return "设置"

    def actions(self) -> Sequence[Action]:  # type: ignore[override]  # Qt's own are not used
        words = "正在检查…" if self._checking else "检查台账"
        return [
            Action("变动记录…", lambda: self.session.go("revisions")),
            Action("证书…", lambda: self.session.go("certificates")),
            Action(words, self._check, enabled=not self._checking),
        ]

    def opened(self, *what: object) -> None:
        self.setFocus()
        self.say_status("规则改动须写原因,并记入变动记录", "Enter 下一格 · Ctrl+Enter 保存")
        self._look()

    def reload(self, changes: Changes) -> None:
        if changes & SHOWS:
            self._look()

    def _look(self) -> None:
        self.session.ask(_look, on_done=self._show)

    def _show(self, standing: Standing) -> None:
        office = standing.office
        founded = f"{office.founded_on.year}年{office.founded_on.month}月{office.founded_on.day}日"
        self._office.show_facts(
            [
                Fact("单位名称", office.unit),
                Fact("行政区划", f"{office.name}({office.code})"),
                Fact("层级", office.level.title),
                Fact("建账日期", founded),
            ]
        )
        place = str(standing.folder)
        print_ = standing.fingerprint or "第一次签名上报时生成"
        self._safety.show_facts(
            [
                Fact("证书指纹", print_),
                self._forgotten(standing),
                Fact("存放位置", place, "打开文件夹", lambda: _open_folder(standing.folder)),
            ]
        )
        self._backups.show_standing(standing.backups, standing.barred)
        self._people.show_people(standing.operators, self.session.operator, standing.barred)
        self._retention.show_due(standing.forgotten, standing.to_forget, standing.keeps)
        self._calendar.setVisible(office.level is not Level.PROVINCE)
        self._calendar.show_years(standing.years, standing.settings.workdays, standing.barred)
        self._rules.show_settings(standing.settings, standing.barred, office.level is not Level.PROVINCE)

    def _forgotten(self, standing: Standing) -> Fact:
        """Who can help when a passphrase is forgotten."""
        if standing.offered_to:
            return Fact("忘记口令", f"可由{standing.offered_to}恢复")
        if standing.office.level is Level.PROVINCE:
            return Fact("忘记口令", "省级自己无处恢复,请至少两人各有口令")
        return Fact("忘记口令", "还不能由省级恢复", "留备用钥匙", self._offer)

    def _offer(self) -> None:
        self.session.ask(recovery.offer, on_done=self._offered)

    def _offered(self, province: str) -> None:
        self.session.notice(f"已给{province}留备用钥匙,忘记口令时可由其恢复。")
        self._look()

    def _check(self) -> None:
        self._checking = True
        self.header_changed.emit()
        self.session.ask(checking.check, on_done=self._checked, on_failed=self._check_failed)

    def _checked(self, problems: list[str]) -> None:
        self._checking = False
        self.header_changed.emit()
        self._found.setVisible(bool(problems))
        self._found.setText("\n".join(problems))
        if problems:
            self.session.notice(f"检查发现 {len(problems)} 个问题,列在“保管与检查”。", Tone.RED)
        else:
            self.session.notice("台账完好:数据文件、变动记录、资金和照片都对得上。")

    def _check_failed(self, failure: BaseException) -> None:
        self._checking = False
        self.header_changed.emit()
        self.session.notice(str(failure), Tone.RED)


def _look(desk: Desk) -> Standing:
    barred, keeps = _barred(desk, Act.SET_UP), _barred(desk, Act.FORGET)
    people, print_ = list(desk.operators), sending.fingerprint_of(desk)
    offered = recovery.offered_to(desk.folder)
    kept, years = backups.standing(desk), [workdays.seen(desk, desk.today.year + more) for more in (0, 1)]
    due, number = retention.due(desk, limit=AT_ONCE), retention.how_many(desk)
    return Standing(
        desk.office,
        people,
        desk.settings,
        print_,
        desk.folder,
        offered,
        barred,
        kept,
        years,
        due,
        number,
        keeps,
    )


def _barred(desk: Desk, act: Act) -> str:
    """Why whoever works at the desk may not do it; "" for who may."""
    try:
        desk.acting(act)
    except Refused as refusal:
        return str(refusal)
    return ""


def _open_folder(folder: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
