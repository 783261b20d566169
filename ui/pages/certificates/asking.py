"""What the acts with certificates ask: where files are, the telephone, the passphrase of the authority."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from countydesk.domain.fields import FieldSpec, Kind
from countydesk.domain.problems import Problem, Refused
from countydesk.domain.trust import IssuedCertificate
from countydesk.services.authority import Asked
from countydesk.services.certificates import Installed
from countydesk.services.recovery import Asked as Forgot
from ui.forms.paths import PassphraseEditor, PathEditor, Wanted
from ui.pages.certificates.seen import KEY_FILE, Seen
from ui.parts.entry_bar import Entry, Question

Give = Callable[[dict[str, Any]], object]
KEY_KINDS = "签发机构密钥 (*.p12 *.pfx);;所有文件 (*)"


def _spec(name: str, title: str, kind: Kind = Kind.TEXT, hint: str = "") -> FieldSpec:
    return FieldSpec(name, title, kind, True, None, False, hint)


def _folder(seen: Seen) -> Question:
    return Question(_spec("folder", "保存到(可选 U 盘)"), value=seen.folder, editor=PathEditor(Wanted.FOLDER))


def _key(seen: Seen) -> list[Question]:
    editor = PathEditor(Wanted.FILE, "签发机构密钥", KEY_KINDS)
    return [
        Question(_spec("ca", "签发机构密钥(插上 U 盘)"), value=seen.key_file, editor=editor),
        Question(_spec("passphrase", "密钥口令"), width=170, editor=PassphraseEditor()),
    ]


def _same() -> Question:
    return Question(_spec("same", "电话核对,每一组都一致", Kind.YES_NO), width=170)


def require_same(values: dict[str, Any]) -> None:
    """Refuse unless the fingerprint was found the same on the telephone."""
    if values.get("same") is False:
        raise Refused(Problem("指纹不一致,说明文件被换过,请不要继续。", field="same"))


def request(seen: Seen, give: Give) -> Entry:
    """申请证书."""
    sentence = "写出一个申请文件,里面没有密钥,可以用 U 盘或内网交给省级。"
    return Entry("申请证书", sentence, "写出申请", give, [_folder(seen)])


def install(seen: Installed, give: Give) -> Entry:
    """装入证书, after it was looked into."""
    if seen.replaces:
        sentence = f"文件来自另一签发机构,装入后不再相信“{seen.replaces}”。请先与省级电话核对机构指纹。"
    elif seen.first:
        sentence = "第一次登记这个签发机构,请先与省级电话核对机构指纹。"
    else:
        return Entry("装入证书", "签发机构已登记过,不用再核对。", "装入", give)
    return Entry("装入证书", sentence, "装入", give, [_same()])


def found(seen: Seen, give: Give) -> Entry:
    """建立签发机构."""
    editor = PathEditor(Wanted.NEW_FILE, "签发机构密钥存到", KEY_KINDS)
    questions = [
        Question(_spec("ca", f"密钥文件存到(U 盘,例如 E:\\{KEY_FILE})"), value=seen.key_file, editor=editor),
        Question(_spec("passphrase", "密钥口令"), width=170, editor=PassphraseEditor()),
        Question(_spec("again", "再输一遍"), width=170, editor=PassphraseEditor()),
    ]
    sentence = "密钥只存进这个文件,不留在台账里。请另备一份,口令另记;丢了就要给所有单位重新签发。"
    return Entry("建立签发机构", sentence, "建立", give, questions)


def require_twice(values: dict[str, Any]) -> None:
    """Refuse if the two passphrases are not one."""
    if values["passphrase"] != values["again"]:
        raise Refused(Problem("两次输入的口令不一样。", field="again"))


def issue(seen: Seen, asked: Asked, give: Give) -> Entry:
    """签发证书, after the request was read."""
    sentence = "请打电话给申请单位(号码用自己留存的),请对方念申请指纹,逐行核对。"
    return Entry(f"签发给 {asked.unit}", sentence, "签发", give, [_same(), *_key(seen), _folder(seen)])


def recover(seen: Seen, asked: Forgot, give: Give) -> Entry:
    """为下级恢复口令, after the request was read."""
    reason = Question(_spec("reason", "如何核实了申请人", hint="例如 已拨打县里值班电话"))
    sentence = "请打电话给该单位负责人(号码用自己留存的),问清确是本人,再请对方念申请指纹,逐行核对。"
    return Entry(f"为 {asked.operator} 恢复口令", sentence, "答复", give, [_same(), reason, _folder(seen)])


def revoke(seen: Seen, one: IssuedCertificate, give: Give) -> Entry:
    """吊销."""
    reason = Question(_spec("reason", "吊销原因", hint="例如 电脑丢失,已重新申请"))
    sentence = "吊销后,用这张证书签名的同步包不再接收,不能撤销。之后请导出吊销列表,发给各单位装入。"
    return Entry(
        f"吊销 {one.holder} 的{one.purpose.title}证书", sentence, "吊销", give, [reason, *_key(seen)]
    )


def publish(seen: Seen, give: Give) -> Entry:
    """导出吊销列表."""
    return Entry("导出吊销列表", "一个文件,各单位都可以装入。", "导出", give, [_folder(seen)])


def path_of(values: dict[str, Any], name: str) -> Path:
    """A path that was given."""
    path: Path = values[name]
    return path
