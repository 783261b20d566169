"""Two small commands for the hand, which open no desk: a citizen ID, an amount in capitals."""

from argparse import Namespace
from datetime import date

from countydesk.cli.main import Answer
from countydesk.domain.identity import examine
from countydesk.domain.money import in_capitals, in_figures, parse_yuan
from countydesk.services.places import regions


def identify(options: Namespace) -> Answer:
    """`id TEXT`: the normalised number, valid or why not, and what it says."""
    found = examine(options.text, date.today(), regions())
    data = {
        "valid": found.valid,
        "id": found.id,
        "birth": found.birth.isoformat() if found.birth else None,
        "sex": found.sex,
        "region": found.region,
        "reason": found.reason,
        "warnings": list(found.warnings),
    }
    if not found.valid:
        return Answer(data, [found.reason or "号码无效。"], ok=False)
    birth = f"{found.birth.year}年{found.birth.month}月{found.birth.day}日生" if found.birth else ""
    facts = " ".join(str(part) for part in (found.id, found.sex, birth, found.region) if part)
    return Answer(data, [f"有效:{facts}", *found.warnings])


def amount(options: Namespace) -> Answer:
    """`amount 1409.50`: 人民币大写."""
    fen = parse_yuan(options.text)
    capitals = f"人民币{in_capitals(fen)}"
    return Answer({"fen": fen, "figures": in_figures(fen), "capitals": capitals}, [capitals])
