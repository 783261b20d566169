"""What the examination of a package found, in words, with the list of its checks."""

from pathlib import Path

from PySide6.QtWidgets import QPushButton

from countydesk.services.sending import Verdict
from ui import style
from ui.pages.month.package import in_groups
from ui.parts.card import Card
from ui.parts.chip import Chip
from ui.parts.facts import Fact, FactList
from ui.style import Tone


def words_of(verdict: Verdict) -> str:
    """The verdict in a sentence."""
    if not verdict.valid:
        return verdict.problem or "同步包无效。"
    month = verdict.month.title if verdict.month else ""
    return f"同步包完整,签名有效:{month} 第 {verdict.number:03d} 号,{verdict.parts} 个部件均已签名。"


class VerdictCard(Card):
    """Hidden until something was examined."""

    def __init__(self) -> None:
        super().__init__("检验结果")
        self._chip = Chip()
        self.heading.addWidget(self._chip)
        close = style.in_role(QPushButton("收起"), "plain")
        close.clicked.connect(self.hide)
        self.heading.addWidget(close)
        self._sentence = style.label("", wraps=True)
        self._facts = FactList(label_width=64)
        self._checks = style.label("", "secondary", wraps=True)
        for widget in (self._sentence, self._facts, self._checks):
            self.add(widget)
        self.hide()

    @property
    def sentence(self) -> str:
        """What is being said."""
        return self._sentence.text()

    def show_verdict(self, path: Path, verdict: Verdict) -> None:
        """Say what was found in a file."""
        self._chip.show_state(*(("有效", Tone.GREEN) if verdict.valid else ("无效", Tone.RED)))
        style.mark(self._sentence, "role", "" if verdict.valid else "wrong")
        self._sentence.setText(words_of(verdict))
        facts = [Fact("文件", path.name)]
        if verdict.valid:
            facts.append(Fact("签名单位", verdict.signer or ""))
            facts.append(Fact("标识", in_groups(verdict.package_id or "")))
        self._facts.show_facts(facts)
        lines = [f"✓ {check}" for check in verdict.checked]
        if verdict.valid and verdict.trusted is None:
            lines.append("— 证书尚未经省级签发,未核对证书链、收件单位和上一包")
        self._checks.setText("\n".join(lines) or "没有一项通过。")
        self.show()
