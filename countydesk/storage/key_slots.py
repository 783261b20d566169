"""The desk's key, wrapped once for each operator's passphrase."""

import base64
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from countydesk.domain.problems import Problem, Refused, Unavailable
from countydesk.storage.whole_files import write_whole

# 64 MiB and three passes take about 0.35 s: the brake on guessing. A slot says what it was made
# with, so that later ones can be slower.
MEMORY_KIB = 64 * 1024
PASSES = 3
_DAMAGED = "台账的钥匙文件读不出来:{}。请从备份恢复。"


@contextmanager
def for_show() -> Iterator[None]:
    """Within this, slots are made without the brake: for desks that are made up and thrown away."""
    global MEMORY_KIB, PASSES
    before = MEMORY_KIB, PASSES
    MEMORY_KIB, PASSES = 64, 1
    try:
        yield
    finally:
        MEMORY_KIB, PASSES = before


def new_key() -> bytes:
    """32 random bytes: the key of a desk."""
    return os.urandom(32)


def derived_key(key: bytes, purpose: str) -> bytes:
    """A key for one purpose ("revisions", "photos"), from the desk's key."""
    return HKDF(SHA256(), 32, None, purpose.encode()).derive(key)


def add_slot(path: Path, operator: str, passphrase: str, key: bytes) -> None:
    """Wrap the key for an operator's passphrase; a slot of that name is replaced."""
    salt, nonce = os.urandom(16), os.urandom(12)
    stretched = _stretch(passphrase, salt, MEMORY_KIB, PASSES)
    wrapped = AESGCM(stretched).encrypt(nonce, key, operator.encode())
    slots = _read(path) if path.exists() else {}
    slots[operator] = {
        "memory_kib": MEMORY_KIB,
        "passes": PASSES,
        "salt": base64.b64encode(salt).decode(),
        "nonce": base64.b64encode(nonce).decode(),
        "key": base64.b64encode(wrapped).decode(),
    }
    write_whole(path, json.dumps({"format": 1, "slots": slots}, ensure_ascii=False, indent=1).encode())


def operators(path: Path) -> list[str]:
    """The operators that have a slot, in the order of their making."""
    return list(_read(path))


def unwrap(path: Path, operator: str, passphrase: str) -> bytes:
    """The desk's key. Raises `Refused` for an unknown operator, of the field `passphrase` for a wrong one."""
    slot = _read(path).get(operator)
    if slot is None:
        raise Refused(f"这本台账没有名叫“{operator}”的经办人员,请核对姓名。")
    try:
        salt, nonce, wrapped = (base64.b64decode(slot[name]) for name in ("salt", "nonce", "key"))
        stretched = _stretch(passphrase, salt, slot["memory_kib"], slot["passes"])
        return AESGCM(stretched).decrypt(nonce, wrapped, operator.encode())
    except InvalidTag:
        raise Refused(Problem("口令不对,请重新输入。", field="passphrase")) from None
    except (KeyError, ValueError) as fault:
        raise Unavailable(_DAMAGED.format(path)) from fault


def _stretch(passphrase: str, salt: bytes, memory_kib: int, passes: int) -> bytes:
    kdf = Argon2id(salt=salt, length=32, iterations=passes, lanes=1, memory_cost=memory_kib)
    return kdf.derive(passphrase.encode())


def _read(path: Path) -> dict[str, dict[str, Any]]:
    try:
        slots: dict[str, dict[str, Any]] = json.loads(path.read_text("utf-8"))["slots"]
    except FileNotFoundError:
        raise Unavailable(f"这里没有台账:{path.parent}。请先新建,或选对文件夹。") from None
    except (OSError, ValueError, KeyError) as fault:
        raise Unavailable(_DAMAGED.format(path)) from fault
    return slots
