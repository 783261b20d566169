"""Runs a command: its words in, one answer out, an honest exit code."""

import importlib
import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from countydesk.cli.words import parser
from countydesk.crash_reports import describe, keep
from countydesk.domain.problems import Refused, Unavailable
from countydesk.locations import data_folder

TakePictures = Callable[[Path, str, Path], list[Path]]


@dataclass(frozen=True)
class Answer:
    """What a command answers: the JSON for programs, the lines for people, and whether all is well."""

    data: dict[str, Any]
    lines: Sequence[str] = field(default_factory=list)
    ok: bool = True


def run(words: Sequence[str], take_pictures: TakePictures | None = None) -> int:
    """Run one command; returns 0 done, 1 refused or invalid, 2 wrong use.

    `take_pictures` draws the window's pages for `demo`; the commands themselves know no window.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    whole = parser()
    try:
        options = whole.parse_args(words)
    except SystemExit as ended:
        return int(ended.code or 0)
    if options.command is None:
        whole.print_help(sys.stderr)
        return 2
    options.take_pictures = take_pictures
    try:
        answer = _function(options.does)(options)
    except Refused as refused:
        answer = Answer({"error": str(refused)}, [str(problem) for problem in refused.problems], ok=False)
    except Unavailable as fault:
        answer = Answer({"error": str(fault)}, [str(fault)], ok=False)
    except Exception as fault:  # ours: reported, never a bare traceback
        answer = _reported(fault)
    try:
        _say(answer, options.json)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read the output has had enough: no fault
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0 if answer.ok else 1


def _function(does: str) -> Callable[[Any], Answer]:
    module, name = does.split(":")
    function: Callable[[Any], Answer] = getattr(importlib.import_module(f"countydesk.cli.{module}"), name)
    return function


def _reported(fault: Exception) -> Answer:
    """A fault of the program's own, kept as a report that can be sent; it has no personal data."""
    now = datetime.now().astimezone()
    report = describe(fault, now)
    path = keep(report, data_folder() / "reports", now)
    where = f"报告已存在 {path},请发给开发者。" if path else report
    sentence = f"程序出了错,这一步没有办成。{where}"
    return Answer({"error": sentence}, [sentence], ok=False)


def _say(answer: Answer, as_json: bool) -> None:
    """With --json the JSON alone goes to stdout, also when the end is 1."""
    if as_json:
        print(json.dumps(answer.data, ensure_ascii=False, default=str))
        return
    stream = sys.stdout if answer.ok else sys.stderr
    for line in answer.lines:
        print(line, file=stream)
