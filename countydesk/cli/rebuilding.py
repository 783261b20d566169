"""The command that makes a desk anew from the packages that it sent."""

from argparse import Namespace
from pathlib import Path

from countydesk.cli.main import Answer
from countydesk.cli.opening import desk_folder, is_handed_over, passphrase_of
from countydesk.services import rebuilding
from countydesk.services.receiving import files_in
from countydesk.services.setup import NewOperator


def rebuild(options: Namespace) -> Answer:
    """`rebuild PACKAGE… --desk NEW [--operator NAME…]`: the desk as it stood in the last package.

    Without names everybody who worked at it gets a passphrase.
    """
    files = files_in([Path(path).absolute() for path in options.packages])
    names = options.operator or rebuilding.people_of(files)
    people = [NewOperator(name, passphrase_of(name), any_passphrase=is_handed_over()) for name in names]
    rebuilt = rebuilding.rebuild(files, desk_folder(options), people)
    with rebuilt.desk as desk:
        data = {
            "desk": str(desk.folder),
            "office": desk.office.code,
            "package_id": rebuilt.package_id,
            "number": rebuilt.number,
            "rows": rebuilt.rows,
            "photos": rebuilt.photos,
            "lost_photos": rebuilt.lost_photos,
        }
        lines = [
            f"已由第 {rebuilt.number} 号同步包重建台账:{desk.folder}({desk.office.unit},{rebuilt.rows} 行)。",
            "签名密钥没有随包携带,下次上报前请重新申请证书。",
        ]
    if rebuilt.lost_photos:
        lines.append(f"有 {rebuilt.lost_photos} 张照片不在这些同步包里,请再给出当月带照片的同步包重建。")
    return Answer(data, lines)
