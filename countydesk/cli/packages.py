"""The command that verifies a package, with no desk and no authority unless told to use them."""

from argparse import Namespace
from pathlib import Path

from countydesk.cli import province
from countydesk.cli.main import Answer
from countydesk.cli.opening import opened
from countydesk.domain.problems import Refused
from countydesk.services import sending
from countydesk.services.sending import Verdict

_CHAIN = {
    True: "签发机构可信,证书没有被吊销。",
    None: "未核对签发机构(没有指定上级证书)。",
}


def verify(options: Namespace) -> Answer:
    """`verify FILE`: every check that needs no authority, and what it found, in one sentence.

    With --with-desk by the authorities and keys of the desk; --history DIR checks a whole series.
    """
    if options.history:
        return province.series(options)
    if not options.file:
        raise Refused("请指出要检验的文件。")
    path = Path(options.file)
    if not options.with_desk:
        return verification(sending.verify(path))
    with opened(options) as desk:
        return verification(sending.verify(path, desk))


def verification(verdict: Verdict) -> Answer:
    """The verdict on a package, for programs and for people."""
    data = sending.told(verdict)
    if not verdict.valid:
        return Answer(data, [f"无效:{verdict.problem}"], ok=False)
    facts = f"{verdict.county} {verdict.month} 第 {verdict.number} 号,签名人 {verdict.signer}"
    checked = "已检查:" + "、".join(verdict.checked)
    lines = [f"有效:{facts},共 {verdict.parts} 个签名部分。", checked]
    return Answer(data, [*lines, *(["文件已解密。"] if verdict.encrypted else []), _CHAIN[verdict.trusted]])
