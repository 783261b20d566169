"""The commands for a forgotten passphrase."""

import sys
from argparse import Namespace
from pathlib import Path

from countydesk.cli.main import Answer
from countydesk.cli.opening import desk_folder, is_handed_over, opened, passphrase_of
from countydesk.domain.problems import Refused
from countydesk.services import recovery
from countydesk.services.recovery import Asked


def request(options: Namespace) -> Answer:
    """`recovery request NAME --to DIR`: the file for the province; asks the new passphrase."""
    passphrase = passphrase_of(f"{options.operator}(新)")
    given, to = is_handed_over(), Path(options.to).absolute()
    made = recovery.request(desk_folder(options), options.operator, passphrase, to, any_passphrase=given)
    lines = [
        f"恢复申请:{made.path}",
        f"申请指纹:{made.fingerprint}",
        "请把文件交给省级,并在电话中读出指纹。省级答复后用 recovery finish 恢复。",
    ]
    return Answer({"request": str(made.path), "fingerprint": made.fingerprint}, lines)


def answer(options: Namespace) -> Answer:
    """`recovery answer FILE --reason …`: after the fingerprint was compared."""
    path = Path(options.file).absolute()
    with opened(options) as desk:
        asked = recovery.asked(path)
        fingerprint = options.fingerprint or _compared(asked)
        done = recovery.answer(desk, path, fingerprint, options.reason, Path(options.to).absolute())
    data = {"reply": str(done.path), "office": asked.office_code, "operator": asked.operator}
    return Answer(data, [f"答复文件:{done.path},请交给{asked.unit}。"])


def finish(options: Namespace) -> Answer:
    """`recovery finish FILE`: opens with the passphrase that the request was given."""
    folder = desk_folder(options)
    waits = recovery.waiting(folder)
    passphrase = passphrase_of(f"{waits.operator}(申请时所设)" if waits else "申请时所设")
    with recovery.finish(folder, Path(options.file).absolute(), passphrase) as desk:
        name = desk.operator.name
    return Answer({"operator": name}, [f"{name}的口令已恢复,请用申请时所设的口令打开台账。"])


def offer(options: Namespace) -> Answer:
    """`recovery offer`: leave the province a key."""
    with opened(options) as desk:
        province = recovery.offer(desk)
    return Answer({"province": province}, [f"已给{province}留备用钥匙,忘记口令时可由省级恢复。"])


def _compared(asked: Asked) -> str:
    """Have the officer compare the fingerprint at the terminal. Raises `Refused` where nobody is there."""
    who = f"{asked.unit}({asked.office_code})的{asked.operator}"
    told = f"{who}于 {asked.made_at} 申请,指纹:\n{asked.fingerprint}"
    if not sys.stdin or not sys.stdin.isatty():
        raise Refused(f"{told}\n请与申请单位电话核对,再用 --fingerprint 给出电话中读出的指纹。")
    print(told, file=sys.stderr)
    print("请用自己留存的号码打给对方,逐组核对。一致请输入“是”:", end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip() not in ("是", "y", "Y", "yes"):
        raise Refused("指纹没有核对一致,没有答复。")
    return asked.fingerprint
