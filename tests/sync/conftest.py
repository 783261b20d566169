"""One key of each kind for the whole room: making RSA keys takes its time."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from countydesk.sync import certificates
from tests.sync import office
from tests.sync.county import CODE, TODAY, Signer, sealed
from tests.sync.office import Province


@pytest.fixture(scope="session")
def signer() -> Signer:
    key = certificates.new_key("p256")
    return Signer(key, certificates.self_signed(key, CODE, "共青团合水县委员会", "合水县", TODAY))


@pytest.fixture(scope="session")
def rsa_signer() -> Signer:
    key = certificates.new_key()
    return Signer(key, certificates.self_signed(key, CODE, "共青团合水县委员会", "合水县", TODAY))


@pytest.fixture(scope="session")
def package(signer: Signer, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The county's package with photos, as bytes."""
    path = tmp_path_factory.mktemp("package") / "sent.xlsx"
    sealed(path, signer)
    return path.read_bytes()


@pytest.fixture(scope="session")
def province(rsa_signer: Signer) -> Province:
    """The province with its authority."""
    assert isinstance(rsa_signer.key, rsa.RSAPrivateKey)
    return office.province(rsa_signer.key)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path
