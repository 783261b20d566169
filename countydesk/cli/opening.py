"""Opening the desk that a command works on: which folder, whose passphrase, who acts."""

import getpass
import os
import sys
from argparse import Namespace
from pathlib import Path

from countydesk.domain.problems import Refused
from countydesk.locations import default_desk
from countydesk.services import backups
from countydesk.services.desk import Desk, open_desk
from countydesk.services.keyholders import operators_of

VARIABLE = "COUNTYDESK_PASSPHRASE"
FILE_VARIABLE = "COUNTYDESK_FILE_PASSPHRASE"


def desk_folder(options: Namespace) -> Path:
    """The folder that --desk names, or the user's own desk."""
    return Path(options.desk).absolute() if options.desk else default_desk()


def passphrase_of(operator: str) -> str:
    """The passphrase from COUNTYDESK_PASSPHRASE, or asked for. Raises `Refused` where nobody can be asked."""
    given = os.environ.get(VARIABLE)
    if given is not None:
        return given
    if not sys.stdin or not sys.stdin.isatty():
        raise Refused(f"请在环境变量 {VARIABLE} 中给出{operator}的口令。")
    return getpass.getpass(f"{operator}的口令:", stream=sys.stderr)


def is_handed_over(variable: str = VARIABLE) -> bool:
    """Whether a script hands passphrases over; new ones that a person types have to be good ones."""
    return variable in os.environ


def opened(options: Namespace) -> Desk:
    """The desk, opened as the person whom --by names (the first operator otherwise).

    The first command of a day backs it up; that this failed is told on stderr and stops nothing.
    """
    folder = desk_folder(options)
    name = options.by or operators_of(folder)[0]
    desk = open_desk(folder, passphrase_of(name), name, database=options.database)
    standing = backups.daily(desk)
    if standing and standing.fault:
        print(standing.fault, file=sys.stderr)
    return desk


def file_passphrase(what: str, again: bool = False) -> str:
    """The passphrase of a key file, from COUNTYDESK_FILE_PASSPHRASE or asked for, twice when it is new.

    Raises `Refused` where nobody can be asked, or if the two differ.
    """
    given = os.environ.get(FILE_VARIABLE)
    if given is not None:
        return given
    if not sys.stdin or not sys.stdin.isatty():
        raise Refused(f"请在环境变量 {FILE_VARIABLE} 中给出{what}的口令。")
    first = getpass.getpass(f"{what}的口令:", stream=sys.stderr)
    if again and getpass.getpass("再输入一次:", stream=sys.stderr) != first:
        raise Refused("两次输入的口令不一样,请重来。")
    return first
