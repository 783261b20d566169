"""Authorities, issued certificates, open requests and keys that open envelopes, as tables."""

from datetime import datetime

from sqlmodel import SQLModel

from countydesk.domain.fields import Kind, field
from countydesk.domain.trust import IssuedCertificate, TrustedAuthority
from countydesk.storage.columns import keyed


class TrustedAuthorityRow(TrustedAuthority, table=True):
    __tablename__ = "trusted_authority"
    __table_args__ = keyed()


class IssuedCertificateRow(IssuedCertificate, table=True):
    __tablename__ = "issued_certificate"
    __table_args__ = keyed(key=("office_code", "serial"))


class KeyRequest(SQLModel):
    """A request that waits for its certificate, with the new keys as PKCS#12; at most one an office."""

    office_code: str = field("单位代码", Kind.KEY)
    id: str = field("编号", Kind.KEY)
    request: str = field("证书申请", Kind.KEY)
    signing_key: str = field("签名密钥", Kind.KEY, private=True)
    encryption_key: str | None = field("解密密钥", Kind.KEY, default=None, private=True)
    made_at: datetime = field("生成时间", Kind.INSTANT)


class KeyRequestRow(KeyRequest, table=True):
    __tablename__ = "key_request"
    __table_args__ = keyed()


class DecryptionKey(SQLModel):
    """A key that opens envelopes, as PKCS#12. Old ones stay: old files are opened with them."""

    office_code: str = field("单位代码", Kind.KEY)
    id: str = field("编号", Kind.KEY)
    pkcs12: str = field("解密密钥", Kind.KEY, private=True)
    certificate: str = field("加密证书", Kind.KEY)
    made_at: datetime = field("生成时间", Kind.INSTANT)


class DecryptionKeyRow(DecryptionKey, table=True):
    __tablename__ = "decryption_key"
    __table_args__ = keyed()


AUTHORITIES = SQLModel.metadata.tables["trusted_authority"]
ISSUED = SQLModel.metadata.tables["issued_certificate"]
REQUESTS = SQLModel.metadata.tables["key_request"]
DECRYPTION_KEYS = SQLModel.metadata.tables["decryption_key"]
