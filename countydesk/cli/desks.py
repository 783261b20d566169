"""The commands that make a desk, check it, and show a whole month on a made-up county."""

import os
import sys
from argparse import Namespace
from pathlib import Path

from countydesk.cli.backups import repaired
from countydesk.cli.main import Answer
from countydesk.cli.opening import VARIABLE, desk_folder, is_handed_over, opened, passphrase_of
from countydesk.cli.readings import chosen
from countydesk.domain.money import in_capitals, in_figures
from countydesk.domain.operators import Role
from countydesk.domain.problems import Refused, Unavailable
from countydesk.services import checking, demo_province, encrypting, founding, setup
from countydesk.services import demo as made_up

COUNTY_CHILDREN = 50  # of each county of a made-up area


def new(options: Namespace) -> Answer:
    """`new --office CODE --unit NAME --operator NAME[:ROLE]…`: make a desk."""
    operators = []
    for text in options.operator:
        name, _, role = text.partition(":")
        operators.append(setup.NewOperator(name, passphrase_of(name), roles_named(role), is_handed_over()))
    folder, database = desk_folder(options), options.database
    with setup.create_desk(folder, options.office, options.unit, operators, database=database) as desk:
        data = {
            "desk": str(desk.folder),
            "office": desk.office.code,
            "name": desk.office.name,
            "level": desk.office.level.value,
            "unit": desk.office.unit,
            "operators": [{"name": o.name, "roles": o.roles} for o in desk.operators],
        }
        return Answer(data, [f"已为{desk.office.unit}({desk.office.name})新建台账:{desk.folder}"])


def encrypt(options: Namespace) -> Answer:
    """`encrypt --operator NAME… [--remove-plain]`: move a desk that lies in the clear under keys."""
    given = is_handed_over()
    people = [setup.NewOperator(n, passphrase_of(n), any_passphrase=given) for n in options.operator]
    moved = encrypting.move(desk_folder(options), people, keep_copy=not options.remove_plain)
    lines = [f"台账已加密:{moved.folder}。下次上报前请重新申请证书。"]
    if moved.copy:
        lines.append(f"明文副本还在 {moved.copy},谁都能读。核对无误后请删除。")
    return Answer({"desk": str(moved.folder), "plain_copy": str(moved.copy) if moved.copy else None}, lines)


def check(options: Namespace) -> Answer:
    """`check [--repair]`: whether the desk is whole; what can be saved where it is not."""
    if options.repair and (answer := repaired(options)):
        return answer
    try:
        with opened(options) as desk:
            problems = checking.check(desk)
    except Unavailable as fault:
        problems = [str(fault)]
    return Answer({"ok": not problems, "problems": problems}, problems or ["台账完好。"], ok=not problems)


def demo(options: Namespace) -> Answer:
    """`demo DIR`: a month on a made-up county, its papers and its package; `--province`: a whole area."""
    if options.province:
        return _province(options)
    if options.children is not None and not 1 <= options.children <= made_up.MOST_CHILDREN:
        raise Refused(f"人数请填 1 到 {made_up.MOST_CHILDREN}。")
    passphrase = os.environ.get(VARIABLE, made_up.PASSPHRASE)
    shown = made_up.show(
        Path(options.folder).absolute(), passphrase, options.children, options.founding_report
    )
    pictures = [*shown.pictures, *_window_pictures(options, shown, passphrase)]
    data = {
        "desk": str(shown.desk),
        "children": shown.children,
        "paid_fen": shown.paid_fen,
        "roster": str(shown.roster),
        "package": str(shown.package),
        "verification": str(shown.verification),
        "pictures": [str(path) for path in pictures],
    }
    money = f"{in_figures(shown.paid_fen)} 元,人民币{in_capitals(shown.paid_fen)}"
    lines = [
        f"虚构台账:{shown.desk}(口令 {passphrase if passphrase == made_up.PASSPHRASE else '同环境变量'})",
        f"帮扶对象 {shown.children} 人,实发 {money}",
        f"发放花名册:{shown.roster}",
        f"同步包:{shown.package}",
        f"检验结果:{shown.verification}",
        f"图片 {len(pictures)} 张:{shown.pictures[0].parent if shown.pictures else '无'}",
    ]
    return Answer(data, lines)


def _province(options: Namespace) -> Answer:
    """The authority, the counties' packages, and the province's desk that received them."""
    children = COUNTY_CHILDREN if options.children is None else options.children
    if not 1 <= children <= made_up.MOST_CHILDREN:
        raise Refused(f"人数请填 1 到 {made_up.MOST_CHILDREN}。")
    passphrase = os.environ.get(VARIABLE, made_up.PASSPHRASE)
    folder = Path(options.folder).absolute()
    if options.founding_report:
        return _founding(folder, passphrase)
    area = demo_province.show(folder, passphrase, options.counties, children, options.months)
    data = {"province": str(area.province), "packages": [str(path) for path in area.packages]}
    lines = [f"虚构的省级台账:{area.province}", f"已接收 {len(area.packages)} 个同步包。"]
    return Answer(data, lines)


def _founding(folder: Path, passphrase: str) -> Answer:
    """The province of the 2020 report."""
    made = founding.show(folder, passphrase)
    data = {
        "province": str(made.province),
        "children": made.children,
        "paid_fen": made.paid_fen,
        "packages": [str(path) for path in made.packages],
    }
    return Answer(
        data,
        [
            f"2020 年报告的样例省:{made.province},已接收 {len(made.packages)} 个同步包。",
            f"帮扶对象 {made.children} 人,实发 {in_figures(made.paid_fen)} 元。",
        ],
    )


def _window_pictures(options: Namespace, shown: made_up.Shown, passphrase: str) -> list[Path]:
    """The window's pages, where a window can be drawn; without one the month is shown all the same."""
    if options.take_pictures is None:
        return []
    try:
        pictures: list[Path] = options.take_pictures(shown.desk, passphrase, shown.desk.parent / "pictures")
    except (ImportError, Unavailable) as fault:
        print(f"窗口图片没有生成:{fault}", file=sys.stderr)
        return []
    return pictures


def roles_named(word: str) -> tuple[Role, ...]:
    """The role that a word names, as a tuple; "" for all of them. Raises `Refused` for an unknown one."""
    return (chosen(word, tuple(Role)),) if word else ()
