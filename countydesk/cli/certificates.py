"""The commands for an office's own certificates."""

from argparse import Namespace
from dataclasses import asdict
from pathlib import Path
from typing import Any

from countydesk.cli.main import Answer
from countydesk.cli.opening import file_passphrase, opened, passphrase_of
from countydesk.services import certificates, trust
from countydesk.services.trust import CertificateFacts


def request(options: Namespace) -> Answer:
    """`certificate request`: the file for the province, and the fingerprint to read out."""
    with opened(options) as desk:
        made = certificates.request(desk, Path(options.to).absolute(), receives=options.receives)
        data = {"request": str(made.path), "office": desk.office.code, "fingerprint": made.fingerprint}
    return Answer(
        data,
        [f"证书申请:{made.path}", f"申请指纹:{made.fingerprint}", "请把文件交给省级,并在电话中读出指纹。"],
    )


def install(options: Namespace) -> Answer:
    """`certificate install FILE`: what the authority answered or published."""
    with opened(options) as desk:
        done = certificates.install(desk, Path(options.file), options.new_authority)
    data = {
        "authority": facts(done.authority),
        "first": done.first,
        "own": facts(done.own),
        "recipient": facts(done.recipient),
        "revoked": done.revoked,
    }
    lines = [f"签发机构:{done.authority.holder},指纹 {done.authority.fingerprint}"]
    if done.first:
        lines.append("这是第一次登记该机构,请与省级电话核对上面的指纹。")
    lines += _own(done.own) if done.own else ["文件中没有本单位的证书,只更新了签发机构和吊销列表。"]
    lines.append(_recipient(done.recipient))
    return Answer(data, lines)


def show(options: Namespace) -> Answer:
    """`certificate show`: what the desk signs with, who vouches for it, whom it encrypts for."""
    with opened(options) as desk:
        found = trust.standing(desk)
        saved = certificates.encryption_certificate(desk, Path(options.to).absolute()) if options.to else None
    data = {
        "office": found.office_code,
        "own": facts(found.own),
        "self_signed": found.self_signed,
        "days_left": found.days_left,
        "reminder": found.reminder,
        "requested": found.requested,
        "authority": facts(found.authority),
        "recipient": facts(found.recipient),
        "saved": str(saved) if saved else None,
    }
    lines = _own(found.own) if found.own else ["还没有签名证书。"]
    lines += ["这张证书由本台账自签,请向省级申请证书。"] if found.self_signed else []
    lines += [found.reminder] if found.reminder else []
    lines += [f"已提出申请,等待签发,申请指纹:{found.requested}"] if found.requested else []
    if found.authority:
        lines.append(f"签发机构:{found.authority.holder},指纹 {found.authority.fingerprint}")
    lines.append(_recipient(found.recipient))
    lines += [f"本单位的加密证书:{saved}"] if saved else []
    return Answer(data, lines)


def export(options: Namespace) -> Answer:
    """`certificate export FILE`: key and certificate under a passphrase of their own."""
    with opened(options) as desk:
        own = passphrase_of(desk.operator.name)
        path = Path(options.file).absolute()
        certificates.export_key(desk, own, path, file_passphrase("备份文件", again=True))
    return Answer({"file": str(path)}, [f"签名密钥已备份:{path}。请离线保管,口令另记。"])


def restore(options: Namespace) -> Answer:
    """`certificate restore FILE`: sign with the exported key at a desk made anew."""
    with opened(options) as desk:
        restored = certificates.restore_key(desk, Path(options.file), file_passphrase("备份文件"))
    return Answer({"own": facts(restored)}, _own(restored))


def facts(certificate: CertificateFacts | None) -> dict[str, Any] | None:
    """A certificate as programs read it."""
    return asdict(certificate) if certificate else None


def _own(own: CertificateFacts) -> list[str]:
    return [
        f"签名证书:{own.holder},由{own.issuer}签发,{own.valid_from} 至 {own.valid_until}",
        f"证书指纹:{own.fingerprint}",
    ]


def _recipient(recipient: CertificateFacts | None) -> str:
    if recipient is None:
        return "还没有省级的加密证书,同步包暂不加密。"
    return f"同步包加密给:{recipient.holder},{recipient.valid_until} 到期"
