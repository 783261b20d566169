"""Making a new desk: the office, its places, its operators and the programme's standards."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from countydesk.domain.names import clean_name, search_tokens
from countydesk.domain.offices import CITY_WITHOUT_COUNTIES, Level, Office, Place, Setting, Settings, level_of
from countydesk.domain.operators import Act, Operator, Role
from countydesk.domain.passphrases import passphrase_problem
from countydesk.domain.problems import Refused, Unavailable
from countydesk.domain.standards import FOUNDED_ON, FOUNDING_STANDARDS, Standard
from countydesk.services.desk import Changes, Clock, Desk, opening, system_clock
from countydesk.services.keyholders import DATABASE, KEYS, is_desk
from countydesk.storage import key_slots, migrations
from countydesk.storage.addresses import address_of, remember
from countydesk.storage.child_keys import KEYS_OF_CHILDREN
from countydesk.storage.desk_files import SERVER
from countydesk.storage.encrypting import is_plain
from countydesk.storage.offices import OFFICES
from countydesk.storage.regions import divisions, load_regions, villages_of
from countydesk.storage.unit_of_work import Work, new_id

OFFICE_LEVELS = ("province", "city", "county")


@dataclass(frozen=True)
class NewOperator:
    """Somebody who will work at the desk; no roles means all of them.

    `any_passphrase` takes a passphrase as it is: of a demonstration that everybody may open, or one that a
    script handed over, whose writer answers for it.
    """

    name: str
    passphrase: str
    roles: tuple[Role, ...] = ()
    any_passphrase: bool = False


def offices_to_choose() -> list[tuple[str, str]]:
    """Code and full name of every office that can have a desk: counties, cities, the province."""
    regions = load_regions()
    return [(d.code, regions.full_name(d.code) or d.name) for d in divisions() if d.level in OFFICE_LEVELS]


@dataclass(frozen=True)
class OfficeChoice:
    """An office that can have a desk, and what it is found by."""

    code: str
    title: str  # "合水县"
    within: str  # "庆阳市"
    unit: str  # what its League committee is called, unless it says otherwise
    tokens: tuple[str, ...]  # pinyin and initials, the code


def offices_to_find() -> list[OfficeChoice]:
    """Every office that can have a desk, to be found by name, pinyin initials or code."""
    regions = load_regions()
    chosen = []
    for level in reversed(OFFICE_LEVELS):  # counties first: nearly every desk is one's
        for division in (each for each in divisions() if each.level == level):
            full = regions.full_name(division.code) or division.name
            within = full.removesuffix(division.name).removeprefix("甘肃省")
            short = _short_name(division.name)
            tokens = (short, *sorted(search_tokens(division.name) | search_tokens(short)), division.code)
            unit = f"共青团{division.name}委员会"
            chosen.append(OfficeChoice(division.code, division.name, within, unit, tokens))
    return chosen


def _short_name(name: str) -> str:
    """What people call an autonomous county or prefecture: 东乡县, 积石山县, 临夏州."""
    found = re.fullmatch("(.+?)(?:(?:回|藏|蒙古|裕固|哈萨克|保安族东乡族撒拉)?族)?自治([县州])", name)
    return found[1] + found[2] if found else name


def create_desk(
    folder: Path,
    code: str,
    unit: str,
    operators: Sequence[NewOperator],
    clock: Clock = system_clock,
    database: str | None = None,
) -> Desk:
    """Make a desk in `folder` and open it as its first operator.

    The code gives the level (620000 province, 621000 city, 621024 county; 嘉峪关 620200 is both).
    `database` is the URL of an empty database on a server; without one the desk is a file. Raises
    `Refused` when there is a desk already, the code is unknown, or an operator is not named or
    named twice; nothing is left behind then.
    """
    if is_desk(folder):
        raise Refused(f"这个文件夹里已有台账:{folder}。请换一个文件夹。")
    if is_plain(folder / DATABASE):
        raise Refused(f"这个文件夹里有一本未加密的台账:{folder}。请先用命令 encrypt 加密,或换一个文件夹。")
    name = _office_name(code)
    people = _checked(operators)
    if not unit.strip():
        raise Refused("请填写单位名称,例如 共青团合水县委员会。")

    def fill(work: Work, key: bytes) -> None:
        office = Office(
            code=code,
            name=name,
            level=level_of(code),
            unit=unit.strip(),
            founded_on=clock().date(),
        )
        _fill(work, office, people)

    return make_desk(folder, code, people, fill, clock, database)


def make_desk(
    folder: Path,
    code: str,
    people: Sequence[NewOperator],
    fill: Callable[[Work, bytes], None],
    clock: Clock,
    database: str | None = None,
) -> Desk:
    """Make a desk that `fill` fills, given its first transaction and its key; the first of `people` opens it.

    A desk is one once its keys are written, which is done last: whatever fails before, nothing is left.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise Unavailable(f"不能在 {folder} 建立台账:文件夹建不了,请换一个位置。") from fault
    address = address_of(folder, database)
    key = key_slots.new_key()
    with opening(folder, address, key, people[0].name, clock) as (engine, lock):
        try:
            migrations.upgrade(engine)
            with engine.connect() as connection:
                keys = (key_slots.derived_key(key, purpose) for purpose in ("revisions", KEYS_OF_CHILDREN))
                work = Work(connection, code, people[0].name, clock(), *keys)
                _refuse_used(connection)
                fill(work, key)
                work.commit()
            for person in people:
                key_slots.add_slot(folder / KEYS, person.name, person.passphrase, key)
            remember(folder, address)
            return Desk(folder, address, engine, key, lock, people[0].name, clock)
        except BaseException:
            engine.dispose()
            for name in (DATABASE, f"{DATABASE}-wal", KEYS, SERVER):
                (folder / name).unlink(missing_ok=True)
            raise


def _refuse_used(connection: Connection) -> None:
    """A server's database may hold a desk already, made from another computer."""
    if connection.execute(select(OFFICES.c.code).limit(1)).first():
        raise Refused("这个数据库里已有台账,请换一个空数据库。")


def change_settings(desk: Desk, reason: str = "", **changes: Any) -> Changes:
    """Change what the office may decide; each change is recorded.

    Raises `Refused` for a bad value, without a reason, and for four eyes switched off where two could do it.
    """
    desk.acting(Act.SET_UP)
    if not reason.strip():
        raise Refused("请写改动原因。")
    if changes.get("four_eyes") is False and sum(one.active for one in desk.operators) > 1:
        raise Refused(
            "在岗的经办人员不止一人,拟定和复核、批准须分人办理。只有一名经办人员的单位才可改为一人可办。"
        )
    try:
        Settings.model_validate(desk.settings.model_dump() | changes)
    except ValueError as fault:
        raise Refused("设置的取值不对,请从列出的选项中选择。") from fault
    with desk.work() as work:
        for key, value in changes.items():
            _decide(work, key, value, reason)
        done = work.commit()
    desk.reload_settings()
    return done


def restore_four_eyes(desk: Desk, work: Work) -> None:
    """Switch four eyes on again, if they are off: the office has more than one operator now."""
    if not desk.settings.four_eyes:
        _decide(work, "four_eyes", True, "已不止一名经办人员")


def _decide(work: Work, key: str, value: Any, reason: str) -> None:
    setting = Setting(office_code=work.office_code, key=key, value=json.dumps(value))
    if work.get(Setting, work.office_code, key) is None:
        work.add(setting, reason=reason)
    else:
        work.change(setting, reason=reason)


def _office_name(code: str) -> str:
    for known, name in offices_to_choose():
        if known == code:
            return name
    raise Refused(f"单位代码“{code}”不在甘肃省行政区划表中,请核对六位代码。")


def _checked(operators: Sequence[NewOperator]) -> list[NewOperator]:
    people = [replace(one, name=clean_name(one.name)) for one in operators]
    if not people or not all(person.name for person in people):
        raise Refused("请至少填写一名经办人员的姓名。")
    if len({person.name for person in people}) < len(people):
        raise Refused("经办人员的姓名有重复,请加以区分。")
    for person in people:
        require_good_passphrase(person.passphrase, person.any_passphrase)
    return people


def require_good_passphrase(passphrase: str, any_passphrase: bool = False) -> None:
    """Refuse a new passphrase that is easily guessed. Raises `Refused`."""
    problem = None if any_passphrase else passphrase_problem(passphrase)
    if problem:
        raise Refused(problem)


def _fill(work: Work, office: Office, people: Sequence[NewOperator]) -> None:
    work.add(office)
    work.add(
        *(
            Operator(
                office_code=office.code,
                id=new_id(),
                name=person.name,
                roles=[role.value for role in person.roles or tuple(Role)],
            )
            for person in people
        )
    )
    work.add(*_places(office))
    work.add(
        *(
            Standard(
                office_code=office.code,
                id=new_id(),
                stage=stage,
                yearly_fen=fen,
                from_day=FOUNDED_ON,
                source="甘肃省困境青少年助养项目(2020年情况报告)",
            )
            for stage, fen in FOUNDING_STANDARDS.items()
        )
    )


def _places(office: Office) -> list[Place]:
    """A county's townships and villages; a city or the province chooses by county instead."""
    if office.code == CITY_WITHOUT_COUNTIES:
        area = office.code[:4]
    elif office.level is Level.COUNTY:
        area = office.code
    else:
        return []
    return [
        Place(office_code=office.code, code=d.code, name=d.name, parent=d.parent, level=d.level)
        for d in villages_of(area)
    ]
