"""The commands of retention: whose time is over, proposed by one person, anonymised by another."""

from argparse import Namespace

from countydesk.cli.main import Answer
from countydesk.cli.opening import opened
from countydesk.domain.days import show_day
from countydesk.domain.problems import Refused
from countydesk.services import retention
from countydesk.services.desk import Desk


def list_(options: Namespace) -> Answer:
    """`retention list`."""
    with opened(options) as desk:
        lines, done = retention.due(desk), retention.done(desk)
    data = {
        "due": [
            {
                "id": line.child_id,
                "name": line.name,
                "state": line.state,
                "ended_on": line.ended_on.isoformat(),
                "due_on": line.due_on.isoformat(),
                "proposed_by": line.proposed_by,
            }
            for line in lines
        ],
        "anonymous": [one.beneficiary_id for one in done],
    }
    told = [
        f"{line.name} {line.state.title},{show_day(line.ended_on)}结束"
        + (f",{line.proposed_by}已提出,待另一人确认" if line.proposed_by else "")
        for line in lines
    ]
    return Answer(data, told or ["没有保存期满的对象。"])


def propose(options: Namespace) -> Answer:
    """`retention propose WHO…|all`."""
    with opened(options) as desk:
        ids = _ids(desk, options.who)
        retention.propose(desk, ids)
    return Answer({"proposed": ids}, [f"已提出匿名化 {len(ids)} 人,由另一位经办人员确认。"])


def withdraw(options: Namespace) -> Answer:
    """`retention withdraw WHO… --reason`."""
    with opened(options) as desk:
        ids = _ids(desk, options.who)
        retention.withdraw(desk, ids, options.reason)
    return Answer({"withdrawn": ids}, [f"已撤回 {len(ids)} 人。"])


def confirm(options: Namespace) -> Answer:
    """`retention confirm WHO…|all`."""
    with opened(options) as desk:
        ids = _ids(desk, options.who)
        retention.confirm(desk, ids)
    return Answer({"anonymous": ids}, [f"已匿名化 {len(ids)} 人。更早的备份里还有,轮换后消失。"])


def _ids(desk: Desk, who: list[str]) -> list[str]:
    """The children meant, by id or name, among those whose time is over. Raises `Refused`."""
    lines = retention.due(desk)
    if who == ["all"]:
        return [line.child_id for line in lines]
    found = []
    for word in who:
        same = [line.child_id for line in lines if word in (line.child_id, line.name)]
        if len(same) != 1:
            raise Refused(
                f"期满名单中{'没有' if not same else '不止一个'}“{word}”,请用 retention list 查看编号。"
            )
        found += same
    return found
