"""在校确认表: for each school the children that September brings, on paper and as a workbook."""

from collections.abc import Callable, Sequence
from pathlib import Path

from countydesk.domain.beneficiaries import Beneficiary
from countydesk.domain.fields import FieldSpec, Kind, title_of
from countydesk.domain.operators import Act
from countydesk.domain.promotion import Move
from countydesk.domain.revisions import Action
from countydesk.export.papers.document import Column, Document, Section, Table
from countydesk.services import papers, promotion
from countydesk.services.desk import Desk

NOT_IN_A_FILE_NAME = str.maketrans(dict.fromkeys('/\\:*?"<>|\n\r\t', "_"))
UNKNOWN = "学校不明"
ROW = 10.0  # mm: a name is written beside by hand
TO_FILL = ("是否在校(是/否)", "现班级", "备注(留级、转学、休学等)")


def write(
    desk: Desk, year: int, folder: Path, on_progress: Callable[[tuple[int, int]], object] = lambda done: None
) -> list[Path]:
    """A paper and a workbook for each school to confirm who is there, in the grade that September brings.

    No ID, phone or card number is on them. `on_progress` gets how many schools are done, and of how
    many; it may raise to stop. That names left the desk is recorded. Raises `Unavailable` when they
    cannot be saved.
    """
    desk.acting(Act.HAND_OUT)
    by_school: dict[str, list[Move]] = {}
    for move in promotion.plan(desk, year).moves:
        by_school.setdefault(move.child.school.strip() or UNKNOWN, []).append(move)
    folder.mkdir(parents=True, exist_ok=True)
    paths: list[Path] = []
    try:
        for done, (school, moves) in enumerate(sorted(by_school.items())):
            on_progress((done, len(by_school)))
            paths += _for_school(desk, year, school, moves, folder)
    finally:  # what was written has left the desk, whatever came between
        with desk.work() as work:
            said = f"{year}年秋季在校确认表 {len(paths) // 2} 校"
            work.hands_out(*paths)
            work.log(Action.SENT_OUT, Beneficiary, desk.office.code, said)
            work.commit()
    return paths


def _for_school(desk: Desk, year: int, school: str, moves: Sequence[Move], folder: Path) -> list[Path]:
    from countydesk.export.workbook import write_table  # openpyxl takes its time to come

    title, blank = f"{year}年秋季在校确认表", ("",) * len(TO_FILL)
    path = folder / f"{title}-{school.translate(NOT_IN_A_FILE_NAME)}.xlsx"
    write_table(path, f"{school} {title}", _columns(), ((*_known(move), *blank) for move in moves))
    paper = papers.drawn(_document(desk, school, title, moves), path.with_suffix(".pdf").name)
    return [path, papers.save(paper, folder)]


def _document(desk: Desk, school: str, title: str, moves: Sequence[Move]) -> Document:
    shares = (0.8, 2, 1, 2, 2, 2, 1.6, 2, 2, 4)
    titles = ("序号", *(spec.title for spec in _columns()))
    columns = [Column(*pair) for pair in zip(titles, shares, strict=True)]
    blank = ("",) * len(TO_FILL)
    rows = [(str(number), *_known(move), *blank) for number, move in enumerate(moves, 1)]
    return Document(
        title=f"困境青少年助养对象{title}",
        drawn_on=desk.today,
        head=(f"学校(盖章): {school}    共 {len(moves)} 人", f"发表单位: {desk.office.unit}"),
        sections=(Section(table=Table(tuple(columns), tuple(rows), ROW)),),
        signers=("校长:", "填表人:", "联系电话:", "填表日期:"),
        note="请核对是否在校并填写现班级,签字盖章后交回;不得张贴或转发。",
        landscape=True,
    )


def _columns() -> list[FieldSpec]:
    def spec(name: str, title: str, kind: Kind = Kind.TEXT) -> FieldSpec:
        return FieldSpec(name, title, kind, False, None, False, "")

    return [
        spec("name", title_of(Beneficiary, "name"), Kind.NAME),
        spec("sex", title_of(Beneficiary, "sex"), Kind.NUMBER),
        spec("class_name", "上学年班级"),
        spec("before", "上学年年级"),
        spec("after", "本学年年级"),
        spec("state", "登记状态", Kind.NUMBER),
        *(spec(f"fill{place}", title) for place, title in enumerate(TO_FILL)),
    ]


def _known(move: Move) -> tuple[str, ...]:
    child = move.child
    return child.name, child.sex, child.class_name, move.before, move.after, child.state.title
