"""The commands of school life: events, September, who is due what, and what is still needed."""

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from countydesk.cli.main import Answer
from countydesk.cli.opening import opened
from countydesk.cli.readings import chosen
from countydesk.domain.days import parse_day, show_day
from countydesk.domain.enrolment import RECORDED
from countydesk.domain.fields import Choice
from countydesk.domain.grades import Stage
from countydesk.domain.money import in_figures, parse_yuan
from countydesk.domain.months import Term
from countydesk.domain.problems import Refused
from countydesk.domain.promotion import Decision, Move
from countydesk.services import beneficiaries, owing, promotion, school_life, school_lists
from countydesk.services import due as services_due
from countydesk.services.desk import Desk
from countydesk.services.due import Decided
from countydesk.services.promotion import Promotion
from countydesk.services.school_life import Happened, Recorded


def event(options: Namespace) -> Answer:
    """`event WHO KIND …`, `event undo ID --reason …`, `event list WHO`."""
    with opened(options) as desk:
        if options.who == "list":
            found = school_life.listing(desk, beneficiaries.named(desk, options.what).id)
            return Answer({"events": [_event(one) for one in found]}, [_line(one) for one in found])
        if options.who == "undo":
            return _recorded(school_life.undo(desk, options.what, options.reason))
        day = parse_day(options.day, desk.today) if options.day else desk.today
        recorded = school_life.record(
            desk,
            beneficiaries.named(desk, options.who).id,
            chosen(options.what, RECORDED),
            day,
            options.reason,
            options.paper,
            options.school,
            options.class_name,
        )
        return _recorded(recorded)


def promote(options: Namespace) -> Answer:
    """`promote YEAR [--dry-run] [--confirm all|WHO=DECISION] [--lists FOLDER]`, `promote YEAR --undo`."""
    year = int(options.year) if str(options.year).isdecimal() else 0
    if not 2000 <= year <= 2100:
        raise Refused(f"学年“{options.year}”无法识别,请写起始年份,例如 2026。")
    with opened(options) as desk:
        if options.undo:
            promotion.undo(desk, year, options.reason)
            return Answer({"year": year, "undone": True}, [f"已撤销 {year} 学年升级。"])
        shown = promotion.plan(desk, year)
        lists = school_lists.write(desk, year, Path(options.lists).absolute()) if options.lists else []
        data, lines = _promotion(shown), _lines(shown)
        data["lists"] = [str(path) for path in lists]
        lines += [f"在校确认表:{path}" for path in lists]
        if not options.dry_run:
            done = promotion.promote(desk, year, _decisions(desk, shown, options.confirm))
            data["written"] = {decision.value: number for decision, number in done.written.items()}
            counted = ",".join(f"{decision.title} {number} 人" for decision, number in done.written.items())
            lines.append(f"已办理:{counted}。")
    return Answer(data, lines)


def due(options: Namespace) -> Answer:
    """`due TERM [--day] [--to FILE]`: who is due what and why, who is not and why; what is left open."""
    term = Term.parse(options.term)
    with opened(options) as desk:
        day = parse_day(options.day, desk.today) if options.day else None
        found = services_due.looked_at(desk, term, day)
        if options.to:
            services_due.hand_out(desk, term, day, Path(options.to).absolute())
    data = {
        "term": str(term),
        "day": found.day.isoformat(),
        "children": len(found.due),
        "fen": found.fen,
        "due": [_decided(one) for one in found.due],
        "not_due": [_decided(one) for one in found.not_due],
        "arrears": [_decided(one) | {"term": str(one.term)} for one in found.arrears],
    }
    whole = f"{len(found.due)} 人,{in_figures(found.fen)} 元"
    lines = [f"{term.title} 尚待列入名册 {whole}(以{show_day(found.day)}为准)"]
    lines += [_said(one) for one in found.due]
    if found.not_due:
        lines.append(f"不列入 {len(found.not_due)} 人:")
        lines += [_said(one) for one in found.not_due]
    if found.arrears:
        before = found.arrears[0].term.title
        lines.append(f"上一期可补发 {len(found.arrears)} 人,不列入本期名册,请另拟 {before}名册:")
        lines += [_said(one) for one in found.arrears]
    return Answer(data, lines)


def _decided(one: Decided) -> dict[str, Any]:
    amount = {} if one.fen is None else {"fen": one.fen}
    return {"id": one.id, "name": one.name, **amount, "sentence": one.sentence}


def _said(one: Decided) -> str:
    amount = "" if one.fen is None else f" {in_figures(one.fen)} 元"
    return f"  {one.name}{amount}:{one.sentence}"


def owed(options: Namespace) -> Answer:
    """`owed [--standard STAGE=YUAN] [--to FILE]`: what is needed to graduation, by year and stage."""
    supposed = dict(_supposed(text) for text in options.standard)
    with opened(options) as desk:
        now = owing.to_graduation(desk)
        then = owing.to_graduation(desk, supposed) if supposed else now
        if options.to:
            owing.hand_out(desk, supposed, Path(options.to).absolute())
    total, before = sum(one.fen for one in then), sum(one.fen for one in now)
    data = {
        "fen": total,
        "years": [
            {
                "school_year": one.school_year,
                "stage": one.stage.value,
                "instalments": one.instalments,
                "fen": one.fen,
            }
            for one in then
        ],
        "supposed": {stage.value: fen for stage, fen in supposed.items()},
        "fen_as_it_is": before,
    }
    lines = [
        f"{one.school_year} 学年 {one.stage.title} {one.instalments} 人次 {in_figures(one.fen)} 元"
        for one in then
    ]
    lines.append(f"至全部毕业共需 {in_figures(total)} 元")
    if supposed:
        lines.append(f"按现行标准为 {in_figures(before)} 元,相差 {in_figures(total - before)} 元")
    return Answer(data, lines)


def _supposed(text: str) -> tuple[Stage, int]:
    stage, _, yuan = text.partition("=")
    if not yuan.strip():
        raise Refused(f"“{text}”请写成 学段=每年元数,例如 初中=4000。")
    return chosen(stage.strip(), tuple(Stage)), parse_yuan(yuan)


def _decisions(desk: Desk, shown: Promotion, texts: Sequence[str]) -> dict[str, Decision]:
    """ "all" confirms what is proposed; WHO=DECISION decides one."""
    found: dict[str, Decision] = {}
    if "all" in texts:
        found = {move.child.id: move.proposed for move in shown.undecided}
    for text in texts:
        if text == "all":
            continue
        who, _, decision = text.partition("=")
        if not decision.strip():
            raise Refused(f"“{text}”请写成 谁=决定,例如 张小明=毕业;全部按建议办理写 all。")
        found[beneficiaries.named(desk, who.strip()).id] = chosen(decision.strip(), tuple(Decision))
    return found


def _recorded(recorded: Recorded) -> Answer:
    kept = recorded.event
    data = {
        "id": kept.id,
        "kind": kept.kind.value,
        "day": kept.day.isoformat(),
        "effect": recorded.effect,
    }
    return Answer(data, [f"已登记{kept.kind.title}({kept.day},编号 {kept.id})。", recorded.effect])


def _event(one: Happened) -> dict[str, Any]:
    kept = one.event
    return {
        "id": kept.id,
        "kind": kept.kind.value,
        "day": kept.day.isoformat(),
        "reason": kept.reason,
        "paper": kept.paper,
        "by": kept.recorded_by,
        "changes": kept.changed(),
        "undone": one.undone,
        "undoes": kept.undoes_id,
    }


def _line(one: Happened) -> str:
    kept = one.event
    undone = "(已撤销)" if one.undone else ""
    return f"{kept.day} {kept.kind.title}{undone} {kept.reason} {kept.recorded_by} 编号 {kept.id}"


def _promotion(shown: Promotion) -> dict[str, Any]:
    return {
        "year": shown.year,
        "going_on": len(shown.going_on),
        "moved": [_move(move) for move in shown.moved],
        "exceptions": [_move(move) for move in shown.exceptions],
        "undecided": len(shown.undecided),
        "repriced": [
            {"children": one.children, "before_fen": one.before_fen, "after_fen": one.after_fen}
            for one in shown.repriced
        ],
        "done": shown.done,
    }


def _move(move: Move) -> dict[str, Any]:
    return {
        "id": move.child.id,
        "name": move.child.name,
        "school": move.child.school,
        "before": move.before,
        "after": move.after,
        "proposed": _value(move.proposed),
        "choices": [_value(choice) for choice in move.choices],
        "must_be_confirmed": move.must,
        "reasons": list(move.reasons),
    }


def _value(choice: Choice) -> str:
    return str(choice.value)


def _lines(shown: Promotion) -> list[str]:
    lines = [
        f"{shown.year} 学年:照常 {len(shown.going_on)} 人,升学 {len(shown.moved)} 人,"
        f"待确认 {len(shown.undecided)} 人,例外共 {len(shown.exceptions)} 人"
    ]
    for one in shown.repriced:
        before, after = (in_figures(fen) if fen else "无标准" for fen in (one.before_fen, one.after_fen))
        lines.append(f"  {one.children} 人的标准由 {before} 改为 {after} 元/年")
    lines += [
        f"  {'待确认' if move.must else '请留意'} {move.child.name} {move.child.school}"
        f" {move.before}→{move.after}:{';'.join(move.reasons)}"
        for move in shown.exceptions
    ]
    return lines
