"""What closing and exporting ask: a remark; the folder, the passphrase once more, the photos."""

from collections.abc import Callable
from datetime import date
from typing import Any

from countydesk.domain.closing import before_its_end
from countydesk.domain.fields import FieldSpec, Kind
from countydesk.services.receipts import ToAnswer
from countydesk.services.reporting import MonthLook
from ui.forms.paths import PassphraseEditor, PathEditor, Wanted
from ui.parts.entry_bar import Entry, Question

Give = Callable[[dict[str, Any]], object]
FOLDER = FieldSpec("folder", "保存到(可选 U 盘)", Kind.TEXT, True, None, False, "")
PASSPHRASE = FieldSpec("passphrase", "本人口令", Kind.TEXT, True, None, False, "")
PHOTOS = FieldSpec("photos", "带本月照片", Kind.YES_NO, False, None, False, "")
ANSWER = FieldSpec("answer", "回复", Kind.TEXT, True, None, False, "例如 已核实,户籍已迁出,9 月起不再列入")
NOTE = FieldSpec("note", "说明(可不填)", Kind.TEXT, False, None, False, "记入月结,例如 两人下月补签")


def close(look: MonthLook, today: date, give: Give) -> Entry:
    """月结: that it locks, what goes over into the next month."""
    month, left = look.month, [step for step in look.state.steps if not step.done]
    parts = [
        f"月结后 {month.number} 月的走访、活动和发放记录锁定,更正记入 {month.next().number} 月,不能撤销。"
    ]
    if left:
        parts.append(f"未完成的 {len(left)} 项({'、'.join(step.title for step in left)})不影响月结。")
    parts.insert(0, before_its_end(month, today))
    return Entry(f"月结 {month.title}", "".join(parts), "确认月结", give, [Question(NOTE)])


def answer(row: ToAnswer, give: Give) -> Entry:
    """回复 what the province asks about a row."""
    title = f"回复 {row.title} {row.name}".rstrip()
    return Entry(title, row.row.sentence, "回复", give, [Question(ANSWER)])


def send(title: str, folder: str, give: Give) -> Entry:
    """签名导出."""
    questions = [
        Question(FOLDER, value=folder, editor=PathEditor(Wanted.FOLDER)),
        Question(PHOTOS, value=False, width=110),
        Question(PASSPHRASE, width=190, editor=PassphraseEditor()),
    ]
    sentence = "导出一个签了名的工作簿。再输一次口令,确认是本人签名。"
    return Entry(f"签名导出 {title}", sentence, "导出", give, questions)
