"""The desk's key, wrapped for each operator's passphrase and for the province, all under one seal.

The seal is made with the desk's key, so that nobody can mix slots of several desks or of several times. The
file counts its versions, and the record of changes knows which is the last: an old file that would let
somebody in again who was turned off is refused when the desk is opened.
"""

import base64
import hashlib
import hmac
import json
import os
from collections.abc import Iterator, Mapping
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
FORMAT = 2  # 1 had neither seal nor versions; it is rewritten with the next change
_DAMAGED = "台账的钥匙文件读不出来:{}。请从备份恢复。"
_FOREIGN = "台账的钥匙文件被改动过,或不是这本台账的:{}。请从备份恢复。"


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


def desk_id(key: bytes) -> str:
    """What a desk is known by to those who hold its slots: it follows from the key, and does not tell it."""
    return derived_key(key, "desk").hex()[:32]


# --- a secret under a passphrase


def wrapped(secret: bytes, passphrase: str, about: str) -> dict[str, Any]:
    """A secret under a passphrase, as JSON; it opens only as what it is `about`."""
    salt, nonce = os.urandom(16), os.urandom(12)
    sealed = AESGCM(_stretch(passphrase, salt, MEMORY_KIB, PASSES)).encrypt(nonce, secret, about.encode())
    return {
        "memory_kib": MEMORY_KIB,
        "passes": PASSES,
        "salt": base64.b64encode(salt).decode(),
        "nonce": base64.b64encode(nonce).decode(),
        "key": base64.b64encode(sealed).decode(),
    }


def unwrapped(slot: Mapping[str, Any], passphrase: str, about: str) -> bytes:
    """The secret. Raises `Refused` (field `passphrase`) for a wrong one, ValueError if it is damaged."""
    try:
        salt, nonce, sealed = (base64.b64decode(slot[name]) for name in ("salt", "nonce", "key"))
        stretched = _stretch(passphrase, salt, slot["memory_kib"], slot["passes"])
        return AESGCM(stretched).decrypt(nonce, sealed, about.encode())
    except InvalidTag:
        raise Refused(Problem("口令不对,请重新输入。", field="passphrase")) from None
    except (KeyError, TypeError) as fault:
        raise ValueError("no slot") from fault


def _stretch(passphrase: str, salt: bytes, memory_kib: int, passes: int) -> bytes:
    kdf = Argon2id(salt=salt, length=32, iterations=passes, lanes=1, memory_cost=memory_kib)
    return kdf.derive(passphrase.encode())


# --- the file of slots


def add_slot(path: Path, operator: str, passphrase: str, key: bytes) -> int:
    """Wrap the key for an operator's passphrase; a slot of that name is replaced. Returns the new version."""
    content = _read(path) if path.exists() else {"slots": {}}
    content["slots"][operator] = wrapped(key, passphrase, operator)
    return _write(path, content, key)


def remove_slot(path: Path, operator: str, key: bytes) -> int:
    """Take an operator's slot away; the database stays as it is. Returns the new version."""
    content = _read(path)
    content["slots"].pop(operator, None)
    return _write(path, content, key)


def keep_province_slot(path: Path, slot: Mapping[str, str], key: bytes) -> int:
    """Keep the slot that the province can open, in place of an older one. Returns the new version."""
    return _write(path, _read(path) | {"province": dict(slot)}, key)


def province_slot(path: Path) -> dict[str, str] | None:
    """The slot that the province can open, if there is one."""
    return _read(path).get("province")


def version(path: Path) -> int:
    """Which version of the file this is; 0 of one that has no seal."""
    return int(_read(path).get("version", 0))


def id_told(path: Path) -> str:
    """The id of the desk, as the file tells it."""
    return str(_read(path).get("desk", ""))


def operators(path: Path) -> list[str]:
    """The operators that have a slot, in the order of their making."""
    return list(_read(path)["slots"])


def unwrap(path: Path, operator: str, passphrase: str) -> bytes:
    """The desk's key. Raises `Refused` for an unknown operator, of the field `passphrase` for a wrong one,
    `Unavailable` for a file that is damaged, or not sealed with this key."""
    slot = _read(path)["slots"].get(operator)
    if slot is None:
        raise Refused(f"这本台账没有名叫“{operator}”的经办人员,请核对姓名。")
    try:
        key = unwrapped(slot, passphrase, operator)
    except ValueError as fault:
        raise Unavailable(_DAMAGED.format(path)) from fault
    require_sealed(path, key)
    return key


def require_sealed(path: Path, key: bytes) -> None:
    """Raise `Unavailable` unless the file is as it was written with this key."""
    content = _read(path)
    if content.get("format", 1) == 1:
        return
    if not hmac.compare_digest(str(content.get("seal")), _seal(content, key)):
        raise Unavailable(_FOREIGN.format(path))


def _seal(content: Mapping[str, Any], key: bytes) -> str:
    told = {name: value for name, value in content.items() if name != "seal"}
    text = json.dumps(told, ensure_ascii=False, sort_keys=True)
    return hmac.new(derived_key(key, "slots"), text.encode(), hashlib.sha256).hexdigest()


def _write(path: Path, content: dict[str, Any], key: bytes) -> int:
    number = int(content.get("version", 0)) + 1
    content |= {"format": FORMAT, "desk": desk_id(key), "version": number}
    content["seal"] = _seal(content, key)
    write_whole(path, json.dumps(content, ensure_ascii=False, indent=1).encode())
    return number


def _read(path: Path) -> dict[str, Any]:
    try:
        content: dict[str, Any] = json.loads(path.read_text("utf-8"))
        if not isinstance(content["slots"], dict):
            raise ValueError("no slots")
    except FileNotFoundError:
        raise Unavailable(f"这里没有台账:{path.parent}。请先新建,或选对文件夹。") from None
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise Unavailable(_DAMAGED.format(path)) from fault
    return content
