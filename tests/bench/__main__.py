"""`python -m tests.bench [search|export|september|window …]`: all of them, or those named."""

import importlib
import sys

PARTS = ("encryption", "entries", "export", "search", "september", "window")


def main(words: list[str]) -> int:
    for name in words or PARTS:
        print(f"— {name}", flush=True)
        importlib.import_module(f"tests.bench.{name}").run()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
