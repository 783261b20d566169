"""Checking the desk: the file, the record of changes, the money, the photographs."""

from collections.abc import Iterator

from sqlalchemy import Connection, func, select

from countydesk.domain.disbursements import Balance, EntryKind
from countydesk.services.desk import Desk
from countydesk.storage import migrations, revisions, search
from countydesk.storage.append_only import unguarded
from countydesk.storage.beneficiaries import TABLE
from countydesk.storage.database import integrity_problems
from countydesk.storage.disbursements import CLAIMS, LEDGER, LINES
from countydesk.storage.entries import unfindable
from countydesk.storage.schema import KEPT
from countydesk.storage.visits import PHOTOS


def check(desk: Desk) -> list[str]:
    """Everything that is wrong with the desk, in sentences; nothing is changed."""
    with desk.read() as connection:
        damage = integrity_problems(connection)
        if damage:
            return damage
        return [
            *_schema(connection),
            *_record_of_changes(desk, connection),
            *_money(connection),
            *_register(connection),
            *_photographs(desk, connection),
        ]


def _schema(connection: Connection) -> Iterator[str]:
    version = migrations.version_of(connection)
    if version != migrations.NEWEST:
        yield f"数据结构版本是 {version},应为 {migrations.NEWEST}。"


def _record_of_changes(desk: Desk, connection: Connection) -> Iterator[str]:
    for table in unguarded(connection):
        title = next(how.title for how in KEPT if how.table.name == table)
        yield f"“{title}”的防改触发器被去掉或改动过,请停止录入,从备份恢复。"
    broken = revisions.first_break(connection, desk.office.code, desk.chain_key)
    if broken is not None and broken.missing:
        yield f"变动记录缺第 {broken.number} 条,有记录被删去,或末尾被截断。"
    elif broken is not None:
        yield f"变动记录第 {broken.number} 条与写入时不同,可能被改动、调换或插入过。"


def _money(connection: Connection) -> Iterator[str]:
    """Each line: nothing below zero, not more signed than paid, due as on the list."""
    query = (
        select(LEDGER.c.line_id, LEDGER.c.kind, func.sum(LEDGER.c.fen))
        .group_by(LEDGER.c.line_id, LEDGER.c.kind)
        .order_by(LEDGER.c.line_id)
    )
    sums: dict[str, dict[EntryKind | str, int]] = {}
    for line_id, kind, fen in connection.execute(query):
        sums.setdefault(line_id, {})[kind] = fen
    amounts = {
        row.id: (row.name, row.fen)
        for row in connection.execute(select(LINES.c.id, LINES.c.name, LINES.c.fen))
    }
    for line_id, by_kind in sums.items():
        state, (name, fen) = Balance.of(by_kind), amounts[line_id]
        if min(state.due, state.paid_out, state.returned, state.unpaid, state.signed, state.unsigned) < 0:
            yield f"{name}的发放明细出现负数,请核对该行的付款、退汇和签收。"
        if state.due not in (0, fen):
            yield f"{name}的应发金额与名册不符。"
    twice = (
        select(LINES.c.name)
        .join(
            CLAIMS,
            (CLAIMS.c.beneficiary_id == LINES.c.beneficiary_id) & (CLAIMS.c.batch_id == LINES.c.batch_id),
        )
        .group_by(LINES.c.name, LINES.c.beneficiary_id, CLAIMS.c.term)
        .having(func.count() > 1)
    )
    for name in connection.scalars(twice):
        yield f"{name}在同一期占用了两份名册。"


def _register(connection: Connection) -> Iterator[str]:
    children = connection.scalar(select(func.count()).select_from(TABLE)) or 0
    findable = search.how_many(connection)
    if children != findable:
        yield f"查找索引有 {findable} 人,帮扶对象有 {children} 人,请重建索引。"
    if lost := unfindable(connection):
        yield f"查找索引缺 {lost} 条项目台账,请重建索引。"


def _photographs(desk: Desk, connection: Connection) -> Iterator[str]:
    # Of other offices only those photographs are here that their packages brought.
    own = select(PHOTOS.c.digest).where(PHOTOS.c.office_code == desk.office.code).distinct()
    lost = [digest for digest in connection.scalars(own) if not desk.photos.has(digest)]
    if lost:
        yield f"有 {len(lost)} 张照片的文件缺失,请从备份恢复 photos 文件夹。"
