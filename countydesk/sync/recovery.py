"""A forgotten passphrase: the slot that the province can open, the request for it, and the answer.

The slot is the desk's key under the province's encryption certificate (RSA-OAEP), for this office and this
desk. The answer is the key under a one-time key of the request (X25519, AES-GCM): whoever else sees it can
do nothing with it. Only a telephone call tells the province who asks.
"""

import base64
import hashlib
import json
import os
from datetime import datetime
from typing import TypeVar

from cryptography import x509
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import BaseModel, ConfigDict

from countydesk.domain.problems import Refused
from countydesk.sync import certificates
from countydesk.sync.encryption import Opener

MOST_BYTES = 1 << 16
NONCE_BYTES = 12

Model = TypeVar("Model", bound=BaseModel)


class Slot(BaseModel):
    """The desk's key as the province can open it, and for whom it was made."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    office_code: str
    office_name: str
    unit: str
    province: str  # whom the certificate names
    serial: str  # of the certificate, in hex
    key: str  # in base64, as every run of bytes here


class Request(BaseModel):
    """What a desk whose operator forgot the passphrase asks of the province."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    kind: str = "countydesk recovery request 1"
    desk: str
    operator: str
    slot: Slot
    one_time: str  # the public key that the answer is for
    made_at: str

    @property
    def fingerprint(self) -> str:
        """SHA-256 of all of it in groups, the same on both ends of the telephone."""
        return certificates.in_groups(hashlib.sha256(self.model_dump_json().encode()).hexdigest())


class Reply(BaseModel):
    """What the province answers: the key for the one-time key of one request."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    kind: str = "countydesk recovery reply 1"
    request: str  # its fingerprint
    by: str  # office and officer
    answered_at: str
    one_time: str
    nonce: str
    key: str


def slot_for(
    key: bytes, desk: str, office_code: str, office_name: str, unit: str, province: x509.Certificate
) -> Slot:
    """The desk's key for the province, bound to the office and the desk."""
    public = province.public_key()
    if not isinstance(public, rsa.RSAPublicKey):
        raise Refused("省级的加密证书不是 RSA 证书,不能留备用钥匙。")
    sealed = public.encrypt(key, _oaep(office_code, desk))
    return Slot(
        office_code=office_code,
        office_name=office_name,
        unit=unit,
        province=certificates.common_name(province),
        serial=f"{province.serial_number:X}",
        key=_text(sealed),
    )


def new_request(slot: Slot, desk: str, operator: str, now: datetime) -> tuple[Request, bytes]:
    """A request, and the one-time private key that opens its answer."""
    one_time = X25519PrivateKey.generate()
    made = Request(
        desk=desk,
        operator=operator,
        slot=slot,
        one_time=_text(one_time.public_key().public_bytes_raw()),
        made_at=now.isoformat(timespec="seconds"),
    )
    return made, one_time.private_bytes_raw()


def read_request(data: bytes) -> Request:
    """The request in a file's bytes. Raises `Refused` for anything else."""
    return _read(Request, data, "这不是口令恢复申请文件,请向申请单位重新索取。")


def read_reply(data: bytes) -> Reply:
    """The answer in a file's bytes. Raises `Refused` for anything else."""
    return _read(Reply, data, "这不是口令恢复答复文件,请向省级重新索取。")


def answer(request: Request, openers: list[Opener], by: str, now: datetime) -> Reply:
    """Open the slot of a request and hand the key on to whoever made it.

    Raises `Refused` if none of the openers is the one that the slot is for, or if it does not open for
    the office and the desk that the request names.
    """
    slot = request.slot
    fitting = [one for one in openers if f"{one.certificate.serial_number:X}" == slot.serial]
    if not fitting:
        raise Refused(f"这把备用钥匙是留给“{slot.province}”证书 {slot.serial} 的,本台账没有对应的私钥。")
    try:
        key = fitting[0].key.decrypt(_bytes(slot.key), _oaep(slot.office_code, request.desk))
        public = X25519PublicKey.from_public_bytes(_bytes(request.one_time))
        one_time = X25519PrivateKey.generate()
        shared = _shared(one_time.exchange(public), request)
    except ValueError:
        raise Refused("申请文件里的备用钥匙打不开:单位或台账对不上,或文件被改动过。") from None
    nonce = os.urandom(NONCE_BYTES)
    return Reply(
        request=request.fingerprint,
        by=by,
        answered_at=now.isoformat(timespec="seconds"),
        one_time=_text(one_time.public_key().public_bytes_raw()),
        nonce=_text(nonce),
        key=_text(AESGCM(shared).encrypt(nonce, key, by.encode())),
    )


def open_reply(reply: Reply, request: Request, private: bytes) -> bytes:
    """The desk's key. Raises `Refused` for an answer to another request, or one that was changed."""
    if reply.request != request.fingerprint:
        raise Refused("这份答复不是答复本台账最近一次申请的,请核对文件。")
    try:
        public = X25519PublicKey.from_public_bytes(_bytes(reply.one_time))
        shared = _shared(X25519PrivateKey.from_private_bytes(private).exchange(public), request)
        return AESGCM(shared).decrypt(_bytes(reply.nonce), _bytes(reply.key), reply.by.encode())
    except (ValueError, InvalidTag):
        raise Refused("答复文件已损坏或被改动过,请向省级重新索取。") from None


def _oaep(office_code: str, desk: str) -> padding.OAEP:
    label = f"countydesk {office_code} {desk}".encode()
    return padding.OAEP(padding.MGF1(SHA256()), SHA256(), label)


def _shared(secret: bytes, request: Request) -> bytes:
    return HKDF(SHA256(), 32, None, f"countydesk recovery {request.fingerprint}".encode()).derive(secret)


def _read(model: type[Model], data: bytes, sentence: str) -> Model:
    try:
        if len(data) > MOST_BYTES:
            raise ValueError("too large")
        found = model.model_validate(json.loads(data))
        if found.model_dump()["kind"] != model.model_fields["kind"].default:
            raise ValueError("another kind")
    except (ValueError, RecursionError):
        raise Refused(sentence) from None
    return found


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
