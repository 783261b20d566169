"""Coming and leaving: what a child's state asks to be done next, and the small forms of a transfer."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from countydesk.domain.enrolment import EventKind, State, standing
from countydesk.domain.fields import FieldSpec, Kind
from ui.forms.paths import PassphraseEditor, PathEditor, Wanted
from ui.pages.child.seen import Seen
from ui.parts.entry_bar import Entry, Question

Give = Callable[[dict[str, Any]], object]
COUNTY = FieldSpec("county", "转入县区", Kind.TEXT, True, None, False, "名称或代码,如 宁县")
FOLDER = FieldSpec("folder", "保存到(可选 U 盘)", Kind.TEXT, True, None, False, "")
CERTIFICATE = FieldSpec("certificate", "对方加密证书(可不填)", Kind.TEXT, False, None, False, "")
PASSPHRASE = FieldSpec("passphrase", "本人口令", Kind.TEXT, True, None, False, "")
FINDING = FieldSpec("finding", "核对情况", Kind.TEXT, True, None, False, "例如 已核对户口簿和学籍,入户走访")


class ToDo(Enum):
    """What can be done about a child that comes, leaves, or has dropped out."""

    ADMIT = auto()
    HAND_OVER = auto()
    TELL = auto()


@dataclass(frozen=True)
class Next:
    """What a state asks for: a heading, a sentence, and the words of the way to it."""

    todo: ToDo
    title: str
    sentence: str
    words: str


def next_of(seen: Seen) -> Next | None:
    """What is to be done next about the child, if its state asks for anything."""
    last = standing(seen.file.events)[-1:]
    state = seen.file.child.state
    if last and last[0].kind is EventKind.TRANSFERRED_IN:
        sentence = f"{last[0].reason},请核对户口簿、学籍并入户走访,由另一人批准入库后才能发放。"
        return Next(ToDo.ADMIT, "待核对入库", sentence, "核对入库…")
    if last and last[0].kind is EventKind.MOVED_AWAY:
        sentence = "请把签名的转移档案交给转入县区,对方据此接续助养,同一期不重复发放。"
        return Next(ToDo.HAND_OVER, "已转出", sentence, "生成转移档案…")
    if state is State.DROPPED_OUT:
        return Next(ToDo.TELL, "已辍学", "请把告知单交给乡镇,并入户劝返。", "控辍保学告知单")
    return None


def hand_over_entry(name: str, folder: str, give: Give) -> Entry:
    """Where the child goes, and where the file is written."""
    questions = (
        Question(COUNTY, width=150),
        Question(FOLDER, value=folder, editor=PathEditor(Wanted.FOLDER)),
        Question(CERTIFICATE, editor=PathEditor(Wanted.FILE, "对方的加密证书", "证书 (*.pem)")),
        Question(PASSPHRASE, width=150, editor=PassphraseEditor()),
    )
    sentence = "含基本信息、监护人、历年发放和走访摘要,由本单位签名。有对方加密证书时加密。"
    return Entry(f"{name}的转移档案", sentence, "生成", give, questions)


def admit_entry(name: str, give: Give) -> Entry:
    """What was found when the child was looked at here."""
    sentence = "入库后从本学期起助养;外县已发的学期不再发放。"
    return Entry(f"{name}核对入库", sentence, "批准入库", give, (Question(FINDING),))
