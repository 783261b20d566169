"""The commands that close a month and send it."""

from argparse import Namespace
from pathlib import Path

from countydesk.cli.main import Answer
from countydesk.cli.opening import opened, passphrase_of
from countydesk.domain.closing import before_its_end
from countydesk.domain.months import Month
from countydesk.services import closing, sending


def close(options: Namespace) -> Answer:
    """`close YYYY-MM`: what is left over is told, what hinders refuses."""
    month = Month.parse(options.month)
    with opened(options) as desk:
        early = before_its_end(month, desk.today)
        closing.close(desk, month, options.note)
        told = [f"{s.title}:{s.sentence}" for s in closing.state_of(desk, month).steps if not s.done]
        told = [early, *told] if early else told
    return Answer({"month": str(month), "closed": True, "told": told}, [f"{month.title}已月结。", *told])


def send(options: Namespace) -> Answer:
    """`send YYYY-MM --to DIR`: the signed package of a closed month."""
    month = Month.parse(options.month)
    with opened(options) as desk:
        passphrase = passphrase_of(desk.operator.name)
        sent = sending.send(
            desk,
            month,
            Path(options.to).absolute(),
            passphrase,
            options.photos,
            encrypt=not options.plain,
            also=[Path(path) for path in options.also],
        )
    data = {
        "package": str(sent.path),
        "package_id": sent.record.package_id,
        "county": sent.record.office_code,
        "month": sent.record.month,
        "number": sent.record.number,
        "encrypted": sent.encrypted,
    }
    how = "已加密" if sent.encrypted else "未加密"
    return Answer(data, [f"同步包:{sent.path}(第 {sent.record.number} 号,{sent.rows} 行,{how})"])
