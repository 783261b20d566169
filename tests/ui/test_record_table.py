"""The one table: it fetches what it shows, whatever the size, and copies what Excel takes."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
)
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from countydesk.domain.fields import Kind
from countydesk.domain.masks import mask
from tests.ui.conftest import Until
from ui.background import Background
from ui.style import Tone
from ui.tables.columns import Column, ListSource
from ui.tables.record_table import PAGE, PAGES_HELD, RecordTable
from ui.tables.record_view import RecordView

ROWS = 200_000
COLUMNS = [
    Column("姓名", 0, Kind.NAME, 120, sort="name"),
    Column("身份证号", 1, Kind.CITIZEN_ID, 160, private=True),
    Column("金额", 2, Kind.MONEY, 90),
    Column("状态", 3, chip={"在助": Tone.GREEN}),
]


@dataclass(frozen=True)
class Many:
    """A source that makes its rows up and remembers what it was asked for."""

    asked: list[tuple[int, int]] = field(default_factory=list)
    order: tuple[str, bool] | None = None

    def count(self) -> int:
        return ROWS

    def fetch(self, offset: int, limit: int) -> Sequence[tuple[str, str, int, str]]:
        self.asked.append((offset, limit))
        numbers = range(offset, min(offset + limit, ROWS))
        return [(f"学生{n}", f"62102420120101{n:06d}"[:18], 100000 + n, "在助") for n in numbers]

    def sorted_by(self, key: str, descending: bool) -> "Many":
        return Many(self.asked, (key, descending))


def a_view(source: Many, background: Background | None = None) -> RecordView:
    view = RecordView(RecordTable(COLUMNS, source, background))
    view.resize(600, 480)
    view.show()
    return view


def test_200_000_rows_fetch_only_what_is_shown(background: Background, until: Until) -> None:
    source = Many()
    view = a_view(source, background)
    until(lambda: view.table.rowCount() == ROWS)
    view.grab()
    assert source.asked == [(0, PAGE)]
    view.scrollToBottom()
    view.grab()
    until(lambda: view.table.held(ROWS - 1))
    assert source.asked == [(0, PAGE), (ROWS - PAGE, PAGE)]


def test_rows_on_their_way_show_a_placeholder(background: Background, until: Until) -> None:
    table = RecordTable(COLUMNS, Many(), background)
    until(lambda: table.rowCount() == ROWS)
    assert table.index(5000, 0).data() == "…"
    until(lambda: table.index(5000, 0).data() == "学生5000")


def test_pages_scrolled_past_are_not_fetched(background: Background, until: Until) -> None:
    source = Many()
    table = RecordTable(COLUMNS, source, background)
    until(lambda: table.rowCount() == ROWS)
    for number in range(PAGES_HELD * 3):
        table.row(number * PAGE)
        until(lambda number=number: table.held(number * PAGE) is not None)
    assert len(table._pages) == PAGES_HELD


def test_the_heading_sorts_in_the_source_up_down_and_back() -> None:
    view = a_view(Many())
    orders = []
    for _ in range(3):
        view._sort_by(0)
        orders.append(view.table.sorting)
    assert orders == [("name", False), ("name", True), None]
    view._sort_by(2)  # not declared to sort
    assert view.table.sorting is None


def test_a_list_at_hand_sorts_and_shows_without_a_worker() -> None:
    table = RecordTable(
        COLUMNS, ListSource([("乙", "", 1, ""), ("甲", "", 2, "")], {"name": lambda row: row[2]})
    )
    table.sort(0, Qt.SortOrder.DescendingOrder)
    assert [table.index(n, 0).data() for n in range(2)] == ["甲", "乙"]


def test_what_comes_first_is_seen_after_sorting() -> None:
    names = [(f"学生{n}", "", n, "") for n in range(100)]
    view = RecordView(RecordTable(COLUMNS, ListSource(names, {"name": lambda row: row[2]})))
    view.resize(600, 300)
    view.show()
    view.scrollToBottom()
    view.horizontalHeader().sectionClicked.emit(0)
    assert view.verticalScrollBar().value() == 0


def test_the_first_row_is_reached_with_the_first_press_of_down() -> None:
    view = RecordView(RecordTable(COLUMNS, ListSource([("甲", "", 1, ""), ("乙", "", 2, "")])))
    view.show()
    first = view.table.index(0, 0)  # where Qt puts the cursor when the table takes it, without selecting
    view.selectionModel().setCurrentIndex(first, QItemSelectionModel.SelectionFlag.NoUpdate)
    for row in (0, 1):
        QTest.keyClick(view, Qt.Key.Key_Down)
        assert view.selected_ranges() == [(row, row)]


def test_what_a_hidden_column_took_is_given_to_the_others() -> None:
    words = [Column(title, 0, Kind.TEXT, 200) for title in ("项目", "指标", "说明")]
    view = RecordView(RecordTable(words, ListSource([("a", "b", "c", "")])))
    view.resize(410, 300)
    view.show()
    assert view.columnWidth(0) < 200
    view.setColumnHidden(2, True)
    assert view.columnWidth(0) == 200


def test_a_selection_is_summed_in_fen_even_of_rows_not_at_hand(background: Background, until: Until) -> None:
    view = a_view(Many(), background)
    until(lambda: view.table.rowCount() == ROWS)
    picked: list[tuple[int, int | None]] = []
    view.picked.connect(lambda rows, fen: picked.append((rows, fen)))
    view.selectRow(2)
    assert picked[-1] == (1, 100002)
    view.selectAll()
    until(lambda: picked[-1][0] == ROWS)
    assert picked[-1] == (ROWS, sum(100000 + n for n in range(ROWS)))


def test_what_is_copied_is_masked_and_text_for_excel(background: Background, until: Until) -> None:
    view = a_view(Many(), background)
    until(lambda: view.table.rowCount() == ROWS)
    copied: list[int] = []
    view.copied.connect(copied.append)
    rows = QItemSelection(view.table.index(0, 0), view.table.index(1, 0))
    flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
    view.selectionModel().select(rows, flags)
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    mime = QGuiApplication.clipboard().mimeData()
    assert copied == [2]
    lines = mime.text().split("\r\n")
    assert lines[0] == "姓名\t身份证号\t金额\t状态"
    assert lines[1] == "学生0\t6210************00\t1,000.00\t在助"
    assert "mso-number-format:'\\@'" in mime.html()


def test_a_formula_is_copied_as_text() -> None:
    view = RecordView(RecordTable(COLUMNS, ListSource([('=1+1"', "", 1, "")])))
    view.selectRow(0)
    view.copy()
    mime = QGuiApplication.clipboard().mimeData()
    assert mime.text().split("\r\n")[1].startswith('"\'=1+1"""')


def test_enter_and_double_click_open_the_record() -> None:
    view = a_view(Many())
    opened: list[tuple[str, ...]] = []
    view.opened.connect(opened.append)
    view.setCurrentIndex(view.table.index(3, 0))
    QTest.keyClick(view, Qt.Key.Key_Return)
    spot = view.visualRect(view.table.index(1, 0)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(spot))
    assert [row[0] for row in opened] == ["学生3", "学生1"]


def test_masks() -> None:
    assert mask(Kind.CITIZEN_ID, "621024201003150028") == "6210************28"
    assert mask(Kind.PHONE, "13812345566") == "138****5566"
    assert mask(Kind.BANK_CARD, "6210610000000217") == "****0217"
    assert mask(Kind.CITIZEN_ID, "6210") == "****"
    assert mask(Kind.CITIZEN_ID, "") == ""


def test_no_column_is_measured_by_its_contents() -> None:
    view = a_view(Many())
    head = view.horizontalHeader()
    modes = {head.sectionResizeMode(n) for n in range(len(COLUMNS))}
    assert head.ResizeMode.ResizeToContents not in modes


def test_showing_what_is_private() -> None:
    table = RecordTable(COLUMNS, Many())
    table.show_private(True)
    assert table.index(0, 1).data() == "621024201201010000"


def test_painting_with_everything_selected_asks_about_no_hidden_row() -> None:
    asked: list[int] = []

    class Counting(RecordTable):
        def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
            asked.append(index.row())
            return super().flags(index)

    view = RecordView(Counting(COLUMNS, Many()))
    view.resize(600, 480)
    view.show()
    view.selectAll()
    asked.clear()
    view.grab()
    assert set(asked) <= set(range(20))
