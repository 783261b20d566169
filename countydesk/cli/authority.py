"""The commands with which the province issues certificates and takes them back."""

import sys
from argparse import Namespace
from pathlib import Path
from typing import Any

from countydesk.cli.certificates import facts
from countydesk.cli.main import Answer
from countydesk.cli.opening import FILE_VARIABLE, file_passphrase, is_handed_over, opened
from countydesk.domain.problems import Refused
from countydesk.domain.trust import IssuedCertificate
from countydesk.services import authority, trust

KEY_FILE = "签发机构密钥"


def create(options: Namespace) -> Answer:
    """`authority create --ca FILE`: the key into an offline file, its certificate into the desk."""
    with opened(options) as desk:
        path = Path(options.ca).absolute()
        passphrase, given = file_passphrase(KEY_FILE, again=True), is_handed_over(FILE_VARIABLE)
        made = authority.create(desk, path, passphrase, options.replace, any_passphrase=given)
    lines = [
        f"签发机构已建立:{made.holder},{made.valid_until} 到期",
        f"机构指纹:{made.fingerprint}",
        f"密钥文件:{path}。请存到离线的 U 盘并另备一份,口令另记。",
    ]
    return Answer({"ca": str(path), "authority": facts(made)}, lines)


def issue(options: Namespace) -> Answer:
    """`authority issue REQUEST --office CODE --ca FILE`: after the fingerprint was compared."""
    path = Path(options.request)
    with opened(options) as desk:
        asked = authority.asked(path)
        fingerprint = options.fingerprint or _compared(asked)
        passphrase = file_passphrase(KEY_FILE)
        folder = Path(options.to).absolute()
        done = authority.issue(desk, path, options.office, fingerprint, Path(options.ca), passphrase, folder)
    data = {
        "file": str(done.path),
        "office": asked.office_code,
        "request_fingerprint": asked.fingerprint,
        "issued": [_line(one) for one in done.issued],
    }
    lines = [f"申请指纹:{asked.fingerprint}", *(_sentence(one) for one in done.issued)]
    return Answer(data, [*lines, f"证书文件:{done.path},请交给{asked.unit}安装。"])


def revoke(options: Namespace) -> Answer:
    """`authority revoke SERIAL|CODE --reason … --ca FILE`."""
    with opened(options) as desk:
        passphrase = file_passphrase(KEY_FILE)
        found = authority.revoke(desk, options.which, options.reason, Path(options.ca), passphrase)
    lines = [_sentence(one) for one in found]
    return Answer(
        {"revoked": [_line(one) for one in found]}, [*lines, "请用 authority crl 导出新的吊销列表。"]
    )


def crl(options: Namespace) -> Answer:
    """`authority crl --to DIR`: the list of revoked certificates, for every office to install."""
    with opened(options) as desk:
        if options.ca:
            authority.renew_list(desk, Path(options.ca), file_passphrase(KEY_FILE))
        path = authority.publish(desk, Path(options.to).absolute())
    return Answer({"file": str(path)}, [f"吊销列表:{path}。各单位用 certificate install 安装。"])


def show(options: Namespace) -> Answer:
    """`authority show`: the authority and its register."""
    with opened(options) as desk:
        found, rows = trust.standing(desk), authority.register(desk)
    data = {"authority": facts(found.authority), "issued": [_line(one) for one in rows]}
    if found.authority is None:
        return Answer(data, ["还没有签发机构。"])
    lines = [f"签发机构:{found.authority.holder},{found.authority.valid_until} 到期"]
    lines.append(f"机构指纹:{found.authority.fingerprint}")
    return Answer(data, [*lines, *(_sentence(one) for one in rows)])


def _compared(asked: authority.Asked) -> str:
    """Have the officer compare the fingerprint at the terminal. Raises `Refused` where nobody is there."""
    told = f"{asked.unit}({asked.office_code} {asked.office_name})的申请,指纹:\n{asked.fingerprint}"
    if not sys.stdin or not sys.stdin.isatty():
        raise Refused(f"{told}\n请与申请单位电话核对,再用 --fingerprint 给出电话中读出的指纹。")
    print(told, file=sys.stderr)
    print("请在电话中与申请单位逐组核对。一致请输入“是”:", end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip() not in ("是", "y", "Y", "yes"):
        raise Refused("指纹没有核对一致,没有签发。")
    return asked.fingerprint


def _line(one: IssuedCertificate) -> dict[str, Any]:
    return one.model_dump(exclude={"office_code", "authority"}, mode="json")


def _sentence(one: IssuedCertificate) -> str:
    state = f"{one.revoked_on} 吊销({one.reason})" if one.revoked_on else f"{one.valid_until} 到期"
    return f"{one.holder_code} {one.holder} {one.purpose.title}证书,序列号 {one.serial},{state}"
