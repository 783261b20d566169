"""The developer's commands: `python3 dev.py run|test|postgres|faults|build|bench`, on a bare machine too.

Standard library only. Installs what is missing (system packages on Debian, `.venv` from the lock file)
and prints every command that it runs to stderr.
"""

import hashlib
import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / "python"
# A file of tests stays with one worker: what it makes once is made once.
PYTEST = (PYTHON, "-m", "pytest", "-n", "2", "--dist=loadfile")
COUNTYDESK = BIN / "countydesk"
LOCK = ROOT / "requirements.lock"
STAMP = VENV / "installed-from"
CHILD = os.environ | {"PYTHONUTF8": "1"}
OFF_SCREEN = CHILD | {"QT_QPA_PLATFORM": "offscreen"}

# What the Qt wheels load from the system, and a font that has the rare characters of names.
DEBIAN = (
    *("libgl1", "libegl1", "libglib2.0-0", "libdbus-1-3", "libfontconfig1", "libxkbcommon0"),
    *("libxkbcommon-x11-0", "libxcb-cursor0", "libxcb-icccm4", "libxcb-keysyms1", "libxcb-shape0"),
    "fonts-noto-cjk",
)

# The rooms whose tests say the same of a desk on a server as of one that is a file.
ON_A_SERVER = tuple(f"tests/{room}" for room in ("storage", "services", "stories", "cli"))

# Programs that check signed packages and that nobody here wrote.
JUDGES = (
    *("default-jdk-headless", "libapache-poi-java", "libxml-security-java", "libbcpkix-java"),
    *("libslf4j-java", "libreoffice-calc-nogui", "python3-uno", "libnss3-tools"),
)


def run(*arguments: str) -> int:
    """run: open the window; with no display, do a made-up county's month off-screen."""
    furnish()
    if has_display():
        return call(COUNTYDESK, *arguments)
    (ROOT / "demo-out").mkdir(exist_ok=True)
    folder = tempfile.mkdtemp(prefix=time.strftime("%Y%m%d-%H%M%S-"), dir=ROOT / "demo-out")
    say(f"没有可用的显示器,改为在后台演示一个虚构县的一个月,结果放在:{folder}")
    return call(COUNTYDESK, "demo", folder, env=OFF_SCREEN, seconds=600)


def test(*arguments: str) -> int:
    """test: style, types, then the tests; arguments go to pytest."""
    furnish()
    return (
        call(PYTHON, "-m", "ruff", "check")
        or call(PYTHON, "-m", "mypy")
        or call(*PYTEST, *arguments, env=OFF_SCREEN)
    )


def postgres(*arguments: str) -> int:
    """postgres: the tests of a desk on a PostgreSQL server, started for them; arguments go to pytest."""
    furnish()
    need("postgresql")
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as url:
        env = OFF_SCREEN | {"COUNTYDESK_TEST_DATABASE": url}
        return call(*PYTEST, *(arguments or ON_A_SERVER), env=env)


def verifiers(*arguments: str) -> int:
    """verifiers: let Apache POI and LibreOffice judge packages; arguments go to pytest."""
    furnish()
    need(*JUDGES)
    marked = ("-rs", "-m", "verifiers", "tests/verifiers")
    return call(PYTHON, "-m", "pytest", *marked, *arguments, env=OFF_SCREEN)


def faults(*arguments: str) -> int:
    """faults: put the promises of safety to the proof; --short, --json, or the numbers of some."""
    furnish()
    need("strace")  # records what the program writes, for the power cuts
    return call(PYTHON, "-m", "tests.faults", *arguments, env=OFF_SCREEN)


def build() -> int:
    """build: make the one-folder application in dist/, start it, and print its size."""
    furnish()
    need("binutils", f"libpython{sys.version_info.major}.{sys.version_info.minor}")
    built = ROOT / "dist" / "countydesk"
    with tempfile.TemporaryDirectory() as home:
        env = OFF_SCREEN | {"COUNTYDESK_HOME": home, "COUNTYDESK_QUIT_AFTER_START": "1"}
        failed = (
            call(PYTHON, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", "build.spec")
            or call(built / "countydesk", "id", "621223201201019991", "--json", env=env, seconds=60)
            or call(built / "countydesk", env=env, seconds=60)
        )
    if not failed:
        size = sum(file.lstat().st_size for file in built.rglob("*") if file.is_file())
        print(f"{built}:{size / 1_000_000:.0f} MB")
    return failed


def bench(*arguments: str) -> int:
    """bench: measure the window, the search and the export against what they stand on; or `bench merge`."""
    furnish()
    command: tuple[str | Path, ...] = (PYTHON, "-m", "tests.bench", *arguments)
    if "merge" not in arguments:
        return call(*command)
    need("postgresql")
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as url:
        return call(*command, env=CHILD | {"COUNTYDESK_TEST_DATABASE": url})


COMMANDS = {command.__name__: command for command in (run, test, postgres, verifiers, faults, build, bench)}


def furnish() -> None:
    """System packages and `.venv`, both only where something is missing or out of date."""
    if not (3, 11) <= sys.version_info[:2] < (3, 14):
        stop(f"需要 Python 3.11 至 3.13,现在是 {sys.version.split()[0]}。")
    need(*DEBIAN, *([] if find_spec("ensurepip") else ["python3-venv"]))
    content = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    stamp = f"{content} {sys.version_info.major}.{sys.version_info.minor} {ROOT}"
    if STAMP.exists() and STAMP.read_text("utf-8") == stamp:
        return
    pip = (PYTHON, "-m", "pip", "install", "--quiet", "--no-deps")
    failed = (
        call(sys.executable, "-m", "venv", "--clear", VENV)
        or call(*pip, "--require-hashes", "--only-binary=:all:", "-r", LOCK)
        or call(*pip, "--no-build-isolation", "--editable", ROOT)
    )
    if failed:
        stop("运行环境没有装好,原因见上。")
    STAMP.write_text(stamp, "utf-8")


def need(*packages: str) -> None:
    """Installs those of these Debian packages that are missing, or says which somebody else must install."""
    if not shutil.which("dpkg-query"):
        return
    form = "${db:Status-Status} ${Package} ${Provides}\n"
    listing = subprocess.run(["dpkg-query", "-W", "-f", form], capture_output=True, text=True, check=True)
    present: set[str] = set()
    for line in listing.stdout.splitlines():
        status, *names = line.replace(",", " ").split()
        present.update(names if status == "installed" else [])
    missing = [package for package in packages if package not in present]
    if not missing:
        return
    if os.geteuid() != 0:
        say(f"缺少系统软件,请管理员先运行:apt-get install {' '.join(missing)}")
        return
    env = CHILD | {"DEBIAN_FRONTEND": "noninteractive"}
    install = ("apt-get", "install", "-y", "-q", "--no-install-recommends", *missing)
    if any(Path("/var/lib/apt/lists").glob("*_Packages*")) and call(*install, env=env, silent=True) == 0:
        return
    if call("apt-get", "update", "-qq", env=env) or call(*install, env=env, silent=True):
        stop(f"没有装好系统软件:{' '.join(missing)}")


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """A PostgreSQL server with an empty cluster in `folder`, on loopback; gives its URL and ends it.

    It may lose everything in a power cut, and sorts as Chinese does: the desk must not notice.
    """
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda bin: int(bin.parent.name))
    if not programs:
        stop("没有找到 PostgreSQL 服务器程序,请先安装 postgresql。")
    # A server refuses to run as root; Debian's package brings a user for it.
    user = "postgres" if os.geteuid() == 0 else None
    if user:
        shutil.chown(folder, user)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    language = ("--locale-provider=icu", "--icu-locale=zh", "--locale=C.UTF-8", "--encoding=UTF8")
    make = (programs[-1] / "initdb", "-D", "data", "-U", "countydesk", "--auth=trust", "--no-sync", *language)
    options = {"listen_addresses": "127.0.0.1", "unix_socket_directories": "", "fsync": "off"}
    given = [f"--{name}={value}" for name, value in options.items()]
    serve = (str(programs[-1] / "postgres"), "-D", "data", "-p", port, *given)
    say("$ " + shlex.join(map(str, make)))
    if subprocess.run(make, cwd=folder, user=user, stdout=subprocess.DEVNULL).returncode:
        stop("没有建好测试用的数据库,原因见上。")
    say("$ " + shlex.join(map(str, serve)))
    with (
        open(folder / "log", "wb") as log,
        subprocess.Popen(serve, cwd=folder, user=user, stdout=log, stderr=log) as server,
    ):
        try:
            ready = (programs[-1] / "pg_isready", "-q", "-h", "127.0.0.1", "-p", port)
            until = time.monotonic() + 60
            while subprocess.run(ready).returncode:
                if server.poll() is not None or time.monotonic() > until:
                    stop("数据库服务器没有启动:\n" + (folder / "log").read_text("utf-8", "replace"))
                time.sleep(0.1)
            yield f"postgresql+psycopg://countydesk@127.0.0.1:{port}/postgres"
        finally:
            server.send_signal(signal.SIGINT)  # ends at once, whoever is connected


def has_display() -> bool:
    """Whether a window can really open: a display may be named and be dead."""
    if os.environ.get("QT_QPA_PLATFORM") == "offscreen":
        return False
    if sys.platform.startswith("linux") and not ({"DISPLAY", "WAYLAND_DISPLAY"} & os.environ.keys()):
        return False
    probe = [str(PYTHON), "-c", "from PySide6.QtGui import QGuiApplication; QGuiApplication([])"]
    try:
        return subprocess.run(probe, env=CHILD, capture_output=True, timeout=20).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def call(
    *command: str | Path, env: dict[str, str] = CHILD, seconds: float | None = None, silent: bool = False
) -> int:
    """Prints a command, runs it here, and returns its exit code; one that outstays `seconds` is ended."""
    say("$ " + shlex.join(map(str, command)))
    out = subprocess.DEVNULL if silent else None
    try:
        return subprocess.run(command, env=env, cwd=ROOT, timeout=seconds, stdout=out).returncode
    except subprocess.TimeoutExpired:
        say(f"{seconds:.0f} 秒内没有结束,已中止。")
        return 1


def say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def stop(sentence: str) -> NoReturn:
    say(sentence)
    sys.exit(1)


def main() -> int:
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    name, *arguments = sys.argv[1:] or [""]
    if name not in COMMANDS:
        say("用法:python3 dev.py 命令\n" + "\n".join(f"  {c.__doc__}" for c in COMMANDS.values()))
        return 2
    try:
        return COMMANDS[name](*arguments)
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
