"""The commands of transfers: a child's file for another county, and a child that comes with one."""

from argparse import Namespace
from dataclasses import asdict
from pathlib import Path

from countydesk.cli.main import Answer
from countydesk.cli.opening import opened, passphrase_of
from countydesk.domain.days import parse_day
from countydesk.services import beneficiaries, moving_away, transfers
from countydesk.services.transfers import Arrival


def out(options: Namespace) -> Answer:
    """`transfer out WHO --office CODE --to DIR [--certificate FILE]`."""
    with opened(options) as desk:
        made = moving_away.hand_over(
            desk,
            beneficiaries.named(desk, options.who).id,
            options.office,
            Path(options.to).absolute(),
            passphrase_of(desk.operator.name),
            Path(options.certificate).absolute() if options.certificate else None,
        )
    data = {"file": str(made.path), "id": made.file_id, "encrypted": made.encrypted}
    how = "已加密给对方和上级" if made.encrypted else moving_away.PLAIN
    return Answer(data, [f"转移档案:{made.path}", f"标识 {made.file_id}", how])


def in_(options: Namespace) -> Answer:
    """`transfer in FILE [--dry-run] [--day] [--school --class --township --village]`."""
    with opened(options) as desk:
        path = Path(options.file).absolute()
        coming = transfers.preview(desk, path)
        lines = [f"{title}:{words}" for title, words in transfers.told(coming, desk.today)]
        data = {
            "id": coming.file_id,
            "from": coming.transfer.issuer,
            "name": coming.transfer.child.name,
            "terms": [str(term) for term in coming.terms],
            "fen": coming.fen,
            "comes_back": coming.known is not None,
            "problem": coming.problem,
        }
        if options.dry_run:
            lines.append(coming.problem or "预览(未写入)。")
            return Answer(data, lines, ok=not coming.problem)
        day = parse_day(options.day, desk.today) if options.day else None
        arrival = Arrival(options.school, options.class_name, options.township, options.village)
        came = transfers.take_in(desk, path, arrival, day)
    data |= {"child": came.child.id, "event": came.event.id, "arrival": asdict(arrival)}
    lines.append(f"已接收,状态“{came.child.state.title}”。核对后请用 transfer admit 批准入库。")
    return Answer(data, lines)


def admit(options: Namespace) -> Answer:
    """`transfer admit WHO --finding …`."""
    with opened(options) as desk:
        child = beneficiaries.named(desk, options.who)
        recorded = transfers.admit(desk, child.id, options.finding)
    data = {"child": child.id, "event": recorded.event.id, "effect": recorded.effect}
    return Answer(data, [f"{child.name}已入库。", recorded.effect])
