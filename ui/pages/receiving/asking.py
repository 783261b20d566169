"""What the acts of receiving ask: reasons that are kept, where a file lies, the passphrase for receipts."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from countydesk.domain.fields import FieldSpec, Kind
from countydesk.domain.problems import Problem, Refused
from countydesk.domain.receiving import HeldPackage
from countydesk.services.conflicts import Shown
from countydesk.services.receipts import Query
from ui.forms.paths import PassphraseEditor, PathEditor, Wanted
from ui.pages.receiving.rows import OfficeRow, month_title, short
from ui.parts.entry_bar import Entry, Question

Give = Callable[[dict[str, Any]], object]
PACKAGES = "同步包 (*.xlsx *.p7m);;所有文件 (*)"


def _spec(name: str, title: str, hint: str = "", *, required: bool = True) -> FieldSpec:
    return FieldSpec(name, title, Kind.TEXT, required, None, False, hint)


def accept(held: HeldPackage, give: Give) -> Entry:
    """Let in a package that waits."""
    file = Question(
        _spec("path", "文件现在的位置"),
        value=held.path,
        editor=PathEditor(Wanted.FILE, "同步包", PACKAGES),
    )
    reason = Question(_spec("reason", "接收理由", "例如 已与县里电话核实"))
    title = f"接收 {short(held.office_name)} {month_title(held.month)} 第 {held.number:03d} 号"
    return Entry(title, held.sentence, "接收", give, [reason, file])


def decline(held: HeldPackage, give: Give) -> Entry:
    """Turn a package away."""
    reason = Question(_spec("reason", "不接收的理由", "例如 已请县里重新上报"))
    title = f"不接收 {short(held.office_name)} 第 {held.number:03d} 号"
    return Entry(title, "从待决定中移去,现有数据不变;理由留在变动记录里。", "不接收", give, [reason])


def settle(shown: Shown, keeper: int, give: Give) -> Entry:
    """Say which of two offices is right."""
    kept, other = (short(shown.sides[at].office_name) for at in (keeper, 1 - keeper))
    reason = Question(_spec("note", "核定说明", f"例如 孩子现在{kept}就读,已与两县核实"))
    sentence = f"两县的数据都不改动;下次回执告诉{other}按此更正。"
    return Entry(f"{shown.conflict.name} 以{kept}为准", sentence, "核定", give, [reason])


def receipts(rows: Sequence[OfficeRow], folder: str, give: Give) -> Entry:
    """Answer packages."""
    place = Question(_spec("folder", "保存到(可选 U 盘)"), value=folder, editor=PathEditor(Wanted.FOLDER))
    passphrase = Question(_spec("passphrase", "本人口令"), width=170, editor=PassphraseEditor())
    questions = [place, passphrase]
    if len(rows) == 1:
        hint = "张小明=年级与学校不符;李芳=请补证明"
        queries = Question(_spec("queries", "另请核实(可不填)", hint, required=False))
        questions.insert(0, queries)
        report = rows[0].report
        title = f"回执 {rows[0].name} {month_title(report.month if report else None)}"
    else:
        title = f"出具 {len(rows)} 份回执"
    sentence = "有冲突的孩子自动列为质询或未接收,其余列为已接收。再输一次口令,确认是本人签名。"
    return Entry(title, sentence, "出具", give, questions)


def queries_of(text: str | None) -> list[Query]:
    """What was typed as "姓名=要核实的事;…". Raises `Refused`."""
    found = []
    for piece in filter(None, (each.strip() for each in re.split("[;\uff1b\n]", text or ""))):
        who, equals, sentence = re.sub("[\uff1d\uff1a:]", "=", piece, count=1).partition("=")
        if not equals or not who.strip() or not sentence.strip():
            raise Refused(Problem("请写成“姓名或身份证号=要核实的事”,多条用分号隔开。", field="queries"))
        found.append(Query(who.strip(), sentence.strip()))
    return found
