"""`python -m tests.faults [--short] [--json] [N …]`: every promise, or those numbered, put to the proof.

A promise is a module `promise_NN.py` beside this one with `run(long: bool) -> Outcome`.
"""

import argparse
import importlib
import json
import sys
import traceback
from dataclasses import asdict
from pathlib import Path

from tests.faults import Outcome

PROMISES = {int(path.stem[-2:]): path.stem for path in sorted(Path(__file__).parent.glob("promise_*.py"))}


def outcome_of(number: int, long: bool) -> Outcome:
    """The outcome of one promise; a proof that itself broke down has failed, and the next one goes on."""
    try:
        found: Outcome = importlib.import_module(f"tests.faults.{PROMISES[number]}").run(long)
    except Exception as failure:
        traceback.print_exc()
        return Outcome(f"promise {number}", 1, 1, f"the proof broke down: {failure!r}")
    return found


def main(words: list[str]) -> int:
    """Print every outcome (as one JSON object with `--json`); 1 if any promise was broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--short", action="store_true", help="the form that runs with the tests")
    parser.add_argument("--json", action="store_true", help="one JSON object, by number")
    parser.add_argument("number", nargs="*", type=int, choices=[[], *PROMISES], metavar="N")
    options = parser.parse_args(words)
    outcomes = {}
    for number in options.number or PROMISES:
        found = outcomes[number] = outcome_of(number, long=not options.short)
        line = f"{number:2} {found.promise}\n   tried {found.tried}, failed {found.failed}; {found.figure}"
        print(line, file=sys.stderr if options.json else sys.stdout, flush=True)
    if options.json:
        print(json.dumps({number: asdict(found) for number, found in outcomes.items()}, ensure_ascii=False))
    return int(any(found.failed for found in outcomes.values()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
