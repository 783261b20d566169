"""The reading process: what it brings back, and that whatever happens to it is told in a sentence."""

import io
import os
import sys
from datetime import date
from typing import Any

import pytest
from PIL import Image

from countydesk.domain.problems import Refused
from countydesk.imports.spreadsheet import read_sheets
from countydesk.outside import frames, process
from countydesk.outside.frames import Frame
from countydesk.outside.process import GaveUp, read_apart
from countydesk.services import outside


class Cancelled(Exception):
    """Nobody wants it any more."""


CSV = "姓名,身份证号\n张小明,621223201201019991\n".encode("gbk")


def in_this_process(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Let the reading process run `code`, a reader's body, instead of what it is told to."""
    program = (
        "import os, sys, time\nfrom countydesk.outside import confined\n"
        f"def reads(options, data):\n    {code}\n"
        "sys.exit(confined.serve(reads))"
    )
    monkeypatch.setattr(process, "_command", lambda kind: [sys.executable, "-c", program])


def test_values_days_and_bytes_come_back_as_they_were() -> None:
    stream = io.BytesIO()
    value = ["姓名\ud800", 10**30, 0.1, None, True, date(2020, 8, 1), [1.0]]
    frames.write(stream, Frame.VALUE, value)
    frames.write(stream, Frame.BYTES, b"\0" * 100_000)
    stream.seek(0)
    assert frames.read(stream)[1] == value
    assert frames.read(stream)[1] == b"\0" * 100_000
    with pytest.raises(EOFError):
        frames.read(stream)


def test_a_table_is_the_same_read_here_or_apart() -> None:
    assert outside.sheets_of(CSV, "名单") == read_sheets(CSV, "名单")


def test_a_photo_is_made_safe_apart() -> None:
    content = io.BytesIO()
    Image.new("RGB", (2000, 100)).save(content, "PNG")
    with Image.open(io.BytesIO(outside.safe_photo(content.getvalue()))) as safe:
        assert (safe.format, safe.size) == ("JPEG", (1280, 64))


def test_the_readers_own_sentence_is_told() -> None:
    with pytest.raises(Refused, match="不是能识别的照片") as refusal:
        outside.safe_photo(b"no picture")
    assert not isinstance(refusal.value, GaveUp)


@pytest.mark.parametrize(
    ("code", "word"),
    [
        ("return [bytes(2 << 30)]", "内存过多"),
        ("raise ZeroDivisionError", "读取中断"),
        ("os.abort()", "读取中断"),
        ("os.write(3, b'rubbish that is no frame'); return []", "读取中断"),
        ("return (bytes(1 << 25) for _ in range(9))", "内存过多"),
    ],
)
def test_a_process_that_breaks_is_a_sentence(monkeypatch: pytest.MonkeyPatch, code: str, word: str) -> None:
    in_this_process(monkeypatch, code)
    with pytest.raises(GaveUp, match=word):
        list(read_apart("workbook", {}, b"x" * 1_000_000))


def test_a_process_that_does_not_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    in_this_process(monkeypatch, "time.sleep(600)")
    monkeypatch.setattr(process, "SECONDS", 0.2)
    with pytest.raises(GaveUp, match="没有读完"):
        list(read_apart("workbook", {}, b""))


def test_cancelling_ends_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    in_this_process(monkeypatch, "yield os.getpid(); time.sleep(600)")
    wanted = True

    def look() -> None:
        if not wanted:
            raise Cancelled

    coming = read_apart("workbook", {}, b"", look)
    pid = next(coming)
    wanted = False
    with pytest.raises(Cancelled):
        next(coming)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_what_prints_in_the_process_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    in_this_process(monkeypatch, "print('noise', flush=True); os.write(1, b'noise'); return [1]")
    assert list(read_apart("workbook", {}, b"")) == [1]


@pytest.mark.skipif(sys.platform == "win32", reason="a job object sets the limits there")
def test_the_process_writes_no_file_and_knows_no_passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COUNTYDESK_PASSPHRASE", "demo")
    in_this_process(
        monkeypatch,
        "import resource as r; return [r.getrlimit(r.RLIMIT_AS)[0], r.getrlimit(r.RLIMIT_CPU)[0],"
        " r.getrlimit(r.RLIMIT_FSIZE)[0], os.environ.get('COUNTYDESK_PASSPHRASE')]",
    )
    assert list(read_apart("workbook", {}, b"")) == [1 << 30, 20, 0, None]


def test_it_does_not_run_what_lies_about(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    (tmp_path / "csv.py").write_text("raise SystemExit(7)")
    monkeypatch.chdir(tmp_path)
    assert outside.sheets_of(CSV, "名单")
