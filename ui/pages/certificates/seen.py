"""What the page of certificates shows, gathered on the worker; and what a certificate's state is called."""

from dataclasses import dataclass

from countydesk.domain.offices import Level
from countydesk.domain.operators import Act
from countydesk.domain.problems import Refused
from countydesk.domain.trust import RENEW_BEFORE_DAYS, IssuedCertificate
from countydesk.services import authority, drafts, trust
from countydesk.services.desk import Desk
from countydesk.services.trust import CertificateFacts, Standing
from ui.forms.paths import default_folder
from ui.style import Tone

REMEMBERED = "certificates"  # the draft that keeps where files lay
KEY_FILE = "签发机构.p12"


@dataclass(frozen=True)
class Seen:
    """`issues` says that this office is an authority, `founds` that it is to become one; `barred` why
    whoever looks may not do anything, "" for who may."""

    standing: Standing
    level: Level
    issues: bool
    founds: bool
    register: list[IssuedCertificate]
    barred: str
    folder: str
    key_file: str


def look(desk: Desk) -> Seen:
    """On the worker: all of it."""
    barred = ""
    try:
        desk.acting(Act.SET_UP)
    except Refused as refusal:
        barred = str(refusal)
    standing, issues = trust.standing(desk), authority.is_authority(desk)
    kept = drafts.recall(desk, REMEMBERED) or {}
    folder = str(kept.get("folder") or default_folder())
    return Seen(
        standing,
        desk.office.level,
        issues,
        desk.office.level is Level.PROVINCE and not issues,
        authority.register(desk) if issues else [],
        barred,
        folder,
        str(kept.get("key_file") or f"{default_folder()}/{KEY_FILE}"),
    )


def state_of(standing: Standing) -> tuple[str, Tone]:
    """The certificate's state in one word, with its colour."""
    left = standing.days_left
    if standing.own is None:
        return "还没有证书", Tone.GREY
    if standing.self_signed or left is None:
        return "自签", Tone.AMBER
    if left < 0:
        return "已过期", Tone.RED
    if left <= RENEW_BEFORE_DAYS:
        return f"还有 {left} 天到期", Tone.AMBER
    return ("不能使用", Tone.RED) if standing.reminder else ("有效", Tone.GREEN)


def lacks_certificate(standing: Standing) -> bool:
    """Whether the office should ask for a certificate now."""
    return standing.own is None or standing.self_signed or standing.reminder is not None


def validity(certificate: CertificateFacts) -> str:
    """From when to when."""
    first, last = certificate.valid_from, certificate.valid_until
    return f"{first.year}年{first.month}月{first.day}日 至 {last.year}年{last.month}月{last.day}日"


def next_step(seen: Seen) -> tuple[str, str]:
    """What is to be done next: a heading and a sentence."""
    standing = seen.standing
    if seen.barred:
        return "只能查看", seen.barred
    if seen.founds:
        said = "签发机构的密钥放在单独的 U 盘上,平时离线保管;各县的证书都由它签发。"
        return "下一步 建立签发机构", said
    if standing.requested:
        said = "把申请文件交给省级,在电话里逐行核对下面的申请指纹;省级交回证书文件后装入。"
        return "下一步 装入证书", said
    if standing.reminder:
        return "请更换证书", standing.reminder
    if seen.issues:
        return "签发证书", "收到县里的申请文件后按“签发证书…”,与对方电话核对指纹再签发。"
    if standing.own is None or standing.self_signed:
        said = "省级只接收有省级证书签名的同步包。请写出申请文件,交给省级签发。"
        return "下一步 申请证书", said
    return "证书有效", f"还有 {standing.days_left} 天。省级发来新的证书文件或吊销列表时,请在这里装入。"
