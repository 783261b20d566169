"""The commands for targets."""

from argparse import Namespace

from countydesk.cli.main import Answer
from countydesk.cli.opening import opened
from countydesk.services import targets
from countydesk.services.targets import NewTarget


def set_(options: Namespace) -> Answer:
    """`targets set`: what an indicator is to reach in a year."""
    new = NewTarget(
        options.indicator, options.year, options.amount, options.place, options.approx, options.note
    )
    with opened(options) as desk:
        targets.set_(desk, new, options.reason)
        title = targets.indicator_named(desk, options.indicator).title
    return Answer({"indicator": options.indicator, "year": options.year}, [f"已设目标:{title}。"])


def list_(options: Namespace) -> Answer:
    """`targets list`: by year, indicator and place."""
    with opened(options) as desk:
        found = targets.listing(desk, options.year, options.indicator, options.office)
        known = desk.catalogue.indicators
        lines = [
            f"{target.year}年 {known[target.indicator].title if target.indicator in known else '旧指标'} "
            f"{target.place_code or target.office_code} {targets.shown(desk, target)}"
            for target in found
        ]
    return Answer({"targets": [target.model_dump() for target in found]}, lines or ["没有目标。"])
