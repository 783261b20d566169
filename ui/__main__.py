"""The entry point: hands commands to countydesk.cli without importing Qt; without one, opens the window.

It is also how the program starts itself to read a file from outside: that comes before all else, and
needs nothing else.
"""

import os
import sys
from pathlib import Path

READ = "__read"  # and the kind of file; as countydesk.outside.process has it


def main() -> int:
    """Run the command that was given, or the window; returns the exit code."""
    words = sys.argv[1:]
    if words[:1] == [READ]:
        from countydesk.services.readers import serve

        return serve(words[1])
    if _opens_window(words):
        from ui.application import run_window

        desk = words[1] if words else None
        return run_window(Path(desk).absolute() if desk else None)
    from countydesk.cli.main import run

    return run(words, take_pictures)


def _opens_window(words: list[str]) -> bool:
    """Without a command the window opens; `--desk DIR` alone says which desk."""
    return not words or (len(words) == 2 and words[0] == "--desk")


def take_pictures(desk: Path, passphrase: str, folder: Path) -> list[Path]:
    """Draw every page of the window on a desk, off-screen, into PNG files in `folder`.

    Raises ImportError where Qt's libraries are missing.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from ui.pictures import draw_pages

    return draw_pages(desk, passphrase, folder)


if __name__ == "__main__":
    sys.exit(main())
