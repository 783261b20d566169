"""Pages of a paper as they will be printed, read as they are scrolled to, and printed from the same pages."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRect, QSize, QStandardPaths, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeySequence,
    QPageLayout,
    QPageSize,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui import style
from ui.background import Background, Task
from ui.dialogs.printing import Picture, Printing, Render, as_image
from ui.session import Session

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from countydesk.services.desk import Desk
    from countydesk.services.papers import Paper

HELD, MARGIN, SCREEN_DPI = 6, 16, 110


class PageList(QAbstractScrollArea):
    """The pages below each other; only those in view are rendered, on the worker, and a few are kept."""

    turned = Signal(int)  # the page in view, from 0

    def __init__(self, background: Background, render: Render, pages: int, shape: float) -> None:
        super().__init__()
        style.in_role(self, "plain")
        self._background, self._render, self._pages = background, render, pages
        self._shape = shape  # height of a page over its width
        self._images: OrderedDict[int, QImage] = OrderedDict()
        self._tasks: dict[int, Task] = {}
        self.verticalScrollBar().valueChanged.connect(lambda _value: self.turned.emit(self.page))
        self.setAccessibleName("页面预览")

    @property
    def page(self) -> int:
        """The page in the middle of the view, from 0."""
        middle = self.verticalScrollBar().value() + self.viewport().height() // 2
        return max(0, min(self._pages - 1, middle // max(1, self._step())))

    def _width(self) -> int:
        return max(200, min(self.viewport().width() - 2 * MARGIN, 1100))

    def _step(self) -> int:
        return int(self._width() * self._shape) + MARGIN

    def resizeEvent(self, event: QResizeEvent) -> None:
        bar, page = self.verticalScrollBar(), self.page
        bar.setRange(0, max(0, self._pages * self._step() + MARGIN - self.viewport().height()))
        bar.setPageStep(self.viewport().height())
        bar.setSingleStep(60)
        if page:
            bar.setValue(page * self._step())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        top, step, width = self.verticalScrollBar().value(), self._step(), self._width()
        first, last = top // step, min(self._pages - 1, (top + self.viewport().height()) // step)
        for number in [number for number in self._tasks if not first <= number <= last]:
            self._tasks.pop(number).cancel()
        for number in range(first, last + 1):
            left = (self.viewport().width() - width) // 2
            self._paint_page(painter, number, QRect(left, MARGIN + number * step - top, width, step - MARGIN))
        painter.end()

    def _paint_page(self, painter: QPainter, number: int, box: QRect) -> None:
        painter.fillRect(box, QColor(style.colours.card))
        image = self._images.get(number)
        if image is not None:
            painter.drawImage(box, image)
        else:
            painter.setPen(QColor(style.colours.secondary))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, f"第 {number + 1} 页…")
            if number not in self._tasks:
                dpi = int(SCREEN_DPI * self.devicePixelRatioF())
                self._tasks[number] = self._background.run(
                    self._render, number, dpi, on_done=partial(self._take, number)
                )
        painter.setPen(QColor(style.colours.hairline))
        painter.drawRect(box.adjusted(0, 0, -1, -1))

    def _take(self, number: int, picture: Picture) -> None:
        self._tasks.pop(number, None)
        self._images[number] = as_image(picture)
        while len(self._images) > HELD:
            self._images.popitem(last=False)
        self.viewport().update()


class PdfPreview(QDialog):
    """The paper on the screen. `render` gives a page's picture, `pages` says how many there are.

    `warnings` are sentences that whoever prints has to know; `save` writes the PDF to a path, on the
    worker, and `file_name` is what it is called.
    """

    left = Signal()  # nobody looks at the pages any more, and none is being printed

    def __init__(
        self,
        parent: QWidget | None,
        background: Background,
        render: Render,
        pages: int,
        *,
        title: str,
        landscape: bool,
        warnings: Sequence[str] = (),
        file_name: str = "",
        save: Callable[[Path], object] | None = None,
        on_printed: Callable[[], object] | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        room = parent.window().size() if parent else QSize(1366, 768)
        self.resize(min(980, room.width() - 40), min(640, room.height() - 40))
        self._background, self._render, self._count = background, render, pages
        self._landscape, self._on_printed = landscape, on_printed
        self._title, self._file_name, self._write = title, file_name, save
        self._list = PageList(background, render, pages, 210 / 297 if landscape else 297 / 210)
        self._place = style.label("", "faint")
        self._said = style.label("", "small", wraps=True)
        self._warning = style.label("\n".join(warnings), "wrong", wraps=True)
        self._print = style.in_role(QPushButton("打印… Ctrl+P"), "main")
        QShortcut(QKeySequence.StandardKey.Print, self, self._print.click)
        self._save = QPushButton("另存 PDF… Ctrl+S")
        self._save.setShortcut("Ctrl+S")
        self._printing: Printing | None = None
        self._lay_out()
        self._list.turned.connect(self._say_place)
        self._print.clicked.connect(self.print_pages)
        self._save.clicked.connect(self.save_as)
        self._say_place(0)
        self._list.setFocus()

    def _lay_out(self) -> None:
        close = QPushButton("关闭 Esc")
        close.clicked.connect(self.reject)
        line = QHBoxLayout()
        line.setSpacing(style.GAP)
        line.addWidget(style.label(self._title, "title"))
        line.addWidget(self._place)
        line.addStretch(1)
        line.addWidget(close)
        line.addWidget(self._save)
        line.addWidget(self._print)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 14, 18, 14)
        column.setSpacing(style.GAP)
        column.addLayout(line)
        for label in (self._said, self._warning):
            column.addWidget(label)
            label.setVisible(bool(label.text()))
        column.addWidget(self._list, 1)
        self._save.setVisible(self._write is not None)
        for button in (close, self._save, self._print):
            button.setAutoDefault(False)
        style.in_role(self._list.viewport(), "page")

    def _say_place(self, page: int) -> None:
        self._place.setText(f"第 {page + 1} 页 共 {self._count} 页" if self._count else "没有页面")

    def say(self, sentence: str, *, wrong: bool = False) -> None:
        """A sentence above the pages: how the printing or saving went, red where it failed."""
        style.in_role(self._said, "wrong" if wrong else "small")
        self._said.setText(sentence)
        self._said.setVisible(bool(sentence))

    def print_pages(self) -> None:
        """Ask for a printer and print; the window goes on working meanwhile."""
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        way = QPageLayout.Orientation.Landscape if self._landscape else QPageLayout.Orientation.Portrait
        printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
        printer.setPageOrientation(way)
        printer.setFullPage(True)
        printer.setDocName(self._title)
        dialog = QPrintDialog(printer, self)
        dialog.setMinMax(1, self._count)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.print_on(printer)

    def print_on(self, printer: "QPrinter") -> None:
        """Print on a printer that was chosen and set up."""
        self._printing = Printing(self, self._background, self._render, printer, self._count)
        self._printing.went_on.connect(lambda done, total: self._print.setText(f"打印中 {done}/{total}"))
        self._printing.ended.connect(self._printed)
        self._print.setEnabled(False)
        self._printing.start()

    def _printed(self, sentence: str) -> None:
        self._printing = None
        self._print.setEnabled(True)
        self._print.setText("打印… Ctrl+P")
        self.say(sentence or "已送打印机。", wrong=bool(sentence))
        if not sentence and self._on_printed is not None:
            self._on_printed()
        if self.isHidden():
            self._leave()

    def save_as(self) -> None:
        """Ask where to, and write the PDF there."""
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        dialog = QFileDialog(self, "另存 PDF", folder, "PDF 文件 (*.pdf)")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.selectFile(self._file_name)
        dialog.fileSelected.connect(self.save_to)
        dialog.open()

    def save_to(self, path: str) -> None:
        """Write the PDF to a path that was chosen."""
        if self._write is not None:
            self._background.run(
                self._write,
                Path(path),
                on_done=lambda _written: self.say(f"已另存到 {path}。"),
                on_failed=lambda failure: self.say(str(failure), wrong=True),
            )

    def done(self, result: int) -> None:
        """Close; what is being printed is printed to its end."""
        super().done(result)
        if self._printing is None:
            self._leave()

    def _leave(self) -> None:
        self.left.emit()
        self.deleteLater()


@dataclass(frozen=True)
class _OnScreen:
    """A paper that was made, opened on the worker: all its pages are drawn there."""

    paper: "Paper"
    pages: Any

    def render(self, number: int, dpi: int) -> Picture:
        image = self.pages.picture(number, dpi)
        return image.width, image.height, image.tobytes()


def _put_on_screen(desk: "Desk", make: "Callable[[Desk], Paper]") -> _OnScreen:
    from countydesk.services import papers

    paper = make(desk)
    return _OnScreen(paper, papers.opened(paper.pdf))


def _save(paper: "Paper", path: Path) -> None:
    from countydesk.services import papers

    papers.save(replace(paper, file_name=path.name), path.parent)


def preview_paper(
    parent: QWidget,
    session: Session,
    make: "Callable[[Desk], Paper]",
    *,
    title: str,
    landscape: bool,
    on_printed: Callable[[], object] | None = None,
    on_shown: Callable[[], object] | None = None,
    on_closed: Callable[[], object] | None = None,
    on_failed: Callable[[BaseException], object] | None = None,
) -> None:
    """Have `make` draw a paper on the worker (`papers.roster`, `papers.visit_form` …) and show its pages,
    the same that are printed and saved. `on_shown` is called when they can be seen, `on_printed` when
    they went to the printer, `on_closed` when they are put away."""

    def show(drawn: _OnScreen) -> None:
        dialog = PdfPreview(
            parent,
            session.background,
            drawn.render,
            len(drawn.pages),
            title=title,
            landscape=landscape,
            warnings=drawn.paper.warnings,
            file_name=drawn.paper.file_name,
            save=partial(_save, drawn.paper),
            on_printed=on_printed,
        )
        dialog.left.connect(lambda: session.background.run(drawn.pages.close))
        if on_closed is not None:
            dialog.finished.connect(lambda _result: on_closed())
        dialog.open()
        if on_shown is not None:
            on_shown()

    session.ask(_put_on_screen, make, on_done=show, on_failed=on_failed)
