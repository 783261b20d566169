"""Every forged, altered or patched package is refused, each with the sentence that says where."""

import base64
import hashlib
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from countydesk.sync import certificates, parts
from countydesk.sync.package import open_package
from tests.sync.county import CODE, PROVINCE, TODAY, Signer, sealed
from tests.sync.forging import CHILDREN, COVER, ENTRIES, changed, opened, packed, problem, resigned, unpacked

SIG = parts.SIGNATURE
TYPES, RELS, BOOK_RELS = parts.CONTENT_TYPES, parts.PACKAGE_RELATIONSHIPS, parts.WORKBOOK_RELATIONSHIPS
Files = dict[str, bytes]
ALTERED = "部件“/{}”的内容与签名时不符,被改动过。"
SHAPE = f"“/{SIG}”的结构与约定的格式不符。"


def without(files: Files, name: str) -> Files:
    return {part: data for part, data in files.items() if part != name}


def swapped(files: Files) -> Files:
    return {**files, CHILDREN: files[ENTRIES], ENTRIES: files[CHILDREN]}


def with_manifest_digest(files: Files) -> Files:
    """A changed cell, and its digest in the manifest made to fit."""
    old, new = files[CHILDREN], files[CHILDREN].replace("张小明".encode(), "张大明".encode(), 1)
    old_digest, new_digest = (base64.b64encode(hashlib.sha256(data).digest()) for data in (old, new))
    return changed({**files, CHILDREN: new}, SIG, old_digest, new_digest)


def with_object_digest(files: Files) -> Files:
    """And the manifest's digest in SignedInfo made to fit, too: only the key is missing."""
    files = with_manifest_digest(files)
    [object_] = re.findall(rb'<Object Id="idPackageObject">.*?</Object>', files[SIG])
    plain = object_.replace(b"<Object", b'<Object xmlns="http://www.w3.org/2000/09/xmldsig#"', 1)
    digest = base64.b64encode(hashlib.sha256(plain).digest())
    return {**files, SIG: re.sub(rb"(?<=<DigestValue>)[^<]+", lambda _: digest, files[SIG], count=1)}


def with_docprops(files: Files) -> Files:
    relationship = (
        b'<Relationship Id="rId9" Target="docProps/core.xml" Type="http://schemas.openxmlformats.org/'
        b'package/2006/relationships/metadata/core-properties"/></Relationships>'
    )
    return changed({**files, "docProps/core.xml": b"<a/>"}, RELS, b"</Relationships>", relationship)


def with_entity(files: Files, part: str) -> Files:
    head, _, rest = files[part].partition(b"?>")
    return {**files, part: head + b'?><!DOCTYPE a [<!ENTITY lol "lol">]>' + rest}


def wrapped(files: Files) -> Files:
    """The signed manifest kept in a corner, a forged one where readers look."""
    [object_] = re.findall(rb'<Object Id="idPackageObject">.*?</Object>', files[SIG])
    return changed(files, SIG, b"<KeyInfo>", object_ + b"<KeyInfo>")


def override(name: str, kind: str) -> bytes:
    return f'<Override PartName="/{name}" ContentType="{kind}"/></Types>'.encode()


MACRO = "application/vnd.ms-office.vbaProject"
TABLE: dict[str, tuple[Callable[[Files], Files], str]] = {
    "a changed amount": (
        lambda files: changed(files, ENTRIES, b"<v>1000.00</v>", b"<v>1000.01</v>"),
        ALTERED.format(ENTRIES),
    ),
    "one Chinese character": (
        lambda files: changed(files, CHILDREN, "张小明".encode(), "张大明".encode()),
        ALTERED.format(CHILDREN),
    ),
    "a blank between attributes": (
        lambda files: changed(files, CHILDREN, b'<row r="2">', b'<row  r="2">'),
        ALTERED.format(CHILDREN),
    ),
    "the cover": (
        lambda files: changed(files, COVER, b"2026-10", b"2026-11"),
        ALTERED.format(COVER),
    ),
    "a byte of a photo": (
        lambda files: changed(files, parts.PHOTOS, b" two ", b" tvo "),
        ALTERED.format(parts.PHOTOS),
    ),
    "a format": (
        lambda files: changed(files, parts.STYLES, b"yyyy-mm-dd", b"dd-mm-yyyy"),
        ALTERED.format(parts.STYLES),
    ),
    "a dropped sheet": (
        lambda files: without(files, ENTRIES),
        f"已签名的部件“/{ENTRIES}”不在包内,可能被删除。",
    ),
    "two sheets swapped": (swapped, ALTERED.format(CHILDREN)),
    "an added part": (
        lambda files: {**files, "xl/worksheets/sheet9.xml": files[CHILDREN]},
        "部件“/xl/worksheets/sheet9.xml”未被签名,是后加的。",
    ),
    "an added image, declared": (
        lambda files: changed(
            {**files, "xl/media/x.png": b"png"}, TYPES, b"</Types>", override("xl/media/x.png", "image/png")
        ),
        "部件“/xl/media/x.png”未被签名,是后加的。",
    ),
    "a macro project": (
        lambda files: {**files, "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"},
        "部件“/xl/vbaProject.bin”未被签名,是后加的。",
    ),
    "a macro project, declared": (
        lambda files: changed(
            {**files, "xl/vbaProject.bin": b"\xd0\xcf"},
            TYPES,
            b"</Types>",
            override("xl/vbaProject.bin", MACRO),
        ),
        "部件“/xl/vbaProject.bin”未被签名,是后加的。",
    ),
    "the workbook declared to have macros": (
        lambda files: changed(
            files,
            TYPES,
            b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
            b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
        ),
        f"“/{parts.WORKBOOK}”的内容类型与签名时不符。",
    ),
    "a default content type": (
        lambda files: changed(
            files, TYPES, b"</Types>", b'<Default Extension="xml" ContentType="application/xml"/></Types>'
        ),
        "“*.xml”的内容类型与签名时不符。",
    ),
    "a content type declared twice": (
        lambda files: changed(files, TYPES, b"</Types>", override(f"{CHILDREN}".upper(), "text/plain")),
        f"内容类型清单中“/{CHILDREN.upper()}”登记了两次。",
    ),
    "an added relationship": (
        lambda files: changed(
            files,
            BOOK_RELS,
            b"</Relationships>",
            b'<Relationship Id="rIdX" Target="vbaProject.bin" Type="urn:macro"/></Relationships>',
        ),
        f"部件“/{BOOK_RELS}”中的关系“rIdX”未被签名,是后加的。",
    ),
    "an external relationship": (
        lambda files: changed(
            files,
            BOOK_RELS,
            b"</Relationships>",
            b'<Relationship Id="rIdX" Target="//x" TargetMode="External" Type="urn:a"/></Relationships>',
        ),
        f"部件“/{BOOK_RELS}”中的关系“rIdX”指向包外。",
    ),
    "a relationship bent to another part": (
        lambda files: changed(files, BOOK_RELS, b"worksheets/sheet2.xml", b"worksheets/sheet3.xml"),
        ALTERED.format(BOOK_RELS),
    ),
    "a relationship twice": (
        lambda files: changed(
            files,
            BOOK_RELS,
            b"</Relationships>",
            b'<Relationship Id="RID1" Target="a" Type="b"/></Relationships>',
        ),
        f"部件“/{BOOK_RELS}”中有两个关系“RID1”。",
    ),
    "docProps put back": (with_docprops, "部件“/docProps/core.xml”未被签名,是后加的。"),
    "the signature removed": (lambda files: without(files, SIG), "文件没有数字签名。"),
    "the origin removed": (lambda files: without(files, parts.ORIGIN), f"缺少部件“/{parts.ORIGIN}”。"),
    "the origin filled": (
        lambda files: {**files, parts.ORIGIN: b"x"},
        f"部件“/{parts.ORIGIN}”应当为空。",
    ),
    "the origin led elsewhere": (
        lambda files: changed(files, parts.ORIGIN_RELATIONSHIPS, b'"sig1.xml"', b'"../sig.xml"'),
        f"部件“/{parts.ORIGIN_RELATIONSHIPS}”不只指向签名。",
    ),
    "no way from the package to its signature": (
        lambda files: {
            **files,
            RELS: re.sub(rb'<Relationship Id="rIdSignature".*?</Relationship>', b"", files[RELS]),
        },
        f"部件“/{RELS}”中的关系“rIdSignature”不在包内,可能被删除。",
    ),
    "a second signature": (
        lambda files: {**files, "_xmlsignatures/sig2.xml": files[SIG]},
        "签名多于一个,或签名旁有多余部件“/_xmlsignatures/sig2.xml”。",
    ),
    "a signature within the signature": (
        lambda files: changed(
            files, SIG, b"</KeyInfo>", b"</KeyInfo><Object><Signature></Signature></Object>"
        ),
        "应当恰好有一个数字签名。",
    ),
    "a digest recomputed": (with_manifest_digest, f"“/{SIG}”中部件清单的摘要不符,内容被改动。"),
    "all digests recomputed": (with_object_digest, f"“/{SIG}”的签名值与证书不符,签名无效。"),
    "a wrapped manifest": (wrapped, "签名中有重复的 Id,可能被移花接木。"),
    "an unsigned object": (
        lambda files: changed(files, SIG, b"</Signature>", b'<Object Id="idMore"></Object></Signature>'),
        "签名中有未被签名的 Object,或缺少应有的 Object。",
    ),
    "a reference fewer": (
        lambda files: {
            **files,
            SIG: re.sub(rb'<Reference Type="[^"]*Object" URI="#idOffice.*?</Reference>', b"", files[SIG]),
        },
        "签名中有未被签名的 Object,或缺少应有的 Object。",
    ),
    "two certificates": (
        lambda files: changed(
            files, SIG, b"</X509Data>", b"<X509Certificate>MAA=</X509Certificate></X509Data>"
        ),
        "签名中应当恰好有一张证书。",
    ),
    "a broken certificate": (
        lambda files: {**files, SIG: re.sub(rb"(?<=<X509Certificate>)[^<]+", b"MAA=", files[SIG])},
        "签名所附的证书已损坏,无法识别。",
    ),
    "a weak digest": (
        lambda files: changed(
            files, SIG, b"http://www.w3.org/2001/04/xmlenc#sha256", b"http://www.w3.org/2000/09/xmldsig#sha1"
        ),
        "签名用了不允许的算法“http://www.w3.org/2000/09/xmldsig#sha1”。",
    ),
    "a digest method of another purpose": (
        lambda files: changed(
            files,
            SIG,
            b"http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
            b"http://www.w3.org/2001/04/xmlenc#sha256",
        ),
        "签名算法与证书的密钥不符。",
    ),
    "another time": (
        lambda files: changed(files, SIG, b"<xd:SigningTime>2026-11", b"<xd:SigningTime>2026-10"),
        SHAPE,
    ),
    "another name of the signer": (
        lambda files: changed(files, SIG, b"<X509IssuerName>CN=", b"<X509IssuerName>CN=X"),
        f"“/{SIG}”中签名属性的摘要不符,内容被改动。",
    ),
    "another version of Office": (
        lambda files: changed(files, SIG, b"16.0", b"15.0"),
        SHAPE,
    ),
    "a comment in the signature": (
        lambda files: changed(files, SIG, b"<KeyInfo>", b"<!-- --><KeyInfo>"),
        f"部件“/{SIG}”含有不允许的 XML 声明(DTD、实体或注释)。",
    ),
    "a relative namespace in the signature, which has no canonical form": (
        lambda files: changed(files, SIG, b"<Signature ", b'<Signature xmlns:x="b" '),
        SHAPE,
    ),
    "entities in the signature": (
        lambda files: with_entity(files, SIG),
        f"部件“/{SIG}”含有不允许的 XML 声明(DTD、实体或注释)。",
    ),
    "entities in the content types": (
        lambda files: with_entity(files, TYPES),
        f"部件“/{TYPES}”含有不允许的 XML 声明(DTD、实体或注释)。",
    ),
    "another encoding": (
        lambda files: {**files, SIG: files[SIG].split(b"?>\n", 1)[1].decode().encode("utf-16")},
        f"部件“/{SIG}”不是 UTF-8 编码的 XML。",
    ),
    "half a signature": (
        lambda files: {**files, SIG: files[SIG][:-20]},
        f"部件“/{SIG}”不是完好的 XML。",
    ),
}


@pytest.mark.parametrize("attack", TABLE)
def test_a_changed_package_is_refused_with_its_sentence(attack: str, package: bytes, folder: Path) -> None:
    forge, sentence = TABLE[attack]
    assert problem(folder, packed(forge(unpacked(package)))) == sentence


def test_packed_anew_it_stays_the_same_package(package: bytes, folder: Path) -> None:
    first = opened(folder, package).verdict
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        assert opened(folder, packed(unpacked(package), method)).verdict == first
    backwards = dict(reversed(unpacked(package).items()))
    assert opened(folder, packed(backwards)).verdict == first


def test_the_signature_of_another_package_does_not_fit(package: bytes, signer: Signer, folder: Path) -> None:
    sealed(folder / "other.xlsx", signer, number=3)
    other = unpacked((folder / "other.xlsx").read_bytes())
    assert problem(folder, packed({**unpacked(package), SIG: other[SIG]})) == ALTERED.format(COVER)


# What somebody can do who has a key: the county itself, or whoever makes a certificate of its own.


@dataclass(frozen=True)
class Lie:
    part: str
    old: str
    new: str
    sentence: str


BAD_COVER, BAD_BOOK = "“封面”上有一格", "工作簿中的工作表与封面所列不符。"
ORDER = "缺失、次序不对或超出上限。"
DTD = "含有不允许的 XML 声明(DTD、实体或注释)。"
LIES = [
    Lie(COVER, "621024", "621025", "证书属于 621024,封面却是 621025 的同步包。"),
    Lie(COVER, "CountyDesk 1", "CountyDesk 9", "同步包的格式版本是“CountyDesk 9”,本程序只认“CountyDesk 1”。"),
    Lie(COVER, "ECDSA-P256-SHA256", "RSA-SHA256", "封面所写的签名算法与实际签名不符。"),
    Lie(COVER, "<v>6</v></c><c r=\"D", "<v>7</v></c><c r=\"D", "封面写明“帮扶对象”有 7 行,实际有 6 行。"),
    Lie(COVER, "<v>14000.00", "<v>14000.01", "封面写明“发放明细”金额合计 14,000.01 元,实际为 14,000.00 元。"),
    Lie(COVER, "<v>4000.00</v>", "<v>4000.01</v>", "封面写明“实发”4,000.01 元,按发放明细应为 4,000.00 元。"),
    Lie(COVER, "退汇未重发", "退汇", "封面的金额合计与发放明细对不上:“退汇”缺失或多出。"),
    Lie(COVER, "2026-10", "2026-13", "月份“2026-13”无法识别,请写成 2026-10 这样的形式。"),
    Lie(COVER, "同步包编号", "编号", "“封面”上有一格应为“同步包编号”。"),
    Lie(COVER, '<v>2</v>', '<v>2.5</v>', "“封面”上有一格不是非负整数。"),
    Lie(ENTRIES, '<row r="3">', '<row r="4">', f"工作表“/{ENTRIES}”第 4 行不是约定的格式。"),
    Lie(ENTRIES, '<row r="3">', '<row r="3" hidden="1">', f"工作表“/{ENTRIES}”中有一行不是约定的格式。"),
    Lie(ENTRIES, "付款", "别的", "“发放明细”中有一格(“科目”)“别的”不在可选范围内。"),
    Lie(ENTRIES, "<v>1000.00</v>", "<f>1+1</f><v>1000.00</v>", f"工作表“/{ENTRIES}”第 2 行不是约定的格式。"),
    Lie(ENTRIES, "王芳", "<!-- -->", f"工作表“/{ENTRIES}”第 2 行不是约定的格式。"),
    Lie(CHILDREN, "</worksheet>", "<!-- --></worksheet>", f"部件“/{CHILDREN}”{DTD}"),
    Lie(CHILDREN, "买买提", "&lol;", f"工作表“/{CHILDREN}”第 4 行不是约定的格式。"),
    Lie(CHILDREN, '<row r="7">', '<row r="7"></row><row r="7">', f"工作表“/{CHILDREN}”第 8 行{ORDER}"),
    Lie(CHILDREN, "买买提", "买\x0b提", f"工作表“/{CHILDREN}”含有不允许的控制字符。"),
    Lie(parts.WORKBOOK, 'name="帮扶对象"', 'name="别的"', BAD_BOOK),
    Lie(parts.WORKBOOK, 'state="visible" r:id="rId2"', 'state="hidden" r:id="rId2"', BAD_BOOK),
    Lie(parts.PHOTOS, "a1", "a2", f"照片包“/{parts.PHOTOS}”有误:部件“/a1.jpg”的本地文件头与目录不符。"),
]  # fmt: skip


@pytest.mark.parametrize("lie", LIES, ids=lambda lie: f"{lie.part} {lie.old} {lie.new}")
def test_a_signed_lie_is_a_lie(lie: Lie, package: bytes, signer: Signer, folder: Path) -> None:
    files = changed(unpacked(package), lie.part, lie.old.encode(), lie.new.encode())
    assert problem(folder, resigned(files, signer)) == lie.sentence


def test_signing_anew_what_is_true_is_accepted(package: bytes, signer: Signer, folder: Path) -> None:
    assert problem(folder, resigned(unpacked(package), signer)) is None


def test_a_signature_over_two_parts_is_not_enough(package: bytes, signer: Signer, folder: Path) -> None:
    found = problem(folder, resigned(unpacked(package), signer, only=2))
    assert found == f"部件“/{BOOK_RELS}”未被签名,是后加的。"


def test_a_certificate_of_another_county(package: bytes, folder: Path) -> None:
    key = certificates.new_key("p256")
    other = Signer(key, certificates.self_signed(key, "621025", "共青团正宁县委员会", "正宁县", TODAY))
    found = problem(folder, resigned(unpacked(package), other))
    assert found == "证书属于 621025,封面却是 621024 的同步包。"


def test_anothers_certificate_beside_ones_own_signature(package: bytes, folder: Path) -> None:
    key = certificates.new_key("p256")
    other = Signer(key, certificates.self_signed(key, CODE, "共青团合水县委员会", "合水县", TODAY))
    pattern = rb"(?<=<X509Certificate>)[^<]+"
    [honest] = re.findall(pattern, unpacked(package)[SIG])
    files = unpacked(resigned(unpacked(package), other))
    files[SIG] = re.sub(pattern, lambda _: honest, files[SIG])
    assert problem(folder, packed(files)) == f"“/{SIG}”的签名值与证书不符,签名无效。"


def test_what_the_receiving_side_expects(package: bytes, folder: Path) -> None:
    path = folder / "received.xlsx"
    path.write_bytes(package)

    def told(**expected: str | None) -> str | None:
        return open_package(path, **expected).verdict.problem  # type: ignore[arg-type]

    assert told(expected_office=CODE, expected_recipient=PROVINCE, expected_previous="ab" * 32) is None
    assert told(expected_office="621025") == "这是 621024 的同步包,不是 621025 的。"
    assert told(expected_recipient="610000") == "同步包是发给 620000 的,不是发给 610000 的。"
    gap = "第 2 号同步包与已收到的上一包不衔接,可能有缺包。"
    assert told(expected_previous="00" * 32) == told(expected_previous=None) == gap
