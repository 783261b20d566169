"""The cards of certificates: the own one, who issues it, and a fingerprint to compare by telephone."""

from collections.abc import Sequence

from countydesk.domain.trust import IssuedCertificate, Purpose
from countydesk.services.authority import Asked
from countydesk.services.certificates import Installed
from countydesk.services.recovery import Asked as Forgot
from ui import style
from ui.pages.certificates.seen import Seen, state_of, validity
from ui.parts.card import Card
from ui.parts.chip import Chip
from ui.parts.facts import Fact, FactList
from ui.parts.fingerprint import Fingerprint
from ui.style import Tone
from ui.tables.columns import Column

STATES = {"有效": Tone.GREEN, "已吊销": Tone.RED, "已到期": Tone.GREY}


class OwnCard(Card):
    """The certificate that the office signs with, and whom its packages are encrypted for."""

    def __init__(self) -> None:
        super().__init__("本单位证书")
        self.chip = Chip()
        self.heading.addWidget(self.chip)
        self._facts = FactList(label_width=76)
        self._reminder = style.label("", "wrong", wraps=True)
        self.add(self._facts)
        self.add(self._reminder)

    def show_seen(self, seen: Seen) -> None:
        """Show where the office stands."""
        standing, own = seen.standing, seen.standing.own
        self.chip.show_state(*state_of(standing))
        facts = []
        if own is None:
            facts.append(Fact("证书", "还没有。可以先申请;不申请,首次签名上报时会自签一张"))
        else:
            signed = "自签,省级尚未签发" if standing.self_signed else own.issuer
            left = standing.days_left
            days = f"(还有 {left} 天)" if left is not None and left >= 0 else ""
            facts += [
                Fact("持有单位", own.holder),
                Fact("由谁签发", signed),
                Fact("有效期", validity(own) + days),
                Fact("证书指纹", own.fingerprint),
            ]
        to = standing.recipient
        facts.append(
            Fact("同步包", f"加密给 {to.holder}" if to else "不加密。装入省级证书后自动加密给省级")
            if not seen.issues and not seen.founds
            else Fact("收同步包", "各县的同步包加密给本单位" if own else "建立签发机构后才能接收")
        )
        self._facts.show_facts(facts)
        self._reminder.setText(standing.reminder or "")
        self._reminder.setVisible(bool(standing.reminder))


class AuthorityCard(Card):
    """Who issues certificates, with the fingerprint that is compared once."""

    def __init__(self) -> None:
        super().__init__("签发机构")
        self._facts = FactList(label_width=76)
        self.add(self._facts)

    def show_seen(self, seen: Seen) -> None:
        """Show who is believed."""
        known = seen.standing.authority
        if known is None:
            said = "还没有建立" if seen.founds else "还没有登记。装入省级的证书文件后显示在这里"
            self._facts.show_facts([Fact("机构", said)])
            return
        facts = [
            Fact("机构", known.holder),
            Fact("有效期", validity(known)),
            Fact("机构指纹", known.fingerprint),
        ]
        self._facts.show_facts(facts)


class CompareCard(Card):
    """A fingerprint to be read over the telephone, and what it belongs to."""

    def __init__(self) -> None:
        super().__init__("电话核对")
        self._facts = FactList(label_width=76)
        self._words = style.label("", "small", wraps=True)
        self.fingerprint = Fingerprint()
        for widget in (self._facts, self._words, self.fingerprint):
            self.add(widget)
        self.hide()

    def _show(self, title: str, facts: Sequence[Fact], words: str, fingerprint: str) -> None:
        self.retitle(title)
        self._facts.show_facts(facts)
        self._facts.setVisible(bool(facts))
        self._words.setText(words)
        self._words.setVisible(bool(words))
        self.fingerprint.show_text(fingerprint)
        self.show()

    def show_request(self, fingerprint: str, path: str = "") -> None:
        """The own request, to be read to the province."""
        words = "省级的同志会打电话来(或您打过去),请一行一行念给对方,每一组都要对上。"
        facts = [Fact("申请文件", path)] if path else []
        self._show("申请指纹", facts, words, fingerprint)

    def show_asked(self, asked: Asked) -> None:
        """Another office's request, before a certificate is issued."""
        facts = [
            Fact("申请单位", asked.unit),
            Fact("行政区划", f"{asked.office_name}({asked.office_code})"),
            Fact("申请", "、".join(purpose.title for purpose in asked.purposes) + "证书"),
        ]
        self._show("核对申请", facts, "请对方念自己屏幕上的申请指纹,与这里逐行核对。", asked.fingerprint)

    def show_forgotten(self, asked: Forgot) -> None:
        """Somebody's request to get a passphrase back, before it is answered."""
        facts = [
            Fact("申请单位", f"{asked.unit}({asked.office_code})"),
            Fact("谁忘记了", asked.operator),
            Fact("申请时间", asked.made_at.replace("T", " ")[:16]),
        ]
        self._show(
            "核对口令恢复申请", facts, "请对方念自己屏幕上的申请指纹,与这里逐行核对。", asked.fingerprint
        )

    def show_file(self, seen: Installed) -> None:
        """A certificate file, before it is installed."""
        facts = [Fact("签发机构", f"{seen.authority.holder}({validity(seen.authority)})")]
        own = f"由 {seen.own.issuer} 签发,{validity(seen.own)}" if seen.own else "文件中没有,现有证书不变"
        facts.append(Fact("本单位证书", own))
        facts.append(Fact("同步包", f"加密给 {seen.recipient.holder}" if seen.recipient else "仍不加密"))
        facts.append(Fact("吊销列表", f"{seen.revoked} 张证书已吊销" if seen.revoked else "没有吊销的证书"))
        words = "机构指纹,请与省级电话逐行核对:" if seen.first or seen.replaces else "机构指纹(已登记过):"
        self._show("装入后会怎样", facts, words, seen.authority.fingerprint)


def _state(one: IssuedCertificate) -> str:
    return "已吊销" if one.revoked_on else "有效"


COLUMNS = (
    Column("单位", "holder", width=176, sort="holder"),
    Column("代码", "holder_code", width=68, faint=True, sort="code"),
    Column("用途", "purpose", width=52, choices=Purpose),
    Column("状态", _state, width=80, chip=STATES, sort="state"),
    Column("签发", lambda one: one.valid_from.isoformat(), width=98, sort="from"),
    Column("到期", lambda one: one.valid_until.isoformat(), width=98, sort="until"),
    Column("序列号", "serial", width=110, faint=True),
    Column("吊销原因", "reason", width=110, faint=True),
)
KEYS = {
    "holder": lambda one: one.holder,
    "code": lambda one: one.holder_code,
    "state": _state,
    "from": lambda one: one.valid_from,
    "until": lambda one: one.valid_until,
}
