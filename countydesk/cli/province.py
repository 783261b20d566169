"""The commands of the receiving desk: packages in, the overview, conflicts, receipts out; and a series."""

from argparse import Namespace
from pathlib import Path
from typing import Any

from countydesk.cli.main import Answer
from countydesk.cli.opening import opened, passphrase_of
from countydesk.domain.conflicts import Facts
from countydesk.domain.money import in_figures
from countydesk.domain.offices import Level
from countydesk.domain.problems import Refused
from countydesk.domain.receipts import RowVerdict
from countydesk.services import conflicts, history, province, receipts, receiving, waiting
from countydesk.services.desk import Desk
from countydesk.services.letting_in import Outcome, Received


def receive(options: Namespace) -> Answer:
    """`receive FILE… | DIR`: packages at the province's or a city's desk, receipts at a county's;
    `receive --accept ID --reason …` lets in one that waits, `--dismiss ID` turns it away."""
    paths = [Path(path).absolute() for path in options.files]
    with opened(options) as desk:
        if options.accept:
            place = paths[0] if paths else None
            return _received([receiving.accept(desk, options.accept, options.reason, place)])
        if options.dismiss:
            waiting.dismiss(desk, options.dismiss, options.reason)
            return Answer({"dismissed": options.dismiss}, ["已从待定清单中移去,没有接收。"])
        if options.waiting:
            return _waiting(desk)
        if not paths:
            raise Refused("请指出要接收的文件或文件夹。")
        if desk.office.level is Level.COUNTY:
            return _receipts(desk, paths)
        return _received(receiving.receive(desk, receiving.files_in(paths)))


def overview(options: Namespace) -> Answer:
    """`province`: who has reported what, totals by office and month."""
    with opened(options) as desk:
        seen = province.overview(desk)
    offices = [
        {
            "county": office.code,
            "name": office.name,
            "month": office.last.month if office.last else None,
            "number": office.last.number if office.last else 0,
            "behind": office.behind,
            "children": office.last.children if office.last else 0,
            "fen": office.last.paid_fen if office.last else 0,
            "waiting": office.waiting,
            "months": [_month(month) for month in office.months],
        }
        for office in seen.offices
    ]
    data = {
        "counties": offices,
        "months": [
            {
                "month": total.month,
                "counties": total.offices,
                "children": total.children,
                "due_fen": total.due_fen,
                "fen": total.paid_fen,
            }
            for total in seen.months
        ],
        "totals": {
            "counties": len(seen.reported),
            "children": seen.children,
            "due_fen": seen.due_fen,
            "fen": seen.paid_fen,
        },
        "missing": [office.code for office in seen.offices if office.last is None],
        "late": [office.code for office in seen.offices if office.behind],
        "waiting": seen.waiting,
        "conflicts": seen.open_conflicts,
    }
    return Answer(data, _overview_lines(seen))


def hand_back(options: Namespace) -> Answer:
    """`hand-back PACKAGE --to DIR`: a package decrypted, for the office that sent it to rebuild its desk."""
    with opened(options) as desk:
        path = receiving.hand_back(desk, Path(options.package).absolute(), Path(options.to).absolute())
    return Answer({"package": str(path)}, [f"解密后的同步包:{path}。只交给上报它的单位。"])


def conflict(options: Namespace) -> Answer:
    """`conflict`: what has to be settled, with both sides; `conflict --settle ID --keep CODE --reason …`."""
    with opened(options) as desk:
        if options.settle:
            if not options.keep:
                raise Refused("请用 --keep 写明保留单位的代码。")
            conflicts.settle(desk, options.settle, options.keep, options.reason)
        shown = conflicts.listing(desk)
    data = [
        {
            "id": one.conflict.id,
            "kind": one.conflict.kind.value,
            "name": one.conflict.name,
            "term": one.conflict.term or None,
            "state": one.conflict.state.value,
            "keeper": one.conflict.keeper or None,
            "note": one.conflict.note,
            "sides": [_side(side) for side in one.sides],
        }
        for one in shown
    ]
    lines = []
    for one in shown:
        lines.append(
            f"{one.conflict.id} {one.conflict.kind.title} {one.conflict.name} {one.conflict.state.title}"
        )
        lines += [f"  {_side_line(side)}" for side in one.sides]
    return Answer({"conflicts": data}, lines or ["没有跨县冲突。"])


def receipt(options: Namespace) -> Answer:
    """`receipt PACKAGE --to DIR`: the signed answer to a package that was merged."""
    which: str | Path = Path(options.package)
    if not Path(options.package).exists():
        which = options.package
    queries = [_query(text, refused=False) for text in options.query]
    queries += [_query(text, refused=True) for text in options.refuse]
    with opened(options) as desk:
        passphrase = passphrase_of(desk.operator.name)
        issued = receipts.issue(desk, which, Path(options.to).absolute(), passphrase, queries)
    data = {
        "receipt": str(issued.path),
        "receipt_id": issued.receipt_id,
        "package_id": issued.receipt.package_id,
        "county": issued.receipt.office,
        "month": str(issued.receipt.month),
        "number": issued.receipt.number,
        "accepted": issued.receipt.accepted,
        "queried": issued.count(RowVerdict.QUERIED),
        "refused": issued.count(RowVerdict.REFUSED),
    }
    return Answer(data, [f"回执:{issued.path}", _verdicts(data)])


def receipt_in(options: Namespace) -> Answer:
    """`receipt-in FILE`: take in the answer to a package that was sent."""
    with opened(options) as desk:
        return _receipts(desk, [Path(options.file).absolute()])


def receipt_rows(options: Namespace) -> Answer:
    """`receipt-rows`: what the province asks, and what still waits for an answer."""
    with opened(options) as desk:
        rows = receipts.to_answer(desk, open_only=not options.all)
    data = [
        {
            "package_id": one.row.package_id,
            "month": one.month,
            "number": one.number,
            "kind": one.row.kind,
            "record_id": one.row.record_id,
            "name": one.name,
            "verdict": one.row.verdict.value,
            "sentence": one.row.sentence,
            "answer": one.row.answer,
            "open": one.row.open,
        }
        for one in rows
    ]
    lines = [
        f"{one.month} 第 {one.number} 号 {one.title} {one.name}({one.row.verdict.title}):{one.row.sentence}"
        for one in rows
    ]
    return Answer({"rows": data}, lines or ["没有待回复的行。"])


def receipt_answer(options: Namespace) -> Answer:
    """`receipt-answer RECORD --text …`: answer a row that the province asks about."""
    with opened(options) as desk:
        waiting = [
            one
            for one in receipts.to_answer(desk, open_only=False)
            if options.record in (one.row.record_id, one.name)
        ]
        if not waiting:
            raise Refused(f"回执中没有“{options.record}”,请用 receipt-rows 查看。")
        for one in waiting:
            receipts.answer(desk, one.row.package_id, one.row.record_id, options.text)
    return Answer({"answered": len(waiting)}, [f"已回复 {len(waiting)} 行。"])


def series(options: Namespace) -> Answer:
    """`verify --history DIR`: an office's whole series of packages."""
    folder = Path(options.history).absolute()
    if options.with_desk:
        with opened(options) as desk:
            links = history.check([folder], desk)
    else:
        links = history.check([folder])
    if not links:
        raise Refused(f"这里没有同步包:{options.history}。")
    data = [
        {
            "file": str(link.file),
            "package_id": link.package_id,
            "county": link.office,
            "month": link.month,
            "number": link.number,
            "valid": not link.problems,
            "problems": link.problems,
        }
        for link in links
    ]
    lines = [f"{link.file.name}:{''.join(link.problems) or f'第 {link.number} 号,衔接'}" for link in links]
    whole = all(not link.problems for link in links)
    return Answer({"valid": whole, "packages": data}, lines, ok=whole)


def _received(all_of_them: list[Received]) -> Answer:
    data = [
        {
            "file": str(one.file),
            "package_id": one.package_id,
            "county": one.office,
            "month": one.month,
            "number": one.number,
            "verdict": one.outcome.value,
            "new": one.new,
            "changed": one.changed,
            "same": one.same,
            "conflicts": one.conflicts,
            "problem": one.problem or None,
        }
        for one in all_of_them
    ]
    lines = []
    for one in all_of_them:
        facts = f"{one.office} {one.month} 第 {one.number} 号" if one.office else "未能识别"
        rows = f"新增 {one.new}、变动 {one.changed}、未变 {one.same} 行" if one.tallies else ""
        found = f",冲突 {one.conflicts} 项" if one.conflicts else ""
        told = f"{rows}{found}" + (f" {one.problem}" if one.problem else "")
        lines.append(f"{one.file.name}:{one.outcome.title}({facts}){told}")
        if one.outcome is Outcome.HELD:
            lines.append(f"  核实后可接收:receive --accept {one.package_id} --reason 理由")
    fine = all(one.outcome in (Outcome.MERGED, Outcome.ALREADY) for one in all_of_them)
    return Answer({"packages": data}, lines or ["文件夹里没有同步包。"], ok=fine)


def _waiting(desk: Desk) -> Answer:
    held = waiting.listing(desk)
    data = [
        {
            "package_id": one.package_id,
            "county": one.office_code,
            "month": one.month,
            "number": one.number,
            "file": one.path,
            "problem": one.sentence,
        }
        for one in held
    ]
    lines = [f"{one.package_id} {one.office_name} 第 {one.number} 号:{one.sentence}" for one in held]
    return Answer({"waiting": data}, lines or ["没有等待决定的同步包。"])


def _receipts(desk: Desk, paths: list[Path]) -> Answer:
    taken = [receipts.take_in(desk, path) for path in paths]
    data = [
        {
            "package_id": one.receipt.package_id,
            "month": str(one.receipt.month),
            "number": one.receipt.number,
            "verdict": "already" if one.again else "taken_in",
            "accepted": one.receipt.accepted,
            "queried": one.queried,
            "refused": one.refused,
        }
        for one in taken
    ]
    lines = [f"{one['month']} 第 {one['number']} 号的回执:{_verdicts(one)}" for one in data]
    return Answer({"receipts": data}, lines)


def _verdicts(facts: dict[str, Any]) -> str:
    return f"接收 {facts['accepted']} 行,请核实 {facts['queried']} 行,未接收 {facts['refused']} 行。"


def _month(month: province.MonthReported) -> dict[str, Any]:
    return {
        "month": month.month,
        "number": month.number,
        "package_id": month.package_id,
        "children": month.children,
        "due_fen": month.due_fen,
        "fen": month.paid_fen,
    }


def _overview_lines(seen: province.Overview) -> list[str]:
    lines = [
        f"{office.name}:{office.last.month} 第 {office.last.number} 号,{office.last.children} 人,"
        f"实发 {in_figures(office.last.paid_fen)} 元" + (f",晚 {office.behind} 个月" if office.behind else "")
        for office in seen.offices
        if office.last
    ]
    lines.append(f"已报 {len(seen.reported)} 家,{seen.children} 人,实发 {in_figures(seen.paid_fen)} 元。")
    never = [office.name for office in seen.offices if office.last is None]
    if never:
        lines.append(f"从未上报 {len(never)} 家:{'、'.join(never)}。")
    if seen.waiting or seen.open_conflicts:
        lines.append(f"待决定的同步包 {seen.waiting} 个,待核定的冲突 {seen.open_conflicts} 项。")
    return lines


def _side(side: Facts) -> dict[str, Any]:
    return {
        "county": side.office_code,
        "name": side.name,
        "school": side.school,
        "stage": side.stage,
        "state": side.state.value,
        "admitted_on": side.admitted_on,
        "batch": side.batch or None,
        "paid_fen": side.paid_fen,
        "paid_on": side.paid_on,
    }


def _side_line(side: Facts) -> str:
    paid = f"已发 {in_figures(side.paid_fen)} 元" + (f"(最近 {side.paid_on})" if side.paid_on else "")
    parts = (side.name, side.school, side.stage, side.state.title, side.batch, paid)
    return f"{side.office_name}({side.office_code}):" + " ".join(filter(None, parts))


def _query(text: str, refused: bool) -> receipts.Query:
    who, equals, sentence = text.partition("=")
    if not equals:
        raise Refused(f"“{text}”请写成 身份证号或姓名=要核实的事。")
    return receipts.Query(who.strip(), sentence.strip(), refused)
