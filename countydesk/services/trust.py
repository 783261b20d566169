"""Whom the desk believes, what it signs with, and for whom it encrypts."""

from dataclasses import dataclass
from datetime import date

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa

from countydesk.domain.offices import superior_of
from countydesk.domain.problems import Refused
from countydesk.domain.trust import TrustedAuthority, renewal_sentence
from countydesk.services.desk import Desk
from countydesk.storage.closing import KEYS, SigningKey
from countydesk.storage.trust import AUTHORITIES, DECRYPTION_KEYS, REQUESTS, DecryptionKey, KeyRequest
from countydesk.storage.unit_of_work import Work
from countydesk.sync import authority, certificates, encryption, requests
from countydesk.sync.certificates import Key, Trust
from countydesk.sync.encryption import Opener


@dataclass(frozen=True)
class CertificateFacts:
    """A certificate as a person reads it: whose, by whom, its fingerprint in groups, its days."""

    holder: str
    issuer: str
    fingerprint: str
    valid_from: date
    valid_until: date


@dataclass(frozen=True)
class Standing:
    """Where the desk stands with its certificates.

    `own` is what it signs with (`self_signed` until one is issued), `requested` the fingerprint of a
    request that waits for its answer, `authority` who issues, `recipient` whom packages are encrypted
    for. `reminder` is a sentence when the own certificate is near its end or was taken back.
    """

    office_code: str
    own: CertificateFacts | None
    self_signed: bool
    days_left: int | None
    reminder: str | None
    requested: str | None
    authority: CertificateFacts | None
    recipient: CertificateFacts | None


def trust_of(desk: Desk) -> Trust | None:
    """The authorities that the desk has pinned, or None while there is none."""
    with desk.work() as work:
        return pinned_trust(work)


def pinned_trust(work: Work) -> Trust | None:
    """The pinned authorities with their lists of revoked certificates."""
    pinned = _authorities(work)
    if not pinned:
        return None
    return Trust(
        tuple(_certificate(one.certificate) for one in pinned),
        tuple(authority.load_list(bytes.fromhex(one.revoked)) for one in pinned),
    )


def recipient_of(desk: Desk) -> x509.Certificate | None:
    """The certificate that this office's packages are encrypted to, once it is known."""
    with desk.work() as work:
        return recipient_within(work)


def openers_of(desk: Desk) -> list[Opener]:
    """The keys with which the desk opens what is encrypted to it, the newest first."""
    with desk.work() as work:
        kept = work.all(DecryptionKey, order=(DECRYPTION_KEYS.c.id.desc(),))
    return [_opener(one, desk.signing_secret) for one in kept]


def signer_of(desk: Desk, work: Work) -> tuple[Key, x509.Certificate]:
    """The key and certificate that the desk signs with; a self-signed one is made when there is none."""
    held = signing_key(work)
    if held:
        return certificates.from_pkcs12(bytes.fromhex(held.pkcs12), desk.signing_secret)
    key = certificates.new_key()
    return key, keep_self_signed(desk, work, key)


def require_good(desk: Desk, work: Work, certificate: x509.Certificate) -> None:
    """Refuse to sign with an issued certificate that the authority does not stand by any more."""
    pinned = pinned_trust(work)
    if pinned and certificate.issuer != certificate.subject:
        pinned.check(certificate, work.now, desk.today)


def keep_self_signed(desk: Desk, work: Work, key: Key) -> x509.Certificate:
    """Make `key` the desk's signing key, vouched for by itself until a certificate is issued."""
    office = desk.office
    certificate = certificates.self_signed(key, office.code, office.unit, office.name, desk.today)
    keep_signing_key(desk, work, key, certificate)
    return certificate


def keep_signing_key(desk: Desk, work: Work, key: Key, certificate: x509.Certificate) -> None:
    """Sign with this key and certificate from now on; the one before is taken away."""
    for old in work.all(SigningKey):
        work.remove(old, reason="更换签名证书")
    work.add(
        SigningKey(
            office_code=desk.office.code,
            id=desk.new_id(),
            pkcs12=certificates.to_pkcs12(key, certificate, desk.signing_secret).hex(),
            certificate=certificates.der(certificate).hex(),
            made_at=work.now,
        )
    )


def signing_key(work: Work) -> SigningKey | None:
    """The key that the desk signs with, as it is kept."""
    kept = work.all(SigningKey, order=(KEYS.c.id.desc(),))
    return kept[0] if kept else None


def own_certificate(work: Work) -> x509.Certificate | None:
    """The certificate that the desk signs with, once there is one."""
    held = signing_key(work)
    return _certificate(held.certificate) if held else None


def days_left(desk: Desk) -> int | None:
    """How many days the desk's issued certificate still has; None while it signs with its own."""
    return standing(desk).days_left


def standing(desk: Desk) -> Standing:
    """Everything about the desk's certificates that its people want to see."""
    with desk.work() as work:
        own, recipient, pinned = own_certificate(work), recipient_within(work), _authorities(work)
        waiting = open_request(work)
        fault = _fault(desk, work, own)
    issued = own is not None and own.issuer != own.subject
    left = (certificates.validity(own)[1] - desk.today).days if own and issued else None
    reminder = None if left is None else renewal_sentence(left)
    return Standing(
        office_code=desk.office.code,
        own=facts_of(own) if own else None,
        self_signed=own is not None and not issued,
        days_left=left,
        reminder=f"{fault}请申请新的证书后再上报。" if fault else reminder,
        requested=requests.read_request(waiting.request.encode()).fingerprint if waiting else None,
        authority=facts_of(_certificate(pinned[0].certificate)) if pinned else None,
        recipient=facts_of(recipient) if recipient else None,
    )


def open_request(work: Work) -> KeyRequest | None:
    """The request that waits for its certificate, if there is one."""
    waiting = work.all(KeyRequest, order=(REQUESTS.c.id.desc(),))
    return waiting[0] if waiting else None


def facts_of(certificate: x509.Certificate) -> CertificateFacts:
    """What a person reads of a certificate."""
    first, last = certificates.validity(certificate)
    return CertificateFacts(
        certificates.common_name(certificate),
        certificates.issuer_name(certificate),
        certificates.fingerprint(certificate),
        first,
        last,
    )


def recipients_for(desk: Desk, work: Work, also: list[bytes]) -> list[x509.Certificate]:
    """Those whom a package is encrypted for: the superior office and, as PEM files, `also` others.

    Raises `Refused` for a certificate that is not fit for it, or that no pinned authority vouches for.
    """
    trust, recipient = pinned_trust(work), recipient_within(work)
    if trust is None or recipient is None:
        if also:
            raise Refused("还没有安装省级证书文件,不能加密给其他单位。")
        return []
    found = [recipient, *(authority.load_pem(data) for data in also)]
    for one in found:
        encryption.check_recipient(one, desk.today)
        trust.check(one, work.now, desk.today)
    return found


def _fault(desk: Desk, work: Work, own: x509.Certificate | None) -> str:
    """Why the authority does not stand by the desk's certificate, if it does not."""
    if own is None or certificates.validity(own)[1] < desk.today:
        return ""
    try:
        require_good(desk, work, own)
    except Refused as refusal:
        return str(refusal)
    return ""


def _authorities(work: Work) -> list[TrustedAuthority]:
    return work.all(TrustedAuthority, order=(AUTHORITIES.c.pinned_at.desc(), AUTHORITIES.c.id))


def recipient_within(work: Work) -> x509.Certificate | None:
    """The superior office's certificate, from the authority that was pinned last."""
    for one in _authorities(work):
        if one.recipient:
            certificate = _certificate(one.recipient)
            if certificates.office_code(certificate) == superior_of(work.office_code):
                return certificate
    return None


def _certificate(hex_der: str) -> x509.Certificate:
    return certificates.load_certificate(bytes.fromhex(hex_der))


def _opener(kept: DecryptionKey, secret: str) -> Opener:
    key, certificate = certificates.from_pkcs12(bytes.fromhex(kept.pkcs12), secret)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise Refused("解密密钥不是 RSA 密钥。")
    return Opener(key, certificate)
