"""The gate of a desk that receives: by what it examines packages, and who may let them in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from countydesk.domain.offices import Level, superior_of
from countydesk.domain.operators import Act
from countydesk.domain.problems import Refused
from countydesk.services import outside, trust
from countydesk.services.desk import Desk
from countydesk.sync import package
from countydesk.sync.certificates import Trust
from countydesk.sync.encryption import Opener
from countydesk.sync.opening import Opened


@dataclass(frozen=True)
class Gate:
    """What a desk examines packages by: whom it believes, the keys that open envelopes, today."""

    trust: Trust
    openers: Sequence[Opener]
    recipient: str
    today: date

    def examine(self, path: Path) -> Opened:
        """A package examined; nothing of it is believed but through the verdict.

        Raises `Unavailable` for a file that cannot be read.
        """
        return package.open_package(
            path,
            trust=self.trust,
            today=self.today,
            expected_recipient=self.recipient,
            openers=self.openers,
            first=outside.rehearse_signed,
        )


def gate_of(desk: Desk) -> Gate:
    """What this desk examines packages by. Raises `Refused` while no authority is pinned."""
    pinned = trust.trust_of(desk)
    if pinned is None:
        raise Refused("本台账还没有登记签发机构的证书,不能判断同步包的真假,请先建立或安装。")
    return Gate(pinned, trust.openers_of(desk), superior_of(desk.office.code), desk.today)


def require_receiving(desk: Desk) -> Gate:
    """What packages are received by. Raises `Refused` for who may not, at a county, and without authority."""
    desk.acting(Act.RECEIVE)
    if desk.office.level is Level.COUNTY:
        raise Refused("县级台账不接收同步包,请在省级或市级的台账上接收。")
    return gate_of(desk)
