"""The command that verifies a package, with no desk and no authority."""

from argparse import Namespace
from pathlib import Path

from countydesk.cli.main import Answer
from countydesk.services import sending


def verify(options: Namespace) -> Answer:
    """`verify FILE`: every check that needs no authority, and what it found, in one sentence."""
    return verification(Path(options.file))


def verification(path: Path) -> Answer:
    """The verdict on a package, for programs and for people."""
    verdict = sending.verify(path)
    data = sending.told(verdict)
    if not verdict.valid:
        return Answer(data, [f"无效:{verdict.problem}"], ok=False)
    facts = f"{verdict.county} {verdict.month} 第 {verdict.number} 号,签名人 {verdict.signer}"
    checked = "已检查:" + "、".join(verdict.checked)
    return Answer(
        data, [f"有效:{facts},共 {verdict.parts} 个签名部分。", checked, "未核对签发机构(没有指定上级证书)。"]
    )
