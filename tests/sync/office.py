"""A province with its authority and its keys, and the county's certificate from it."""

from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric import rsa

from countydesk.domain.trust import Purpose
from countydesk.sync import authority, certificates, requests
from countydesk.sync.authority import Reply
from countydesk.sync.certificates import Key, Trust
from countydesk.sync.encryption import Opener
from tests.sync.county import CODE, PROVINCE, SIGNED_AT, TODAY, Signer


@dataclass(frozen=True)
class Province:
    """Its authority's key and certificate, what it signs receipts with, and what it opens packages with."""

    ca: Signer
    signer: Signer
    opener: Opener

    @property
    def trust(self) -> Trust:
        return Trust((self.ca.certificate,), (self.listing(),))

    def listing(self, *serials: int, number: int = 1) -> "authority.x509.CertificateRevocationList":
        revoked = dict.fromkeys(serials, TODAY)
        return authority.list_revoked(revoked, number, self.ca.key, self.ca.certificate, SIGNED_AT)

    def issued(self, keys: dict[Purpose, Key], code: str = CODE, name: str = "合水县") -> Reply:
        """What the province answers to a request of these keys."""
        request = requests.read_request(requests.write_request(keys, code, f"共青团{name}委员会", name))
        made = authority.issue(request, self.ca.key, self.ca.certificate, TODAY)
        return Reply(self.ca.certificate, self.listing(), tuple(made))

    def signer_for(self, key: Key, code: str = CODE) -> Signer:
        """A county's key with a certificate from here."""
        return Signer(key, self.issued({Purpose.SIGNING: key}, code).issued[0])


def province(opening_key: rsa.RSAPrivateKey) -> Province:
    """A new province; `opening_key` is lent to it, because making RSA keys takes its time."""
    ca = Signer(*authority.new_authority(PROVINCE, "共青团甘肃省委员会", "甘肃省", TODAY))
    half = Province(ca, ca, Opener(opening_key, ca.certificate))
    key = certificates.new_key("p256")
    reply = half.issued({Purpose.SIGNING: key, Purpose.ENCRYPTION: opening_key}, PROVINCE, "甘肃省")
    return Province(ca, Signer(key, reply.issued[0]), Opener(opening_key, reply.issued[1]))
