"""The card of the package: what it will hold, how far its writing is, and what was written."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMargins, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget

from countydesk.domain.days import show_day
from countydesk.services.reporting import MonthLook
from countydesk.services.sending import Sent
from ui import style
from ui.parts.card import Card
from ui.parts.facts import Fact, FactList
from ui.parts.header import bind_key

PLAIN = "省级。未加密:还没有省级证书,请先在“设置 › 证书”申请;或当面、经内网交送"
GROUP = 4  # letters of an id that are read aloud in one breath


def in_groups(text: str) -> str:
    """An id in groups of four, so that two people can compare it by voice."""
    return " ".join(text[at : at + GROUP] for at in range(0, len(text), GROUP))


def in_bytes(size: int) -> str:
    """A file's size as people say it."""
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{max(1, round(size / 1000))} KB"


def recipient_words(look: MonthLook) -> str:
    """For whom the package is, and whether anybody else could read it."""
    to = look.recipient
    return f"加密给 {to.holder},别人打不开(其证书至 {to.valid_until:%Y-%m-%d})" if to else PLAIN


class PackageCard(Card):
    """`cancelled` tells that somebody wants the export to stop."""

    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__("同步包")
        self.facts = FactList(label_width=64)
        self.add(self.facts)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._words = style.label("", "small")
        self._cancel = QPushButton("取消导出 Esc")
        bind_key(self._cancel, "Esc")
        self._cancel.clicked.connect(self.cancelled)
        self._cancel.clicked.connect(lambda: self._cancel.setEnabled(False))
        self._progress = QWidget()
        line = QHBoxLayout(self._progress)
        line.setContentsMargins(QMargins())
        line.setSpacing(style.GAP)
        line.addWidget(self._bar, 1)
        line.addWidget(self._words)
        line.addWidget(self._cancel)
        self.add(self._progress)
        self._progress.hide()

    def show_coming(self, look: MonthLook) -> None:
        """What the next package will be."""
        self.retitle("下一个同步包", "未导出")
        before, held = look.state.sent[:1], look.contents
        last = (
            f"第 {before[0].number:03d} 号 · {show_day(before[0].sent_at.astimezone().date())}"
            if before
            else "无"
        )
        until = f" · 证书至 {look.valid_until.year}年{look.valid_until.month}月" if look.valid_until else ""
        self.facts.show_facts(
            [
                Fact("文件", look.file_name),
                Fact("收件", recipient_words(look)),
                Fact(
                    "签名",
                    f"指纹 {look.fingerprint}{until}" if look.fingerprint else "首次导出时生成本单位证书",
                ),
                Fact("上一包", last),
                Fact(
                    "内容",
                    f"对象 {held.children:,} 人 · 发放 {held.payments:,} 笔 · 走访 {held.visits:,} 次"
                    f" · 项目台账 {held.entries:,} 条",
                ),
            ]
        )

    def show_progress(self, rows: int, of: int) -> None:
        """How many rows are written."""
        self._progress.show()
        self._cancel.setEnabled(True)
        self._bar.setRange(0, max(1, of))
        self._bar.setValue(min(rows, of))
        done = rows >= of
        self._words.setText("正在签名并检验…" if done else f"已写 {rows:,} / {of:,} 行")

    def end_progress(self) -> None:
        """The writing has ended, well or not."""
        self._progress.hide()

    def show_sent(self, sent: Sent, look: MonthLook) -> None:
        """What was written, and where."""
        self.retitle("同步包", "已导出")
        record = sent.record
        self.facts.show_facts(
            [
                Fact("文件", str(sent.path), "打开文件夹", _opening(sent.path.parent)),
                Fact("大小", f"{in_bytes(record.bytes)} · {sent.rows:,} 行"),
                Fact("编号", f"第 {record.number:03d} 号"),
                Fact("标识", in_groups(record.package_id)),
                Fact(
                    "上一包",
                    in_groups(record.previous_id[:16]) + " …" if record.previous_id else "无,这是第一包",
                ),
                Fact("证书指纹", look.fingerprint),
                Fact("收件", f"已{recipient_words(look)}" if sent.encrypted else PLAIN),
            ]
        )


def _opening(folder: Path) -> Callable[[], object]:
    return lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
