"""Trust between offices: who issues certificates, and the register of those that were issued."""

from datetime import date, datetime

from sqlmodel import SQLModel

from countydesk.domain.fields import Choice, Kind, field

# From so many days before the end on, an office is reminded to ask for its next certificate.
RENEW_BEFORE_DAYS = 60


class Purpose(Choice):
    """What an office's certificate is for."""

    SIGNING = "signing", "签名"
    ENCRYPTION = "encryption", "加密"


class TrustedAuthority(SQLModel):
    """An authority that the desk believes, with the newest list of certificates that it took back.

    `id` is its fingerprint without blanks. `recipient` is the certificate that packages are encrypted
    to, where the authority handed one out. Certificates and lists are DER in hex.
    """

    office_code: str = field("单位代码", Kind.KEY)
    id: str = field("机构指纹", Kind.KEY)
    name: str = field("签发机构")
    certificate: str = field("机构证书", Kind.KEY)
    revoked: str = field("吊销列表", Kind.KEY)
    recipient: str | None = field("收件证书", Kind.KEY, default=None)
    pinned_at: datetime = field("登记时间", Kind.INSTANT)
    pinned_by: str = field("登记人")


class IssuedCertificate(SQLModel):
    """A line of the authority's register."""

    office_code: str = field("单位代码", Kind.KEY)
    serial: str = field("序列号", Kind.KEY)
    authority: str = field("机构指纹", Kind.KEY)
    holder_code: str = field("持有单位代码")
    holder: str = field("持有单位")
    purpose: Purpose = field("用途", Kind.CHOICE, choices=Purpose)
    fingerprint: str = field("证书指纹")
    valid_from: date = field("生效日期", Kind.DAY)
    valid_until: date = field("到期日期", Kind.DAY)
    issued_at: datetime = field("签发时间", Kind.INSTANT)
    issued_by: str = field("签发人")
    revoked_on: date | None = field("吊销日期", Kind.DAY, default=None)
    reason: str = field("吊销原因", default="")


def renewal_sentence(days_left: int) -> str | None:
    """What to tell the office about its certificate, if its end is near or past."""
    if days_left < 0:
        return "签名证书已过期,请申请新的证书后再上报。"
    if days_left <= RENEW_BEFORE_DAYS:
        return f"签名证书还有 {days_left} 天到期,请向省级申请新的证书。"
    return None
