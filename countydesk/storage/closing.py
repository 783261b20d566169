"""Closed months, sent packages, the desk's signing key and the drafts of forms, as tables."""

from datetime import datetime

from sqlmodel import SQLModel

from countydesk.domain.closing import MonthClose, SentPackage
from countydesk.domain.fields import Kind, field
from countydesk.storage.append_only import append_only
from countydesk.storage.columns import keyed


class MonthCloseRow(MonthClose, table=True):
    __tablename__ = "month_close"
    __table_args__ = keyed(key=("office_code", "month"))


class SentPackageRow(SentPackage, table=True):
    __tablename__ = "sent_package"
    __table_args__ = keyed(key=("office_code", "number"))


class SigningKey(SQLModel):
    """The desk's key as PKCS#12 and its certificate; never carried in a package."""

    office_code: str = field("单位代码", Kind.KEY)
    id: str = field("编号", Kind.KEY)
    pkcs12: str = field("密钥", Kind.KEY, private=True)
    certificate: str = field("证书", Kind.KEY)
    made_at: datetime = field("生成时间", Kind.INSTANT)


class SigningKeyRow(SigningKey, table=True):
    __tablename__ = "signing_key"
    __table_args__ = keyed()


class Draft(SQLModel):
    """What was typed into a form and not yet saved, as JSON; one a form and operator."""

    office_code: str = field("单位代码", Kind.KEY)
    operator: str = field("经办人员", Kind.KEY)
    form: str = field("表单", Kind.KEY)
    values: str = field("内容")
    at: datetime = field("时间", Kind.INSTANT)


class DraftRow(Draft, table=True):
    __tablename__ = "draft"
    __table_args__ = keyed(key=("office_code", "operator", "form"))


CLOSES = SQLModel.metadata.tables["month_close"]
PACKAGES = SQLModel.metadata.tables["sent_package"]
KEYS = SQLModel.metadata.tables["signing_key"]
DRAFTS = SQLModel.metadata.tables["draft"]

append_only(CLOSES)
append_only(PACKAGES)
