"""The catalogue, shown; without a desk it is the one that ships with the program."""

from argparse import Namespace
from collections.abc import Iterable
from typing import Any

from countydesk.cli.main import Answer
from countydesk.cli.opening import desk_folder
from countydesk.domain.catalogue import Programme
from countydesk.services.catalogue import with_own


def show(options: Namespace) -> Answer:
    """`catalogue`: the programmes, and what they answer; a faulty file of the desk is told."""
    found = with_own(desk_folder(options))
    programmes = found.catalogue.programmes.values()
    actions = {action.key: action for action in found.catalogue.actions}
    problems = [str(problem) for problem in found.problems]
    data: dict[str, Any] = {
        "programmes": [
            {
                "key": programme.key,
                "title": programme.title,
                "action": programme.action,
                "kinds": [kind.key for kind in programme.kinds],
                "indicators": [indicator.name for indicator in programme.indicators],
                "answers": sorted({*actions[programme.action].answers, *answered(programme)}),
            }
            for programme in programmes
        ],
    }
    if problems:
        data["problems"] = problems
    lines = [
        f"{actions[programme.action].title} · {programme.title}:"
        f"{'、'.join(kind.title for kind in programme.kinds) or '(只有指标)'}"
        for programme in programmes
    ]
    return Answer(data, problems or lines, ok=not problems)


def answered(programme: Programme) -> Iterable[str]:
    """The rows of the report's table that a programme answers."""
    yield from programme.answers
    for indicator in programme.indicators:
        yield from indicator.answers
    for kind in programme.kinds:
        yield from kind.answers
        for field in kind.fields:
            yield from field.answers
        for relation in kind.relations:
            yield from relation.answers
