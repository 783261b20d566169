"""A forgotten passphrase, recovered at the province: asked for, answered, and a new one set."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from countydesk.domain.offices import Level
from countydesk.domain.operators import Act
from countydesk.domain.problems import Refused, Unavailable
from countydesk.domain.revisions import Action
from countydesk.domain.trust import IssuedCertificate
from countydesk.services import trust
from countydesk.services.desk import Changes, Clock, Desk, open_with_key, system_clock
from countydesk.services.setup import require_good_passphrase
from countydesk.storage import key_slots
from countydesk.storage.desk_files import KEYS, RECOVERY
from countydesk.storage.unit_of_work import Work
from countydesk.storage.whole_files import write_whole
from countydesk.sync import package, recovery
from countydesk.sync.recovery import Request, Slot


@dataclass(frozen=True)
class Asked:
    """A request as the province reads it, before it compares the fingerprint by telephone."""

    unit: str
    office_code: str
    operator: str
    made_at: str
    fingerprint: str


@dataclass(frozen=True)
class Waiting:
    """A request that was made here and waits for its answer; `path` is where it was written."""

    operator: str
    fingerprint: str
    path: Path


# --- at every office below the province


def offer(desk: Desk) -> str:
    """Leave the province a key of its own; returns whom it is for.

    Raises `Refused` while the province's certificate is not installed, and at the province itself.
    """
    desk.acting(Act.SET_UP)
    with desk.work() as work:
        kept = keep_slot(desk, work)
        if kept is None:
            raise Refused("还没有安装省级证书(省级台账自己不留),不能给省级留备用钥匙。")
        work.commit()
    return kept.province


def keep_slot(desk: Desk, work: Work) -> Slot | None:
    """Within a work that is about to be committed: the slot for the province's present certificate.

    None where there is none, and at the province itself, whose own keys lie in its desk.
    """
    province = trust.recipient_within(work)
    if province is None or desk.office.level is Level.PROVINCE:
        return None
    office, keys = desk.office, desk.folder / KEYS
    held = key_slots.province_slot(keys)
    if held and held["serial"] == f"{province.serial_number:X}":
        return Slot.model_validate(held)
    made = recovery.slot_for(
        desk.key, key_slots.desk_id(desk.key), office.code, office.name, office.unit, province
    )
    version = key_slots.keep_province_slot(keys, made.model_dump(), desk.key)
    work.note_keys(version, office.code, f"给{made.province}留备用钥匙(证书 {made.serial})")
    return made


def offered_to(folder: Path) -> str:
    """Whom the desk in a folder left a key, told without opening it; "" for nobody."""
    slot = key_slots.province_slot(folder / KEYS)
    return slot["province"] if slot else ""


def request(
    folder: Path,
    operator: str,
    passphrase: str,
    to: Path,
    clock: Clock = system_clock,
    any_passphrase: bool = False,
) -> Waiting:
    """Write a request for the province into the folder `to`, without opening the desk.

    `passphrase` is the new one: until the answer is there it protects the one-time key that opens it. An
    earlier request counts no more. Raises `Refused` for a passphrase that is easily guessed, an unknown
    operator, or where no key was left with the province.
    """
    require_good_passphrase(passphrase, any_passphrase)
    keys = folder / KEYS
    slot = key_slots.province_slot(keys)
    if operator not in key_slots.operators(keys):
        raise Refused(f"这本台账没有名叫“{operator}”的经办人员,请核对姓名。")
    if slot is None:
        raise Refused("这本台账没有给省级留备用钥匙,不能由省级恢复。请由记得口令的同事打开。")
    made, private = recovery.new_request(
        Slot.model_validate(slot), key_slots.id_told(keys), operator, clock()
    )
    path = to / f"{made.slot.office_code}-口令恢复申请.json"
    write_whole(path, made.model_dump_json(indent=1).encode())
    kept = {
        "request": made.model_dump(),
        "private": key_slots.wrapped(private, passphrase, made.fingerprint),
        "path": str(path),
    }
    write_whole(folder / RECOVERY, json.dumps(kept, ensure_ascii=False).encode())
    return Waiting(operator, made.fingerprint, path)


def waiting(folder: Path) -> Waiting | None:
    """The request of the desk in a folder that waits for its answer, if there is one."""
    kept = _kept(folder)
    if kept is None:
        return None
    made = Request.model_validate(kept["request"])
    return Waiting(made.operator, made.fingerprint, Path(kept["path"]))


def finish(folder: Path, reply: Path, passphrase: str, clock: Clock = system_clock) -> Desk:
    """Open the desk with the province's answer: its operator has the passphrase of the request from now on.

    That and who answered is recorded. Raises `Refused` for another passphrase than the request's, or an
    answer that is not to it.
    """
    kept = _kept(folder)
    if kept is None:
        raise Refused("这本台账没有等待答复的恢复申请,请先写出申请。")
    made = Request.model_validate(kept["request"])
    private = key_slots.unwrapped(kept["private"], passphrase, made.fingerprint)
    answered = recovery.read_reply(package.read_file(reply, recovery.MOST_BYTES))
    key = recovery.open_reply(answered, made, private)
    key_slots.require_sealed(folder / KEYS, key)
    desk = open_with_key(folder, key, made.operator, clock)
    try:
        with desk.work() as work:
            version = key_slots.add_slot(folder / KEYS, made.operator, passphrase, key)
            told = f"{made.operator}的口令由{answered.by}恢复,申请指纹 {made.fingerprint}"
            work.note_keys(version, desk.operator.id, told, "忘记口令")
            work.commit()
    except BaseException:
        desk.close()
        raise
    (folder / RECOVERY).unlink(missing_ok=True)
    return desk


def _kept(folder: Path) -> Mapping[str, Any] | None:
    path = folder / RECOVERY
    try:
        kept: dict[str, Any] = json.loads(path.read_bytes())
        Request.model_validate(kept["request"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise Unavailable(f"恢复申请的记录读不出来:{path}。请重新写出申请。") from fault
    return kept


# --- at the province


def asked(path: Path) -> Asked:
    """What a request asks, and its fingerprint. Raises `Refused` for a file that is none."""
    found = recovery.read_request(package.read_file(path, recovery.MOST_BYTES))
    slot = found.slot
    return Asked(slot.unit, slot.office_code, found.operator, found.made_at, found.fingerprint)


@dataclass(frozen=True)
class Answered:
    """The answer in its file."""

    path: Path
    changes: Changes


def answer(desk: Desk, path: Path, fingerprint: str, reason: str, to: Path) -> Answered:
    """Open the slot of a request and write the answer into the folder `to`.

    `fingerprint` was read out on the telephone, `reason` says how it was made sure who asks; both are
    recorded. Raises `Refused` for another fingerprint, without a reason, or for a slot of another province.
    """
    desk.acting(Act.RECOVER)
    if not reason.strip():
        raise Refused("请写明如何核实了申请人。")
    found = recovery.read_request(package.read_file(path, recovery.MOST_BYTES))
    if "".join(fingerprint.split()).upper() != found.fingerprint.replace(" ", ""):
        raise Refused(f"指纹不一致:申请文件的指纹是 {found.fingerprint}。请再次电话核对,不要答复。")
    by = f"{desk.office.unit} {desk.operator.name}"
    reply = recovery.answer(found, trust.openers_of(desk), by, desk.clock())
    target = to / f"{found.slot.office_code}-口令恢复答复.json"
    with desk.work() as work:
        who = f"{found.slot.unit}({found.slot.office_code})的{found.operator}"
        told = f"为{who}恢复口令,申请指纹 {found.fingerprint};{reason}"
        work.log(Action.SENT_OUT, IssuedCertificate, found.slot.serial, told)
        write_whole(target, reply.model_dump_json(indent=1).encode())
        work.hands_out(target)
        return Answered(target, work.commit())
