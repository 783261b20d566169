"""The page of 接收转移档案: what the file says, checked before it is believed, and where the child is now."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QVBoxLayout

from countydesk.domain.beneficiaries import Beneficiary
from countydesk.domain.days import parse_day
from countydesk.domain.fields import FieldSpec, Kind, title_of
from countydesk.domain.transfers import ElsewhereKind
from countydesk.services import transfers
from countydesk.services.transfers import Arrival, CameIn, Coming
from ui import style
from ui.parts.card import Card
from ui.parts.entry_bar import Entry, EntryBar, Question
from ui.parts.facts import Fact, FactStrip
from ui.parts.next_line import NextLine
from ui.parts.page import Action, Page
from ui.session import Session
from ui.style import Tone
from ui.tables.columns import Column, ListSource
from ui.tables.record_table import RecordTable
from ui.tables.record_view import RecordView, framed

KINDS = "转移档案 (*.xlsx *.p7m)"
EMPTY = "请选择对方县区交来的转移档案(.xlsx 或 .p7m),先核验签名、看内容,确认后才写入。"
COLUMNS = (
    Column("日期", "day", Kind.DAY, 138),
    Column("经办单位", "place_name", width=140),
    Column("种类", "kind", Kind.CHOICE, 84, choices=ElsewhereKind),
    Column("名目", "title", width=150),
    Column("内容", lambda one: " ".join(one.words.split()), width=380),
    Column("实发", lambda one: one.fen or None, Kind.MONEY, 96),
)


class TransferPage(Page):
    """Opened with a path it looks at that file."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.coming: Coming | None = None
        self._path = Path()
        self.told = NextLine()
        self.told.hide()
        self.entry = EntryBar()
        self.facts = FactStrip(narrowest=225)
        self._card = Card()
        self._card.add(self.facts)
        self._card.hide()
        self.view = RecordView(RecordTable(COLUMNS), empty=EMPTY)
        self.view.setAccessibleName("外县经历")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(style.GAP)
        for card in (self.told, self.entry, self._card):
            column.addWidget(card)
        column.addWidget(framed(self.view), 1)

    # --- the header

    def title(self) -> str:
        return "接收转移档案"

    def subtitle(self) -> str:
        return self._path.name if self.coming else ""

    def actions(self) -> Sequence[Action]:  # type: ignore[override]
        return (Action("选择文件…", self.choose, "Ctrl+O", main=not self.entry.is_open),)

    # --- what is shown

    def opened(self, *what: object) -> None:
        self._clear()
        if what:
            self.look_at(Path(str(what[0])))
        self.view.setFocus()
        self.say_status("只核验和预览,按“接收”后才写入", "Ctrl+O 选择文件")

    def choose(self) -> None:
        """Ask which file."""
        path, _kind = QFileDialog.getOpenFileName(self, "选择转移档案", "", KINDS)
        if path:
            self.look_at(Path(path))

    def look_at(self, path: Path) -> None:
        """Check a file and show what it says."""
        self._clear()
        self._path = path
        self.session.ask(
            _looked_at, path, on_done=partial(self._show, path), on_failed=partial(self._failed, path)
        )

    def _clear(self) -> None:
        self.coming = None
        self.entry.close_entry()
        self.told.hide()
        self._card.hide()
        self.view.table.show_source(ListSource(()))
        self.header_changed.emit()

    def _failed(self, path: Path, failure: BaseException) -> None:
        if path == self._path:
            self._say_no(path, str(failure))

    def _say_no(self, path: Path, sentence: str) -> None:
        self.told.show()
        self.told.say("不能接收", f"“{path.name}”:{sentence}", [("换一个文件…", self.choose)])

    def _show(self, path: Path, seen: tuple[Coming, list[tuple[str, str]]]) -> None:
        if path != self._path:
            return
        self.coming, told = seen
        self.facts.show_facts([Fact(title, words) for title, words in told])
        self._card.show()
        self.view.table.show_source(ListSource(self.coming.transfer.past))
        if self.coming.problem:
            self._say_no(path, self.coming.problem)
        else:
            self.entry.ask(self._questions(self.coming))
        self.header_changed.emit()

    def _questions(self, coming: Coming) -> Entry:
        today = self.session.desk.today
        day = FieldSpec("day", "转入日期", Kind.DAY, True, None, False, "例如 10.9")
        places = [
            FieldSpec(name, title_of(Beneficiary, name), Kind.TEXT, False, None, False, "")
            for name in ("school", "class_name", "township", "village")
        ]
        sentence = f"签名和证书已核验。由{coming.place}转入,接收后为“受理中”,核对并批准入库后才发放。"
        return Entry(
            f"接收 {coming.transfer.child.name}",
            sentence,
            "接收",
            self._take_in,
            (
                Question(day, partial(parse_day, today=today), today, 150),
                Question(places[0]),
                *(Question(spec, width=110) for spec in places[1:]),
            ),
        )

    # --- what is done

    def _take_in(self, values: dict[str, Any]) -> None:
        names = ("school", "class_name", "township", "village")
        arrival = Arrival(*(str(values.get(name) or "") for name in names))
        self.session.act(
            transfers.take_in,
            self._path,
            arrival,
            values["day"],
            on_done=self._taken_in,
            on_failed=self.entry.refused,
        )

    def _taken_in(self, came: CameIn) -> None:
        self.entry.close_entry()
        self.session.go("child", came.child.id)
        self.session.notice(f"已接收{came.child.name},请核对后由另一人批准入库。", Tone.GREEN)


def _looked_at(desk: Any, path: Path) -> tuple[Coming, list[tuple[str, str]]]:
    coming = transfers.preview(desk, path)
    return coming, transfers.told(coming, desk.today)
