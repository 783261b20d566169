"""The commands for a successor and for a guardian: what is handed over, what is held of a child."""

from argparse import Namespace
from pathlib import Path

from countydesk.cli.main import Answer
from countydesk.cli.opening import is_handed_over, opened, passphrase_of
from countydesk.cli.printed import saved
from countydesk.services import beneficiaries, handing_over, held, papers
from countydesk.services.setup import NewOperator


def hand_over(options: Namespace) -> Answer:
    """`handover [--to NAME --reason …] [--print FOLDER]`: what is unfinished; with a name, it is done."""
    with opened(options) as desk:
        open_ = handing_over.unfinished(desk)
        files = []
        if options.print:
            paper = handing_over.paper(desk, options.to)
            files.append(str(papers.save(paper, Path(options.print).absolute())))
        lines = [*open_.tasks, *(f"{one.number} {one.title} 未签收 {one.unsigned} 人" for one in open_.money)]
        lines += [*open_.keys, *(f"已写入:{file}" for file in files)]
        if options.to and options.reason:
            leaving = desk.operator.name
            own = passphrase_of(leaving)
            person = NewOperator(options.to, passphrase_of(options.to), any_passphrase=is_handed_over())
            handing_over.hand_over(desk, own, person, options.reason)
            lines.append(f"已由{leaving}交接给{options.to}。")
        data = {
            "tasks": list(open_.tasks),
            "money": [vars(one) for one in open_.money],
            "keys": list(open_.keys),
            "files": files,
            "operator": desk.operator.name,
        }
    return Answer(data, lines)


def held_of(options: Namespace) -> Answer:
    """`held WHO --to FOLDER`: the paper that tells a guardian what is held of the child."""
    with opened(options) as desk:
        return saved(held.paper(desk, beneficiaries.named(desk, options.who).id), options.to)
