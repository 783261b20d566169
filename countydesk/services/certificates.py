"""The office's own certificates: asked for, installed, copied out for a new desk."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from cryptography import x509

from countydesk.domain.offices import Level, superior_of
from countydesk.domain.operators import Act
from countydesk.domain.problems import Refused
from countydesk.domain.trust import Purpose, TrustedAuthority
from countydesk.services import outside, recovery, trust
from countydesk.services.desk import Changes, Desk
from countydesk.services.trust import CertificateFacts
from countydesk.storage.trust import DecryptionKey, KeyRequest
from countydesk.storage.unit_of_work import Work
from countydesk.storage.whole_files import write_whole
from countydesk.sync import authority, certificates, encryption, package, requests
from countydesk.sync.authority import Reply
from countydesk.sync.certificates import Key


@dataclass(frozen=True)
class Requested:
    """A request in its file, and the fingerprint to read out on the telephone."""

    path: Path
    fingerprint: str
    changes: Changes


@dataclass(frozen=True)
class Installed:
    """What came of a certificate file.

    `first` says that the authority was not known before: its fingerprint is to be compared by telephone.
    `own` is None if the file only brought news of the authority (a newer list of revoked certificates).
    `replaces` names the authority that is believed no more, where the file is another's.
    """

    authority: CertificateFacts
    first: bool
    replaces: str
    own: CertificateFacts | None
    recipient: CertificateFacts | None
    revoked: int
    changes: Changes


def request(
    desk: Desk, folder: Path, kind: Literal["rsa", "p256"] = "rsa", receives: bool = False
) -> Requested:
    """Write a request for certificates into `folder`.

    The first is for the key that the desk signs with; when a certificate is renewed a new key is made, and
    the old one goes on signing until the answer is installed. Asked again, the same request is written.
    Offices that receive packages ask for a second certificate, to be written to; so does a county that
    `receives` children from others.
    """
    desk.acting(Act.SET_UP)
    with desk.work() as work:
        waiting = trust.open_request(work) or new_request(desk, work, kind, receives)
        data = waiting.request.encode()
        path = folder / f"{desk.office.code}-证书申请.pem"
        write_whole(path, data)
        return Requested(path, requests.read_request(data).fingerprint, work.commit())


def new_request(desk: Desk, work: Work, kind: Literal["rsa", "p256"], receives: bool = False) -> KeyRequest:
    """A request with its keys, kept until it is answered."""
    held, own = trust.signing_key(work), trust.own_certificate(work)
    if held is None:
        key = certificates.new_key(kind)
        trust.keep_self_signed(desk, work, key)
    elif own is not None and own.issuer == own.subject:
        key = trust.signer_of(desk, work)[0]
    else:
        key = certificates.new_key(kind)
    keys: dict[Purpose, Key] = {Purpose.SIGNING: key}
    if receives or desk.office.level is not Level.COUNTY:
        keys[Purpose.ENCRYPTION] = certificates.new_key()
    office = desk.office
    waiting = KeyRequest(
        office_code=office.code,
        id=desk.new_id(),
        request=requests.write_request(keys, office.code, office.unit, office.name).decode(),
        signing_key=_packed(desk, key),
        encryption_key=_packed(desk, keys[Purpose.ENCRYPTION]) if Purpose.ENCRYPTION in keys else None,
        made_at=work.now,
    )
    work.add(waiting)
    return waiting


def install(desk: Desk, path: Path, new_authority: bool = False) -> Installed:
    """Take in the file in which the authority answered, or in which it published a newer list.

    Raises `Refused` unless the authority is a superior office, the one that is known already
    (`new_authority` allows another, after its fingerprint was compared), and the certificates are for this
    office and its keys; lists of revoked certificates only move forward. The superior office is left a key
    of its own with its certificate, for a forgotten passphrase.
    """
    desk.acting(Act.SET_UP)
    reply = _read_reply(desk, path)
    with desk.work() as work:
        taken = _taken_in(desk, work, reply, new_authority)
        recovery.keep_slot(desk, work)
        return replace(taken, changes=work.commit())


def preview(desk: Desk, path: Path) -> Installed:
    """What installing the file would change; nothing is written.

    Another authority's file is not refused here but told by `replaces`. Raises `Refused` as `install` does.
    """
    desk.acting(Act.SET_UP)
    reply = _read_reply(desk, path)
    with desk.work() as work:  # never committed
        return _taken_in(desk, work, reply, new_authority=True)


def _read_reply(desk: Desk, path: Path) -> Reply:
    data = package.read_file(path, requests.MOST_BYTES)
    return authority.read_reply(outside.rehearse_reply(data, desk.today), desk.today)


def _taken_in(desk: Desk, work: Work, reply: Reply, new_authority: bool) -> Installed:
    known = work.all(TrustedAuthority)
    pinned = pin(desk, work, reply, new_authority)
    own = install_own(desk, work, reply)
    recipient = trust.recipient_within(work)
    another = known and pinned.id not in {one.id for one in known}
    return Installed(
        trust.facts_of(reply.authority),
        not known,
        "、".join(one.name for one in known) if another else "",
        trust.facts_of(own) if own else None,
        trust.facts_of(recipient) if recipient else None,
        len(authority.load_list(bytes.fromhex(pinned.revoked))),
        frozenset(),
    )


def pin(desk: Desk, work: Work, reply: Reply, new_authority: bool = False) -> TrustedAuthority:
    """Believe the reply's authority from now on, with the newer of two lists. Raises `Refused`."""
    code, ca = desk.office.code, reply.authority
    issuer, facts = certificates.office_code(ca), trust.facts_of(ca)
    if issuer not in (code, f"{code[:4]}00", superior_of(code)):
        raise Refused(f"证书文件的签发机构是“{facts.holder}”({issuer}),不是本单位的上级。")
    known = {one.id: one for one in work.all(TrustedAuthority)}
    identity = facts.fingerprint.replace(" ", "")
    held = known.get(identity)
    if known and held is None and not new_authority:
        told = f"这份文件由另一签发机构“{facts.holder}”签发,指纹 {facts.fingerprint}。"
        raise Refused(f"{told}请先与上级电话核对指纹,确认更换机构后再安装。")
    revoked, recipient = reply.revoked, _recipient(desk, reply)
    if held:
        older = authority.load_list(bytes.fromhex(held.revoked))
        revoked = max(older, revoked, key=authority.list_number)
        recipient = _newer(held.recipient, recipient)
    pinned = TrustedAuthority(
        office_code=code,
        id=identity,
        name=facts.holder,
        certificate=certificates.der(ca).hex(),
        revoked=authority.list_bytes(revoked).hex(),
        recipient=recipient,
        pinned_at=held.pinned_at if held else work.now,
        pinned_by=held.pinned_by if held else work.operator,
    )
    if held:
        work.change(pinned)
    else:
        if desk.office.code != issuer:  # an authority's own office goes on believing what it issued before
            for old in known.values():
                work.remove(old, reason="更换签发机构")
        work.add(pinned)
    return pinned


def install_own(desk: Desk, work: Work, reply: Reply) -> x509.Certificate | None:
    """Sign with the office's new certificate from now on, and open with its new key. Raises `Refused`."""
    code = desk.office.code
    own, written_to = reply.of(code, Purpose.SIGNING), reply.of(code, Purpose.ENCRYPTION)
    if own is None:
        signing = [one for one in reply.issued if certificates.purpose_of(one) is Purpose.SIGNING]
        if signing:
            holder = certificates.office_code(signing[0])
            raise Refused(f"这份证书是发给 {holder} 的,不是发给本单位 {code} 的。")
        return None
    if own == trust.own_certificate(work):
        return own
    pinned, waiting = trust.pinned_trust(work), trust.open_request(work)
    if pinned is None:
        raise Refused("还没有登记签发机构。")
    keys = [trust.signer_of(desk, work)[0]] if trust.signing_key(work) else []
    keys += [_unpacked(desk, waiting.signing_key)] if waiting else []
    key = next((one for one in keys if one.public_key() == own.public_key()), None)
    if key is None:
        raise Refused("证书与本台账的密钥不配对,它答复的不是本台账最近的申请。")
    for one in (own, written_to):
        if one is not None:
            certificates.check_validity(one, work.now, desk.today)
            pinned.check(one, work.now, desk.today)
    certificates.check_purpose(own)
    trust.keep_signing_key(desk, work, key, own)
    if waiting and written_to is not None and waiting.encryption_key:
        _keep_opener(desk, work, _unpacked(desk, waiting.encryption_key), written_to)
    if waiting:
        work.remove(waiting, reason="证书已安装")
    return own


def encryption_certificate(desk: Desk, folder: Path) -> Path:
    """Write the certificate that others can encrypt to into `folder`, for a city's counties (`--also`).

    Raises `Refused` if the office has none.
    """
    desk.acting(Act.LOOK)  # it is no secret
    openers = trust.openers_of(desk)
    if not openers:
        raise Refused("本单位没有加密证书;市级和省级单位申请证书时一并取得,县级用 --receives 申请。")
    path = folder / f"{desk.office.code}-加密证书.pem"
    write_whole(path, authority.as_pem([openers[0].certificate]))
    return path


def export_key(desk: Desk, passphrase: str, path: Path, file_passphrase: str) -> Path:
    """Copy key and certificate into a PKCS#12 file of its own passphrase: their only other copy.

    Whoever does it gives the own passphrase again. Raises `Refused` for a wrong one, or where there is no
    key yet.
    """
    desk.acting(Act.SET_UP)
    desk.confirm(passphrase)
    with desk.work() as work:
        if trust.signing_key(work) is None:
            raise Refused("本台账还没有签名密钥,不用备份。")
        key, certificate = trust.signer_of(desk, work)
    write_whole(path, certificates.to_pkcs12(key, certificate, file_passphrase))
    return path


def restore_key(desk: Desk, path: Path, file_passphrase: str) -> CertificateFacts:
    """Sign with the key and certificate that were copied out, at a desk that was made anew.

    Raises `Refused` for another office's, a wrong passphrase, or where the desk has an issued certificate.
    """
    desk.acting(Act.SET_UP)
    data = package.read_file(path, requests.MOST_BYTES)
    key, certificate = certificates.from_pkcs12(outside.rehearse_key(data, file_passphrase), file_passphrase)
    with desk.work() as work:
        own = trust.own_certificate(work)
        if own is not None and own.issuer != own.subject and own != certificate:
            raise Refused("本台账已有签发的证书,不能换成备份的。")
        certificates.check_signer(desk.office.code, key, certificate, work.now)
        trust.keep_signing_key(desk, work, key, certificate)
        work.commit()
    return trust.facts_of(certificate)


def _packed(desk: Desk, key: Key) -> str:
    """A key as PKCS#12, which asks for a certificate: its own."""
    office = desk.office
    own = certificates.self_signed(key, office.code, office.unit, office.name, desk.today)
    return certificates.to_pkcs12(key, own, desk.signing_secret).hex()


def _unpacked(desk: Desk, packed: str) -> Key:
    return certificates.from_pkcs12(bytes.fromhex(packed), desk.signing_secret)[0]


def _recipient(desk: Desk, reply: Reply) -> str | None:
    """The superior's certificate to encrypt to, out of the reply."""
    found = reply.of(superior_of(desk.office.code), Purpose.ENCRYPTION)
    if found is None:
        return None
    encryption.check_recipient(found, desk.today)
    return certificates.der(found).hex()


def _newer(held: str | None, received: str | None) -> str | None:
    """The later of two certificates: an old file does not bring an old one back."""
    if not held or not received:
        return received or held
    before, after = (certificates.load_certificate(bytes.fromhex(one)) for one in (held, received))
    return held if before.not_valid_before_utc > after.not_valid_before_utc else received


def _keep_opener(desk: Desk, work: Work, key: Key, certificate: x509.Certificate) -> None:
    if key.public_key() != certificate.public_key():
        raise Refused("加密证书与本台账的密钥不配对,它答复的不是本台账最近的申请。")
    work.add(
        DecryptionKey(
            office_code=desk.office.code,
            id=desk.new_id(),
            pkcs12=certificates.to_pkcs12(key, certificate, desk.signing_secret).hex(),
            certificate=certificates.der(certificate).hex(),
            made_at=work.now,
        )
    )
