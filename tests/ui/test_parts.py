"""Parts and charts: what they say to who cannot see them, and that money has one place."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from countydesk.domain.problems import Refused, Unavailable
from tests.ui.conftest import Until
from tests.ui.gallery import a_page
from ui import style
from ui.background import Background
from ui.charts.columns_chart import Bar, ColumnsChart
from ui.charts.course_chart import Course, CourseChart, Mark, Stretch
from ui.charts.money_bar import MoneyBar, parts_of
from ui.dialogs.ask_passphrase import AskPassphrase
from ui.dialogs.asking import AskReason, Confirm
from ui.dialogs.pdf_preview import PdfPreview
from ui.dialogs.printing import Printing
from ui.parts.icons import picture
from ui.parts.marks import State
from ui.parts.photo_strip import PhotoStrip
from ui.parts.step_path import ONE_LINE, TWO_LINES, Step, StepPath


def test_every_fen_has_one_place_in_the_bar() -> None:
    bar = MoneyBar("应发 218 人", parts_of(25240000, 4980000, 1780000, 3560000))
    assert bar.total == 35560000
    assert bar.describe() == (
        "应发 218 人 355,600.00;已签收 252,400.00;已付未签 49,800.00;退汇 17,800.00;未付 35,600.00"
    )
    bar.resize(400, 40)
    picture = bar.grab().toImage()
    seen = [picture.pixelColor(x, 8).name() for x in range(1, 399)]
    wanted = [style.colours.green, style.colours.blue, style.colours.red, style.colours.waiting]
    shares = [seen.count(QColor(name).name()) / 398 for name in wanted]
    assert shares == pytest.approx([0.71, 0.14, 0.05, 0.1], abs=0.01)


def test_the_bar_grows_where_its_sums_need_more_lines() -> None:
    bar = MoneyBar("应发 218 人", parts_of(25240000, 4980000, 1780000, 3560000))
    bar.show()
    bar.resize(900, bar.height())
    wide = bar.height()
    bar.resize(300, bar.height())
    assert bar.height() > wide
    bar.show_parts("应发 0 人", parts_of(0, 0, 0, 0))
    assert bar.height() == wide


def test_charts_are_described_in_words() -> None:
    assert ColumnsChart([Bar("26–27", 60.5, 4.2, "64.7")]).describe() == "26–27 64.7(中学 60.5,小学 4.2)"
    first, last = date(2020, 9, 1), date(2026, 7, 1)
    course = Course(last, [Stretch("小学 2000 元/年", first, last)], [Mark(first, "第 1 期")], [])
    assert CourseChart(course).accessibleDescription() == "小学 2000 元/年;发放 1 期;走访 0 次"


def test_empty_charts_are_drawn_in_peace() -> None:
    for chart in (ColumnsChart(), CourseChart(), MoneyBar()):
        chart.resize(300, 200)
        assert not chart.grab().isNull()


def test_steps_say_where_they_stand_and_take_two_lines_where_room_is_short() -> None:
    steps = [Step("签收", State.DONE, "全部"), Step("走访", State.NOW, "28/40"), Step("回执", State.TO_COME)]
    path = StepPath(steps)
    assert path.accessibleDescription() == "签收 全部(已完成);走访 28/40(进行中);回执(未开始)"
    path.resize(900, 46)
    assert path.sizeHint().height() == ONE_LINE
    path.resize(240, 46)
    assert path.sizeHint().height() == TWO_LINES
    assert not path.grab().isNull()


def test_a_step_is_chosen_by_pressing_it() -> None:
    path = StepPath([Step("一", State.DONE), Step("二", State.NOW)])
    chosen: list[int] = []
    path.chosen.connect(chosen.append)
    path.resize(400, 46)
    path.grab()
    QTest.mouseClick(path, Qt.MouseButton.LeftButton, pos=path._boxes[1].center().toPoint())
    assert chosen == [1]


@pytest.mark.parametrize("name", sorted(path.stem for path in Path("resources/icons").glob("*.svg")))
def test_every_icon_is_drawn_in_the_colour_asked_for(name: str) -> None:
    image = picture(name, "#1F5FA8", 36).toImage()
    colours = {
        image.pixelColor(x, y).name()
        for x in range(36)
        for y in range(36)
        if image.pixelColor(x, y).alpha() == 255
    }
    assert colours and all(abs(QColor(colour).hue() - QColor("#1F5FA8").hue()) <= 12 for colour in colours)


def test_photos_are_dropped_and_pasted(tmp_path: Path) -> None:
    strip, brought = PhotoStrip(), []
    strip.brought.connect(brought.append)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "a.jpg"))])
    QGuiApplication.clipboard().setMimeData(mime)
    strip.paste()
    image = QImage(4, 4, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    QGuiApplication.clipboard().setImage(image)
    strip.paste()
    assert brought[0] == [tmp_path / "a.jpg"]
    assert brought[1][0].startswith(b"\x89PNG")


def test_unlocking_asks_who_and_what_and_says_why_not() -> None:
    asking, given = AskPassphrase("共青团合水县委员会", ["李明", "赵芳"], "赵芳"), []
    asking.given.connect(lambda who, what: given.append((who, what)))
    asking._give()
    assert asking._wrong.text() == "请输入口令。"
    QTest.keyClicks(asking._passphrase, "secret")
    QTest.keyClick(asking._passphrase, Qt.Key.Key_Return)
    assert given == [("赵芳", "secret")]
    assert not asking._passphrase.isEnabled()
    asking.refused(Refused("口令不对,请再试一次。"))
    assert asking._wrong.text() == "口令不对,请再试一次。" and asking._passphrase.isEnabled()


def test_a_reason_must_be_given() -> None:
    question = AskReason(None, "登记退汇", "退回的钱可以再发。")
    question.accept()
    assert question.result() == 0 and question._wrong.text() == "请填写原因。"
    question._text.setPlainText(" 账户姓名不符 ")
    question.accept()
    assert question.result() == 1 and question.reason == "账户姓名不符"


def test_enter_leaves_undone_what_cannot_be_undone() -> None:
    question = Confirm(None, "作废名册", "作废后不能恢复。", "作废")
    assert question.leave.isDefault() and not question.act.isDefault()


def test_the_preview_renders_only_the_pages_in_view(background: Background, until: Until) -> None:
    rendered: list[int] = []

    def render(number: int, dpi: int) -> tuple[int, int, bytes]:
        rendered.append(number)
        return a_page(number, 20)

    preview = PdfPreview(None, background, render, 191, title="发放花名册", landscape=True)
    preview.show()
    until(lambda: len(rendered) >= 1)
    preview._list.verticalScrollBar().setValue(preview._list.verticalScrollBar().maximum())
    until(lambda: 190 in rendered)
    assert len(rendered) < 8
    assert preview._place.text() == "第 191 页 共 191 页"
    preview.close()


def test_a_pdf_that_cannot_be_saved_is_told_in_red(background: Background, until: Until) -> None:
    def full(_path: Path) -> None:
        raise Unavailable("写不进文件 名册.pdf:磁盘已满。")

    def render(number: int, _dpi: int) -> tuple[int, int, bytes]:
        return a_page(number, 20)

    preview = PdfPreview(None, background, render, 1, title="发放花名册", landscape=True, save=full)
    preview.save_to("名册.pdf")
    until(preview._said.text)
    assert "磁盘已满" in preview._said.text() and preview._said.property("role") == "wrong"
    preview.close()


def test_every_page_is_printed_once(
    application: QApplication, background: Background, until: Until, tmp_path: Path
) -> None:
    rendered: list[tuple[int, int]] = []

    def render(number: int, dpi: int) -> tuple[int, int, bytes]:
        rendered.append((number, dpi))
        return a_page(number, 20)

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "out.pdf"))
    printing, ended = Printing(application, background, render, printer, 3), []
    printing.ended.connect(ended.append)
    printing.start()
    until(lambda: ended)
    assert ended == [""]
    assert rendered == [(0, 300), (1, 300), (2, 300)]
    assert (tmp_path / "out.pdf").read_bytes().count(b"/Type /Page\n") == 3
