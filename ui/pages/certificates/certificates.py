"""The page of certificates: where the office stands, asking and installing; at the authority, issuing."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMargins
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from countydesk.domain.problems import Refused
from countydesk.domain.trust import IssuedCertificate
from countydesk.services import authority, certificates, drafts, recovery
from countydesk.services.authority import Asked, IssuedReply
from countydesk.services.certificates import Installed, Requested
from countydesk.services.desk import Desk
from countydesk.services.recovery import Answered
from countydesk.services.recovery import Asked as Forgot
from ui import style
from ui.announcer import Changes
from ui.pages.certificates import asking
from ui.pages.certificates.cards import COLUMNS, KEYS, AuthorityCard, CompareCard, OwnCard
from ui.pages.certificates.seen import REMEMBERED, Seen, lacks_certificate, look, next_step
from ui.parts.entry_bar import Entry, EntryBar
from ui.parts.folding import Beside, Scrolled
from ui.parts.marks import State
from ui.parts.next_line import NextLine
from ui.parts.page import Action, Page
from ui.parts.step_path import Step, StepPath
from ui.session import Session
from ui.style import Tone
from ui.tables.columns import ListSource
from ui.tables.record_table import RecordTable
from ui.tables.record_view import RecordView, framed

SHOWS = frozenset({"signing_key", "key_request", "trusted_authority", "issued_certificate", "decryption_key"})
REGISTER = frozenset({"issued_certificate", "trusted_authority"})
FILES = "证书文件 (*.pem *.crt *.cer);;所有文件 (*)"
REQUESTS = "证书申请 (*.pem *.csr);;所有文件 (*)"
RECOVERIES = "口令恢复申请 (*.json);;所有文件 (*)"


class CertificatesPage(Page):
    """One page for both: what an office cannot do is not shown."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.seen: Seen | None = None
        self._request_path = ""
        self.next_line = NextLine()
        self.entry = EntryBar()
        self.path = StepPath()
        self.compare = CompareCard()
        self.own, self.authority = OwnCard(), AuthorityCard()
        self.view = RecordView(
            RecordTable(COLUMNS), empty="还没有签发过证书。收到县里的申请文件后按“签发证书…”。"
        )
        self.view.setAccessibleName("已签发的证书")
        self.view.setMinimumHeight(220)
        self._register = framed(self.view, above=["已签发的证书"])
        self._lay_out()
        self.entry.shut.connect(self._entry_shut)
        self.view.selectionModel().selectionChanged.connect(lambda *_: self.header_changed.emit())

    def _lay_out(self) -> None:
        cards = QWidget()
        left = QVBoxLayout(cards)
        left.setContentsMargins(QMargins())
        left.setSpacing(style.GAP)
        left.addWidget(self.own)
        left.addWidget(self.authority)
        left.addStretch(1)
        self._left = left
        beside = QWidget()
        right = QVBoxLayout(beside)
        right.setContentsMargins(QMargins())
        right.setSpacing(style.GAP)
        right.addWidget(self.compare)
        right.addWidget(self._register, 1)
        right.addStretch(0)
        self._right = right
        scrolled = Scrolled()
        scrolled.column.addWidget(Beside([(cards, 4), (beside, 7)]), 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(QMargins())
        column.setSpacing(style.GAP)
        column.addWidget(self.next_line)
        column.addWidget(self.entry)
        column.addWidget(self.path)
        column.addWidget(scrolled, 1)

    # --- as a page

    def title(self) -> str:
        return "证书"

    def actions(self) -> Sequence[Action]:  # type: ignore[override]
        seen = self.seen
        if seen is None or self.entry.is_open:
            return ()
        may = not seen.barred
        if seen.founds:
            return [Action("建立签发机构…", self.ask_to_found, "Ctrl+Return", main=True, enabled=may)]
        if seen.issues:
            chosen = self._chosen()
            revocable = may and chosen is not None and chosen.revoked_on is None
            return [
                Action("恢复口令…", self._choose_forgotten, enabled=may),
                Action("导出吊销列表…", self.ask_to_publish, enabled=may),
                Action("吊销…", self.ask_to_revoke, enabled=revocable),
                Action("签发证书…", self._choose_request, "Ctrl+Return", main=True, enabled=may),
            ]
        waits, lacks = bool(seen.standing.requested), lacks_certificate(seen.standing)
        request = _step("申请证书…", self.ask_to_request, lacks and not waits, may)
        install = _step("装入证书…", self._choose_file, waits, may)
        return [request, install] if waits else [install, request]

    def opened(self, *what: object) -> None:
        self.entry.close_entry()
        self.compare.hide()
        self._request_path = ""
        self._look()

    def reload(self, changes: Changes) -> None:
        if changes & SHOWS:
            self._look()

    def _look(self) -> None:
        self.session.ask(look, on_done=self._show)

    def _show(self, seen: Seen) -> None:
        self.seen = seen
        self.next_line.say(*next_step(seen))
        self.own.show_seen(seen)
        self.authority.show_seen(seen)
        self._register.setVisible(seen.issues)
        (self._left if seen.issues or seen.founds else self._right).insertWidget(1, self.authority)
        self.view.table.show_source(ListSource(seen.register, KEYS))
        self.path.setVisible(not seen.issues and not seen.founds)
        self.path.show_steps(_steps(seen))
        if not self.entry.is_open:
            self._show_compare()
        self.say_status("", "Ctrl+Enter 下一步 · Alt+← 返回设置")
        self.header_changed.emit()

    def _show_compare(self) -> None:
        """While nothing is asked: the own request, if it waits."""
        waits = self.seen.standing.requested if self.seen else None
        if waits and self.seen is not None and not self.seen.issues:
            self.compare.show_request(waits, self._request_path)
        else:
            self.compare.hide()

    # --- at every office: asking and installing

    def ask_to_request(self) -> None:
        """Ask where the request goes."""
        if self.seen is not None:
            self._ask(asking.request(self.seen, self._request))

    def _request(self, values: dict[str, Any]) -> None:
        folder = asking.path_of(values, "folder")
        self._act(_requested, folder, on_done=self._was_requested)

    def _was_requested(self, made: Requested) -> None:
        self._request_path = str(made.path)
        self.entry.close_entry()
        self._show_compare()
        self.session.notice(f"申请已写到“{made.path.name}”。请交给省级,并在电话里核对申请指纹。")

    def _choose_file(self) -> None:
        self._choose("装入证书", FILES, self.look_into)

    def look_into(self, name: str) -> None:
        """Show what a certificate file would change, and ask whether to install it."""
        path = Path(name)
        self.session.ask(certificates.preview, path, on_done=lambda seen: self._looked_into(path, seen))

    def _looked_into(self, path: Path, seen: Installed) -> None:
        def give(values: dict[str, Any]) -> None:
            if self._stands(asking.require_same, values):
                another = bool(seen.replaces)
                self._act(certificates.install, path, another, on_done=self._installed)

        self._ask(asking.install(seen, give))
        self.compare.show_file(seen)

    def _installed(self, done: Installed) -> None:
        self.entry.close_entry()
        if done.own:
            said = "证书已装入,以后的同步包用它签名" + ("并加密给省级。" if done.recipient else "。")
        else:
            said = f"签发机构的资料已更新,吊销列表上有 {done.revoked} 张证书。"
        self.session.notice(said)

    # --- at the authority

    def ask_to_found(self) -> None:
        """Ask where the authority's key is to lie."""

        def give(values: dict[str, Any]) -> None:
            if self._stands(asking.require_twice, values):
                self._act(_founded, values["ca"], values["passphrase"], on_done=self._founded)

        if self.seen is not None:
            self._ask(asking.found(self.seen, give))

    def _founded(self, path: Path) -> None:
        self._done(f"签发机构已建立。请把“{path.name}”离线保管并另备一份,口令另记。")

    def _choose_request(self) -> None:
        self._choose("签发证书", REQUESTS, self.read_request)

    def read_request(self, name: str) -> None:
        """Show what a request asks for, and its fingerprint to compare."""
        path = Path(name)
        self.session.ask(_asked, path, on_done=lambda asked: self._was_read(path, asked))

    def _was_read(self, path: Path, asked: Asked) -> None:
        def give(values: dict[str, Any]) -> None:
            if self._stands(asking.require_same, values):
                ca, passphrase, folder = values["ca"], values["passphrase"], values["folder"]
                self._act(_issued, path, asked, ca, passphrase, folder, on_done=self._issued)

        if self.seen is not None:
            self._ask(asking.issue(self.seen, asked, give))
            self.compare.show_asked(asked)

    def _issued(self, reply: IssuedReply) -> None:
        holder = reply.issued[0].holder
        self.entry.close_entry()
        self.session.notice(f"已签发。请把“{reply.path.name}”交给{holder}装入。")

    def _choose_forgotten(self) -> None:
        self._choose("恢复口令", RECOVERIES, self.read_forgotten)

    def read_forgotten(self, name: str) -> None:
        """Show who asks to get a passphrase back, and the fingerprint to compare."""
        path = Path(name)
        self.session.ask(_forgot, path, on_done=lambda asked: self._was_forgotten(path, asked))

    def _was_forgotten(self, path: Path, asked: Forgot) -> None:
        def give(values: dict[str, Any]) -> None:
            if self._stands(asking.require_same, values):
                reason, folder = values["reason"], values["folder"]
                self._act(_answered, path, asked, reason, folder, on_done=self._recovered)

        if self.seen is not None:
            self._ask(asking.recover(self.seen, asked, give))
            self.compare.show_forgotten(asked)

    def _recovered(self, answered: Answered) -> None:
        self._done(f"答复已写到“{answered.path.name}”,请交给申请单位装入。这次恢复已记入变动记录。")

    def _chosen(self) -> IssuedCertificate | None:
        rows = self.view.selected_rows()
        return rows[0] if len(rows) == 1 else None

    def ask_to_revoke(self) -> None:
        """Ask why the chosen certificate is taken back."""
        one = self._chosen()
        if one is None or self.seen is None:
            return

        def give(values: dict[str, Any]) -> None:
            reason, ca, passphrase = values["reason"], values["ca"], values["passphrase"]
            self._act(_revoked, one.serial, reason, ca, passphrase, on_done=self._revoked)

        self._ask(asking.revoke(self.seen, one, give))

    def _revoked(self, _none: object) -> None:
        self._done("已吊销。请导出吊销列表,发给各单位装入。", Tone.AMBER)

    def ask_to_publish(self) -> None:
        """Ask where the list of revoked certificates goes."""
        if self.seen is not None:
            self._ask(asking.publish(self.seen, self._publish))

    def _publish(self, values: dict[str, Any]) -> None:
        def done(path: Path) -> None:
            self._done(f"吊销列表已导出:“{path.name}”。请发给各单位,在“设置 › 证书”里装入。")

        self._act(_published, values["folder"], on_done=done)

    # --- the bar

    def _choose(self, title: str, kinds: str, chosen: Callable[[str], object]) -> None:
        dialog = QFileDialog(self, title, self.seen.folder if self.seen else "", kinds)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(chosen)
        dialog.open()

    def _ask(self, entry: Entry) -> None:
        self.entry.ask(entry)
        self.next_line.hide()
        self.header_changed.emit()

    def _stands(self, rule: Callable[[dict[str, Any]], None], values: dict[str, Any]) -> bool:
        """Whether what was given fits together; otherwise say so in the bar."""
        try:
            rule(values)
        except Refused as refusal:
            self.entry.refused(refusal)
            return False
        return True

    def _act(self, function: Callable[..., Any], *values: Any, on_done: Callable[[Any], object]) -> None:
        self.session.act(function, *values, on_done=on_done, on_failed=self.entry.refused)

    def _done(self, said: str, tone: Tone = Tone.GREEN) -> None:
        """After an act that does not say itself what it changed."""
        self.entry.close_entry()
        self.session.announcer.announce(REGISTER)
        self.session.notice(said, tone)

    def _entry_shut(self) -> None:
        self.next_line.show()
        self._show_compare()
        self.header_changed.emit()


def _step(title: str, act: Callable[[], object], main: bool, may: bool) -> Action:
    return Action(title, act, "Ctrl+Return" if main else "", main, may)


def _steps(seen: Seen) -> list[Step]:
    """The county's way to its certificate."""
    standing = seen.standing
    good = standing.own is not None and not standing.self_signed and not standing.requested
    at = 4 if good else 2 if standing.requested else 0
    said = ("写出申请文件", "与省级电话核对", "省级办理", "省级交回的文件")
    titles = ("申请", "核对指纹", "签发", "装入")
    return [
        Step(title, State.DONE if n < at - (at == 2) else State.NOW if n <= at else State.TO_COME, words)
        for n, (title, words) in enumerate(zip(titles, said, strict=True))
    ]


# On the worker.


def _remember(desk: Desk, **kept: Path) -> None:
    before = drafts.recall(desk, REMEMBERED) or {}
    drafts.keep(desk, REMEMBERED, before | {name: str(path) for name, path in kept.items()})


def _requested(desk: Desk, folder: Path) -> Requested:
    made = certificates.request(desk, folder)
    _remember(desk, folder=folder)
    return made


def _founded(desk: Desk, path: Path, passphrase: str) -> Path:
    authority.create(desk, path, passphrase)
    _remember(desk, key_file=path)
    return path


def _asked(_desk: Desk, path: Path) -> Asked:
    return authority.asked(path)


def _issued(desk: Desk, path: Path, asked: Asked, ca: Path, passphrase: str, folder: Path) -> IssuedReply:
    reply = authority.issue(desk, path, asked.office_code, asked.fingerprint, ca, passphrase, folder)
    _remember(desk, folder=folder, key_file=ca)
    return reply


def _forgot(_desk: Desk, path: Path) -> Forgot:
    return recovery.asked(path)


def _answered(desk: Desk, path: Path, asked: Forgot, reason: str, folder: Path) -> Answered:
    answered = recovery.answer(desk, path, asked.fingerprint, reason, folder)
    _remember(desk, folder=folder)
    return answered


def _revoked(desk: Desk, serial: str, reason: str, ca: Path, passphrase: str) -> None:
    authority.revoke(desk, serial, reason, ca, passphrase)
    _remember(desk, key_file=ca)


def _published(desk: Desk, folder: Path) -> Path:
    path = authority.publish(desk, folder)
    _remember(desk, folder=folder)
    return path
