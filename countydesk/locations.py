"""Where things lie on this computer: the user's desks, and the resources that ship with the program."""

import os
import sys
from pathlib import Path

import appdirs

PROGRAM = "CountyDesk"
FOLDER_VARIABLE = "COUNTYDESK_HOME"


def data_folder() -> Path:
    """The user's folder for desks; COUNTYDESK_HOME overrides it.

    No author folder stands between. On Windows appdirs falls back to 8.3 short names for users
    with Chinese names, so the long form is asked back.
    """
    chosen = os.environ.get(FOLDER_VARIABLE)
    folder = Path(chosen) if chosen else Path(appdirs.user_data_dir(PROGRAM, appauthor=False))
    return _long_form(folder.absolute())


def default_desk() -> Path:
    """The desk that is opened when none is named."""
    return data_folder() / "desk"


def resource(*parts: str) -> Path:
    """A file or folder below `resources/`, in a checkout as in the built application."""
    bundle = getattr(sys, "_MEIPASS", None)
    root = Path(bundle) if bundle else Path(__file__).resolve().parent.parent
    return root.joinpath("resources", *parts)


def _long_form(path: Path) -> Path:
    """Windows: the long form of a path, of as much of it as exists."""
    if sys.platform != "win32":
        return path
    import ctypes

    existing = path
    while not existing.exists() and existing != existing.parent:
        existing = existing.parent
    buffer = ctypes.create_unicode_buffer(32768)
    length = ctypes.windll.kernel32.GetLongPathNameW(str(existing), buffer, len(buffer))
    return Path(buffer.value) / path.relative_to(existing) if length else path
