"""Commands of certificates and of who issues them."""

import argparse
from typing import Any

from countydesk.cli.parser import command_of, group_of


def declare(commands: Any) -> None:
    """Declare them on the parser's commands."""
    _certificates(commands)
    _authority(commands)


def _certificates(commands: Any) -> None:
    group = group_of(commands, "certificate", "本单位的证书")
    command = command_of(group, "request", "certificates:request", "生成证书申请")
    command.add_argument("--to", default=".", metavar="文件夹")
    command.add_argument("--receives", action="store_true", help="也申请加密证书,外县可据此加密转移档案")
    command = command_of(group, "install", "certificates:install", "安装上级发来的证书文件")
    command.add_argument("file", metavar="文件")
    command.add_argument("--new-authority", action="store_true", help="已电话核对,确认更换签发机构")
    command = command_of(group, "show", "certificates:show", "查看证书、指纹和有效期")
    command.add_argument("--to", metavar="文件夹", help="另存本单位的加密证书,供下级加密时用")
    command = command_of(group, "export", "certificates:export", "备份签名密钥(.p12)")
    command.add_argument("file", metavar="文件")
    command = command_of(group, "restore", "certificates:restore", "在新台账中恢复签名密钥")
    command.add_argument("file", metavar="文件")


def _authority(commands: Any) -> None:
    group = group_of(commands, "authority", "签发证书(省级)")
    command = command_of(group, "create", "authority:create", "建立签发机构")
    command.add_argument("--replace", action="store_true", help="更换已有的签发机构")
    _offline_key(command)
    command = command_of(group, "issue", "authority:issue", "核对申请并签发")
    command.add_argument("request", metavar="申请文件")
    command.add_argument("--office", required=True, metavar="代码", help="申请单位的六位代码")
    command.add_argument("--fingerprint", metavar="指纹", help="电话中读出的申请指纹")
    command.add_argument("--to", default=".", metavar="文件夹")
    _offline_key(command)
    command = command_of(group, "revoke", "authority:revoke", "吊销证书")
    command.add_argument("which", metavar="序列号或单位代码")
    command.add_argument("--reason", required=True, metavar="原因")
    _offline_key(command)
    command = command_of(group, "crl", "authority:crl", "导出吊销列表,发给各单位安装")
    command.add_argument("--to", default=".", metavar="文件夹")
    _offline_key(command, required=False)
    command_of(group, "show", "authority:show", "已签发证书登记簿")


def _offline_key(command: argparse.ArgumentParser, required: bool = True) -> None:
    about = "签发机构的密钥文件(.p12),平时离线保管;口令当面输入,或取自 COUNTYDESK_FILE_PASSPHRASE"
    about += "" if required else ";给出则重新签署列表"
    command.add_argument("--ca", required=required, metavar="文件", help=about)
