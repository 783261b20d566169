"""Apache POI and LibreOffice, which nobody here wrote, judge the packages that a desk really makes."""

import io
import shutil
import subprocess
from datetime import date
from pathlib import Path
from typing import Literal

import pytest
from PIL import Image

from countydesk.domain.catalogue import Ledger
from countydesk.domain.entries import Entry
from countydesk.domain.months import Month
from countydesk.export.workbook import write_table
from countydesk.services import authority, certificates, closing, entries, sending, setup, taking_in, trust
from countydesk.services.desk import Desk
from countydesk.services.made_up import COLUMNS, Mix, ledger_rows
from countydesk.sync.receipt import Receipt, seal_receipt
from tests.sync.forging import changed, packed, unpacked

pytestmark = pytest.mark.verifiers

HERE, JARS, SYSTEM_PYTHON = Path(__file__).parent, Path("/usr/share/java"), "/usr/bin/python3"
POI_NEEDS = (
    *("poi", "poi-ooxml", "poi-ooxml-schemas", "xmlbeans", "xmlsec", "commons-collections4", "slf4j-nop"),
    *("commons-compress", "commons-codec", "commons-math3", "commons-logging", "curvesapi", "slf4j-api"),
    *("bcprov", "bcpkix", "bcutil"),
)
MONTH = Month.of(date.today())
SECRET = "离线口令"
FINE = ("rsa.xlsx", "rsa-photos.xlsx", "p256.xlsx", "p256-photos.xlsx", "receipt.xlsx")
BAD = ("tampered.xlsx", "stranger.xlsx", "revoked.xlsx")
Verdicts = dict[str, str]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the packages of `FINE` and `BAD`, and the authority's ca.pem and crl.pem."""
    folder = tmp_path_factory.mktemp("packages")
    with new_desk(folder, "province", "620000") as province:
        authority.create(province, folder / "province.p12", SECRET)
        send(folder, province, "rsa", "621024", "rsa")
        send(folder, province, "p256", "621023", "p256")
        send(folder, province, "revoked", "621021", "p256")
        authority.revoke(province, "621021", "电脑被盗", folder / "province.p12", SECRET)
        answer(province, folder / "receipt.xlsx")
        published = authority.publish(province, folder).read_text()
    for kind, name in (("CERTIFICATE", "ca.pem"), ("X509 CRL", "crl.pem")):
        blocks = [f"-----BEGIN {kind}{rest}" for rest in published.split(f"-----BEGIN {kind}")[1:]]
        # The authority's own certificate is the last of them.
        (folder / name).write_text(blocks[-1].partition("-----END")[0] + f"-----END {kind}-----\n")
    with new_desk(folder, "stranger-province", "620000") as stranger:
        authority.create(stranger, folder / "stranger-province.p12", SECRET)
        send(folder, stranger, "stranger", "621024", "p256")
    files = unpacked((folder / "rsa.xlsx").read_bytes())
    sheet = next(part for part in files if "中心小学".encode() in files[part])
    tampered = changed(files, sheet, "中心小学".encode(), "中心大学".encode())
    (folder / "tampered.xlsx").write_bytes(packed(tampered))
    return folder


def new_desk(folder: Path, name: str, code: str) -> Desk:
    person = setup.NewOperator("周敏", "demo", any_passphrase=True)
    return setup.create_desk(folder / name, code, "共青团委员会", [person])


def send(folder: Path, province: Desk, name: str, code: str, kind: Literal["rsa", "p256"]) -> None:
    """A county with a few children and a photograph sends this month: `name`.xlsx and `name`-photos.xlsx."""
    own = folder / f"{name}-files"
    with new_desk(folder, name, code) as desk:
        asked = certificates.request(desk, own, kind)
        ca = folder / f"{province.folder.name}.p12"
        reply = authority.issue(province, asked.path, code, asked.fingerprint, ca, SECRET, own)
        certificates.install(desk, reply.path)
        write_table(own / "台账.xlsx", "台账", COLUMNS, ledger_rows(Mix(8, 16), desk.today))
        taking_in.accept(desk, taking_in.preview(desk, own / "台账.xlsx", as_of=desk.today))
        record_activity(desk)
        closing.close(desk, MONTH)
        for ending, photos in (("", False), ("-photos", True)):
            sent = sending.send(desk, MONTH, own, "demo", photos, encrypt=False)
            sent.path.rename(folder / f"{name}{ending}.xlsx")


def record_activity(desk: Desk) -> None:
    photo = io.BytesIO()
    Image.new("RGB", (640, 480), (196, 214, 226)).save(photo, "JPEG")
    activity = Entry(
        office_code=desk.office.code,
        id=desk.new_id(),
        ledger=Ledger.ACTIVITY,
        programme="spirit_general",
        kind="activity",
        name="理想信念宣讲",
        level=desk.office.level,
        first_day=desk.today,
        place="县第一中学",
        people=180,
    )
    entries.record(desk, activity, [photo.getvalue()])


def answer(province: Desk, path: Path) -> None:
    receipt = Receipt(
        package_id="ab" * 32,
        office="621024",
        month=MONTH,
        number=1,
        issuer="620000",
        issued_at=province.clock(),
        accepted=24,
    )
    with province.work() as work:
        seal_receipt(path, receipt, *trust.signer_of(province, work))


@pytest.fixture(scope="module")
def poi(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Verdicts:
    """What Apache POI says of each file."""
    missing = [name for name in POI_NEEDS if not (JARS / f"{name}.jar").exists()]
    if missing or not shutil.which("javac"):
        pytest.skip(f"Apache POI is not installed: {missing or 'no javac'}")
    built = tmp_path_factory.mktemp("poi")
    jars = [str(JARS / f"{name}.jar") for name in POI_NEEDS]
    bindings = ["-quiet", "-out", "bindings.jar", "-javasource", "1.8", HERE / "dsig.xsd", HERE / "opc.xsd"]
    run(built, "java", "-cp", ":".join(jars), "org.apache.xmlbeans.impl.tool.SchemaCompiler", *bindings)
    path = ":".join([".", "bindings.jar", *jars])
    run(built, "javac", "-encoding", "UTF-8", "-d", ".", "-cp", path, HERE / "Judge.java")
    words = [corpus / "ca.pem", corpus / "crl.pem", *(corpus / name for name in (*FINE, *BAD))]
    return verdicts(run(built, "java", "-cp", path, "Judge", *words))


@pytest.fixture(scope="module")
def libreoffice(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Verdicts:
    """What LibreOffice says of each file."""
    has_uno = (
        Path(SYSTEM_PYTHON).exists() and not subprocess.run([SYSTEM_PYTHON, "-c", "import uno"]).returncode
    )
    missing = [name for name in ("soffice", "certutil") if not shutil.which(name)]
    if missing or not has_uno:
        pytest.skip(f"LibreOffice is not installed: {missing or 'no python3-uno'}")
    words = [corpus / "ca.pem", *(corpus / name for name in (*FINE, *BAD))]
    return verdicts(
        run(tmp_path_factory.mktemp("libreoffice"), SYSTEM_PYTHON, HERE / "ask_libreoffice.py", *words)
    )


def run(folder: Path, *command: str | Path) -> str:
    """Run a program in `folder` and return what it says; what it complains of is shown if it fails."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def verdicts(said: str) -> Verdicts:
    return dict(line.split("\t", 1) for line in said.splitlines())  # type: ignore[misc]


@pytest.mark.parametrize("name", FINE)
def test_both_call_it_valid(poi: Verdicts, libreoffice: Verdicts, name: str) -> None:
    assert (poi[name], libreoffice[name]) == ("valid", "valid")


def test_both_see_a_changed_cell(poi: Verdicts, libreoffice: Verdicts) -> None:
    assert (poi["tampered.xlsx"], libreoffice["tampered.xlsx"]) == ("invalid", "invalid")


def test_both_know_only_the_pinned_authority(poi: Verdicts, libreoffice: Verdicts) -> None:
    assert poi["stranger.xlsx"].startswith("untrusted")
    assert libreoffice["stranger.xlsx"].startswith("untrusted")


def test_a_certificate_taken_back_is_on_the_list(poi: Verdicts) -> None:
    assert poi["revoked.xlsx"].startswith("untrusted: Certificate has been revoked")
