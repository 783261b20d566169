"""The province as an authority: it issues certificates, keeps their register, and takes them back."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509

from countydesk.domain.offices import Level
from countydesk.domain.operators import Act
from countydesk.domain.problems import Refused
from countydesk.domain.trust import IssuedCertificate, Purpose, TrustedAuthority
from countydesk.services import certificates as own_certificates
from countydesk.services import outside, trust
from countydesk.services.desk import Changes, Desk
from countydesk.services.setup import require_good_passphrase
from countydesk.services.trust import CertificateFacts
from countydesk.storage.regions import load_regions
from countydesk.storage.trust import AUTHORITIES, ISSUED
from countydesk.storage.unit_of_work import Work
from countydesk.storage.whole_files import write_whole
from countydesk.sync import authority, certificates, package, requests
from countydesk.sync.authority import Reply
from countydesk.sync.certificates import Key
from countydesk.sync.requests import Request


@dataclass(frozen=True)
class Asked:
    """A request as the officer reads it: who asks, for what, and the fingerprint to compare."""

    office_code: str
    office_name: str
    unit: str
    purposes: tuple[Purpose, ...]
    fingerprint: str


@dataclass(frozen=True)
class IssuedReply:
    """Certificates that were issued, and the file that goes back to the office."""

    path: Path
    issued: Sequence[IssuedCertificate]
    changes: Changes


def create(
    desk: Desk, path: Path, passphrase: str, replace: bool = False, any_passphrase: bool = False
) -> CertificateFacts:
    """Make the authority: its key into an offline PKCS#12 file at `path`, its certificate into the desk.

    The desk gets certificates of its own by the same act: one to sign receipts with, one that packages are
    encrypted to. Raises `Refused` at a county's desk, where a file of that name exists, or where there is an
    authority already (`replace` makes a new one; what the old one issued stays good until it ends), and,
    without `any_passphrase`, for a passphrase that is easily guessed.
    """
    _require_authority(desk)
    if path.exists():
        raise Refused(f"已有同名文件:{path}。机构密钥不能覆盖,请换一个文件名。")
    require_good_passphrase(passphrase, any_passphrase)
    office = desk.office
    with desk.work() as work:
        if _own_authorities(work) and not replace:
            raise Refused("本台账已有签发机构。确需更换时请注明。")
        key, ca = authority.new_authority(office.code, office.unit, office.name, desk.today)
        waiting = trust.open_request(work) or own_certificates.new_request(desk, work, "rsa")
        request = requests.read_request(waiting.request.encode())
        issued = authority.issue(request, key, ca, desk.today)
        reply = Reply(ca, authority.list_revoked({}, 1, key, ca, work.now), tuple(issued))
        own_certificates.pin(desk, work, reply, new_authority=True)
        own_certificates.install_own(desk, work, reply)
        _register(work, ca, request, issued)
        write_whole(path, certificates.to_pkcs12(key, ca, passphrase))
        try:
            work.commit()
        except BaseException:
            path.unlink(missing_ok=True)
            raise
    return trust.facts_of(ca)


def asked(path: Path) -> Asked:
    """What a request asks for. Raises `Refused` if the file is damaged or was changed."""
    return _asked(_read_request(path))


def issue(
    desk: Desk, path: Path, office_code: str, fingerprint: str, ca: Path, passphrase: str, folder: Path
) -> IssuedReply:
    """Issue what the request at `path` asks for, and write the one file that answers it into `folder`.

    Takes the code of the office that the officer means and the fingerprint that was read out on the
    telephone; both must be the request's. `ca` is the authority's PKCS#12 file with its passphrase.
    """
    _require_authority(desk)
    request = _read_request(path)
    _check_office(request, office_code)
    if "".join(fingerprint.split()).upper() != request.fingerprint.replace(" ", ""):
        raise Refused(f"指纹不一致:申请文件的指纹是 {request.fingerprint}。请再次电话核对,不要签发。")
    with desk.work() as work:
        key, pinned, certificate = _opened(desk, work, ca, passphrase)
        issued = authority.issue(request, key, certificate, desk.today)
        rows = _register(work, certificate, request, issued)
        reply = _reply(pinned, certificate, issued)
        target = folder / f"{request.office_code}-证书.pem"
        write_whole(target, authority.write_reply(reply))
        return IssuedReply(target, rows, work.commit())


def revoke(desk: Desk, which: str, reason: str, ca: Path, passphrase: str) -> list[IssuedCertificate]:
    """Take certificates back: the one of a serial number, or all of an office (by its code).

    A new list of revoked certificates is signed. Raises `Refused` without a reason, or if nothing fits.
    """
    _require_authority(desk)
    if not reason.strip():
        raise Refused("请写明吊销原因。")
    wanted = which.strip().upper()
    with desk.work() as work:
        key, pinned, certificate = _opened(desk, work, ca, passphrase)
        found = [
            one
            for one in work.all(IssuedCertificate, ISSUED.c.authority == pinned.id)
            if wanted in (one.serial, one.holder_code) and one.revoked_on is None
        ]
        if not found:
            raise Refused(f"登记簿中没有“{which}”的有效证书。")
        for one in found:
            one.revoked_on, one.reason = desk.today, reason.strip()
            work.change(one, reason=one.reason)
        _sign_list(work, pinned, key, certificate)
        work.commit()
    return found


def renew_list(desk: Desk, ca: Path, passphrase: str) -> None:
    """Sign the list of revoked certificates anew, with today's date and the next number."""
    _require_authority(desk)
    with desk.work() as work:
        key, pinned, certificate = _opened(desk, work, ca, passphrase)
        _sign_list(work, pinned, key, certificate)
        work.commit()


def publish(desk: Desk, folder: Path) -> Path:
    """Write the present list of revoked certificates into `folder`, for every office to install."""
    _require_authority(desk)
    with desk.work() as work:
        own = _own_authorities(work)
    if not own:
        raise Refused("本台账还没有签发机构,请先建立。")
    pinned = own[0]
    reply = _reply(pinned, _certificate(pinned), [])
    path = folder / f"{desk.office.code}-吊销列表-{authority.list_number(reply.revoked):03d}.pem"
    write_whole(path, authority.write_reply(reply))
    return path


def is_authority(desk: Desk) -> bool:
    """Whether this office issues certificates itself."""
    with desk.work() as work:
        return bool(_own_authorities(work))


def register(desk: Desk) -> list[IssuedCertificate]:
    """Every certificate that was issued here, the newest first."""
    with desk.work() as work:
        return work.all(IssuedCertificate, order=(ISSUED.c.issued_at.desc(), ISSUED.c.serial))


def _require_authority(desk: Desk) -> None:
    desk.acting(Act.SET_UP)
    if desk.office.level is Level.COUNTY:
        raise Refused("县级台账不签发证书,证书由省级签发。")


def _read_request(path: Path) -> Request:
    return requests.read_request(outside.rehearse_request(package.read_file(path, requests.MOST_BYTES)))


def _asked(request: Request) -> Asked:
    return Asked(
        request.office_code, request.office_name, request.unit, tuple(request.keys), request.fingerprint
    )


def _check_office(request: Request, office_code: str) -> None:
    if request.office_code != office_code:
        raise Refused(f"这是 {request.office_code} 的申请,不是 {office_code} 的。")
    name = load_regions().full_name(office_code)
    if name is None:
        raise Refused(f"单位代码“{office_code}”不在行政区划表中,请核对六位代码。")
    if name != request.office_name:
        raise Refused(f"申请上写的是“{request.office_name}”,{office_code} 应为“{name}”。")


def _own_authorities(work: Work) -> list[TrustedAuthority]:
    """The authorities of this very office, the newest first."""
    pinned = work.all(TrustedAuthority, order=(AUTHORITIES.c.pinned_at.desc(), AUTHORITIES.c.id))
    return [one for one in pinned if certificates.office_code(_certificate(one)) == work.office_code]


def _opened(
    desk: Desk, work: Work, ca: Path, passphrase: str
) -> tuple[Key, TrustedAuthority, x509.Certificate]:
    """The authority's key out of its file, as the desk knows it."""
    data = outside.rehearse_key(package.read_file(ca, requests.MOST_BYTES), passphrase)
    key, certificate = certificates.from_pkcs12(data, passphrase)
    for pinned in _own_authorities(work):
        if _certificate(pinned) == certificate:
            authority.check_authority(certificate, desk.today)
            return key, pinned, certificate
    raise Refused("这个机构密钥文件不是本台账建立的签发机构的。")


def _certificate(pinned: TrustedAuthority) -> x509.Certificate:
    return certificates.load_certificate(bytes.fromhex(pinned.certificate))


def _reply(pinned: TrustedAuthority, ca: x509.Certificate, issued: Sequence[x509.Certificate]) -> Reply:
    """What an office is handed: its certificates, and whom it encrypts for."""
    others = [certificates.load_certificate(bytes.fromhex(pinned.recipient))] if pinned.recipient else []
    return Reply(ca, authority.load_list(bytes.fromhex(pinned.revoked)), (*issued, *others))


def _sign_list(work: Work, pinned: TrustedAuthority, key: Key, ca: x509.Certificate) -> None:
    rows = work.all(IssuedCertificate, ISSUED.c.authority == pinned.id)
    revoked = {int(one.serial, 16): one.revoked_on for one in rows if one.revoked_on is not None}
    number = authority.list_number(authority.load_list(bytes.fromhex(pinned.revoked))) + 1
    made = authority.list_revoked(revoked, number, key, ca, work.now)
    pinned.revoked = authority.list_bytes(made).hex()
    work.change(pinned)


def _register(
    work: Work, ca: x509.Certificate, request: Request, issued: Sequence[x509.Certificate]
) -> list[IssuedCertificate]:
    """Enter the certificates into the register."""
    rows = []
    for purpose, one in zip(request.keys, issued, strict=True):
        first, last = certificates.validity(one)
        rows.append(
            IssuedCertificate(
                office_code=work.office_code,
                serial=f"{one.serial_number:X}",
                authority=certificates.fingerprint(ca).replace(" ", ""),
                holder_code=request.office_code,
                holder=request.unit,
                purpose=purpose,
                fingerprint=certificates.fingerprint(one),
                valid_from=first,
                valid_until=last,
                issued_at=work.now,
                issued_by=work.operator,
            )
        )
    work.add(*rows)
    return rows
