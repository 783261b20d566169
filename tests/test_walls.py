"""The walls of the house: who may import whom, what a room may be called, and that it says what it is for."""

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
CONTRACTS = PROJECT["tool"]["importlinter"]["contracts"]
MODULES = sorted(path for room in ("countydesk", "ui", "tests") for path in (ROOT / room).rglob("*.py"))
NO_ROOM = {"util", "helper", "common", "base", "manager", "handler", "controller", "misc"}


def told(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def words(path: Path) -> set[str]:
    return {word.removesuffix("s") for word in path.relative_to(ROOT).with_suffix("").parts}


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda contract: contract["name"])
def test_import_contract(contract: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    kept = lint_imports(
        config_filename=str(ROOT / "pyproject.toml"), limit_to_contracts=(contract["id"],), no_cache=True
    )
    assert kept == 0, f"{contract['name']}:\n{capsys.readouterr().out}"


def test_every_room_stands_on_a_floor() -> None:
    floors = next(contract for contract in CONTRACTS if contract["id"] == "floors")["layers"]
    placed = {room.strip().removeprefix("countydesk.") for floor in floors for room in floor.split("|")}
    rooms = {path.stem for path in (ROOT / "countydesk").iterdir() if not path.name.startswith("_")}
    assert rooms <= placed, f"These rooms stand on no floor of the import contract: {sorted(rooms - placed)}"


def test_commands_do_not_load_qt() -> None:
    ask = [sys.executable, "-c", "import sys, ui.__main__; sys.exit('PySide6' in sys.modules)"]
    loaded = subprocess.run(ask, cwd=ROOT).returncode
    assert not loaded, "The entry point loads Qt before it knows that a window is wanted"


def test_no_room_is_a_lumber_room() -> None:
    found = [told(path) for path in MODULES if words(path) & NO_ROOM]
    assert not found, f"A word of the field is missing for {found}"


def test_every_module_says_what_it_is_for() -> None:
    silent = [told(path) for path, tree in parsed() if not ast.get_docstring(tree)]
    assert not silent, f"These modules open without a sentence that says what they are for: {silent}"


def test_the_domain_has_no_clock() -> None:
    clocks = {"today", "now", "utcnow"}
    asked = [
        f"{told(path)}:{node.lineno}"
        for path, tree in parsed()
        if told(path).startswith("countydesk/domain/")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in clocks
    ]
    assert not asked, f"The domain is told the day, it does not ask for it: {asked}"


def parsed() -> Iterator[tuple[Path, ast.Module]]:
    return ((path, ast.parse(path.read_text("utf-8"))) for path in MODULES)
