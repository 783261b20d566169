"""Offices, their places, settings and operators, as tables."""

from sqlmodel import SQLModel

from countydesk.domain.offices import Office, Place, Setting
from countydesk.domain.operators import Operator
from countydesk.storage.columns import keyed


class OfficeRow(Office, table=True):
    __tablename__ = "office"
    __table_args__ = keyed(key=("code",))


class PlaceRow(Place, table=True):
    __tablename__ = "place"
    __table_args__ = keyed(key=("office_code", "code"))


class SettingRow(Setting, table=True):
    __tablename__ = "setting"
    __table_args__ = keyed(key=("office_code", "key"))


class OperatorRow(Operator, table=True):
    __tablename__ = "operator"
    __table_args__ = keyed()


OFFICES = SQLModel.metadata.tables["office"]
SETTINGS = SQLModel.metadata.tables["setting"]
OPERATORS = SQLModel.metadata.tables["operator"]
PLACES = SQLModel.metadata.tables["place"]
