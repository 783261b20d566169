"""Before a certificate file is installed: what would change, and nothing changed."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from countydesk.domain.problems import Refused
from countydesk.services import authority, certificates, trust
from countydesk.services.desk import Desk
from tests.conftest import TestClock
from tests.services.test_certificates import (  # noqa: F401  # fixtures
    CA_PASSPHRASE,
    ca,
    county,
    issued,
    new_desk,
    province,
    province_template,
)

Acting = Callable[[str], Desk]


def test_looking_into_a_file_changes_nothing(province: Desk, county: Desk, ca: Path, tmp_path: Path) -> None:  # noqa: F811
    reply = issued(province, county, ca, tmp_path)
    seen = certificates.preview(county, reply.path)
    assert seen.first and not seen.replaces
    assert seen.own is not None and seen.recipient is not None
    assert seen.own.issuer == seen.authority.holder
    assert trust.standing(county).authority is None and trust.standing(county).self_signed
    done = certificates.install(county, reply.path)
    assert (done.own, done.recipient, done.first) == (seen.own, seen.recipient, True)


def test_another_authority_is_told_before_it_is_believed(
    province: Desk,  # noqa: F811
    county: Desk,  # noqa: F811
    ca: Path,  # noqa: F811
    tmp_path: Path,
    clock: TestClock,
) -> None:
    certificates.install(county, issued(province, county, ca, tmp_path).path)
    clock.on(date(2026, 10, 20))
    authority.create(province, tmp_path / "new.p12", CA_PASSPHRASE, replace=True)
    reply = issued(province, county, tmp_path / "new.p12", tmp_path / "again")
    assert certificates.preview(county, reply.path).replaces
    with pytest.raises(Refused, match="另一签发机构"):
        certificates.install(county, reply.path)


def test_who_issues(province: Desk, county: Desk, tmp_path: Path, clock: TestClock) -> None:  # noqa: F811
    assert authority.is_authority(province) and not authority.is_authority(county)
    with new_desk(tmp_path / "city", "621000", "共青团庆阳市委员会", clock) as city:
        assert not authority.is_authority(city)
