"""What LibreOffice thinks of signed workbooks: CA.pem FILE…, one line a file.

Runs under the system's Python, which has UNO. LibreOffice gets a profile and a certificate store of its own.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import uno  # type: ignore[import-not-found]
from com.sun.star.beans import PropertyValue  # type: ignore[import-not-found]
from com.sun.star.connection import NoConnectException  # type: ignore[import-not-found]

READ = 1
SECONDS_TO_START = 90


def started(home: Path, ca: str) -> "tuple[subprocess.Popen[bytes], str]":
    """LibreOffice listening on a pipe, with `ca` as the only authority that it trusts."""
    store = f"sql:{home}"
    subprocess.run(["certutil", "-N", "-d", store, "--empty-password"], check=True)
    subprocess.run(["certutil", "-A", "-d", store, "-n", "ca", "-t", "C,C,C", "-i", ca], check=True)
    pipe = home.name.replace(".", "")
    environment = os.environ | {"MOZILLA_CERTIFICATE_FOLDER": store, "HOME": str(home)}
    command = ["soffice", "--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck"]
    command += [f"-env:UserInstallation={home.as_uri()}/profile", f"--accept=pipe,name={pipe};urp;"]
    quiet = subprocess.DEVNULL
    office = subprocess.Popen(command, env=environment, stdout=quiet, stderr=quiet, start_new_session=True)
    return office, f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext"


def connected(address: str) -> object:
    """The running program's component context."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    give_up = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            return resolver.resolve(address)
        except NoConnectException:
            if time.monotonic() > give_up:
                raise
            time.sleep(0.2)


def judged(context: object, file: str) -> str:
    """The verdict of the service behind 文件 > 数字签名."""
    services = context.ServiceManager  # type: ignore[attr-defined]
    storages = services.createInstanceWithContext("com.sun.star.embed.StorageFactory", context)
    form = PropertyValue(Name="StorageFormat", Value="ZipFormat")
    place = (Path(file).absolute().as_uri(), READ, uno.Any("[]com.sun.star.beans.PropertyValue", (form,)))
    storage = uno.invoke(storages, "createInstanceWithArguments", (place,))
    signatures = services.createInstanceWithArgumentsAndContext(
        "com.sun.star.security.DocumentDigitalSignatures", ("1.2", True), context
    )
    found = signatures.verifyDocumentContentSignatures(storage, None)
    if len(found) != 1:
        return f"{len(found)} signatures"
    if not found[0].SignatureIsValid:
        return "invalid"
    status = found[0].CertificateStatus
    return "valid" if status == 0 else f"untrusted: {status}"


def main() -> None:
    ca, *files = sys.argv[1:]
    with tempfile.TemporaryDirectory(prefix="judge") as home:
        office, address = started(Path(home), ca)
        try:
            context = connected(address)
            for file in files:
                print(Path(file).name, judged(context, file), sep="\t", flush=True)
        finally:
            os.killpg(office.pid, signal.SIGKILL)
            office.wait()


if __name__ == "__main__":
    main()
