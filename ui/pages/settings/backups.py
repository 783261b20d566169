"""The card of backups: how old they are, where they go, making one, restoring one."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from countydesk.services import backups
from countydesk.services.backups import Standing
from ui import style
from ui.parts.card import Card, link
from ui.parts.facts import Fact, FactList
from ui.session import Session
from ui.style import Tone

ADVICE = "未选择。建议选一个 U 盘或共享文件夹:电脑坏了,台账还在。"


class BackupsCard(Card):
    """Shows how the backups stand; a desk on a server has none of its own."""

    def __init__(self, session: Session) -> None:
        super().__init__("备份")
        self._session = session
        self._facts = FactList(label_width=90)
        self._fault = style.label("", "wrong", wraps=True)
        self._barred = style.label("", "small", wraps=True)
        self._make, self._restore = link("立即备份"), link("从备份恢复…")
        for words in (self._make, self._restore):
            self.heading.addWidget(words)
        self.add(self._facts)
        self.add(self._fault)
        self.add(self._barred)
        self._make.clicked.connect(self.make)
        self._restore.clicked.connect(session.restore)

    def show_standing(self, standing: Standing | None, barred: str) -> None:
        """Show how the backups stand; `barred` says why the second place cannot be changed, if so."""
        self.setVisible(standing is not None)
        if standing is None:
            return
        words = "" if barred else "更换…" if standing.chosen else "选择…"
        facts = [
            Fact("本机", standing.here),
            Fact("第二位置", standing.chosen or ADVICE, words, self._choose),
        ]
        if standing.chosen:
            there = standing.there + ("" if standing.is_there else " · 现在不在,插上后自动补上")
            facts.append(Fact("第二位置上次", there, "" if barred else "不再使用", lambda: self.choose(None)))
        self._facts.show_facts(facts)
        said = standing.fault or ("第二位置超过 7 天没有备份。" if standing.is_old else "")
        self._fault.setText(said)
        self._fault.setVisible(bool(said))
        self._barred.setText(f"第二位置:{barred}")
        self._barred.setVisible(bool(barred))

    def make(self) -> None:
        """Make a backup now."""
        self._make.setEnabled(False)
        self._session.ask(backups.make, on_done=self._made, on_failed=self._failed)

    def _made(self, standing: Standing) -> None:
        self._make.setEnabled(True)
        where = "本机和第二位置" if standing.chosen and standing.is_there else "本机"
        self._session.notice(
            standing.fault or f"已备份到{where}。", Tone.RED if standing.fault else Tone.GREEN
        )
        self._session.announcer.announce(frozenset({"backup"}))

    def _failed(self, failure: BaseException) -> None:
        self._make.setEnabled(True)
        self._session.notice(str(failure), Tone.RED)

    def _choose(self) -> None:
        dialog = QFileDialog(self, "选择第二备份位置")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(lambda name: self.choose(Path(name)))
        dialog.open()

    def choose(self, folder: Path | None) -> None:
        """Take a folder as the second place, or none any more; a backup goes there at once."""
        self._session.act(backups.choose_place, folder, on_done=lambda _changes: self.make())
