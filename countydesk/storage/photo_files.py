"""Photographs: made safe to keep, encrypted, stored once by content."""

import hashlib
import io
import os
import warnings
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from PIL import Image, ImageOps

from countydesk.domain.disk_faults import reason_of
from countydesk.domain.photos import LONGEST_SIDE
from countydesk.domain.problems import Refused, Unavailable
from countydesk.storage.whole_files import write_whole

FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "GIF", "TIFF")
PIXELS_AT_MOST = 50_000_000
NONCE_BYTES = 12


def made_safe(content: bytes) -> bytes:
    """A photograph turned as it was held, at most 1280 px, as JPEG without EXIF, GPS or comment.

    Raises `Refused` for what is no picture or too large. The picture is painted into a new
    image, because Pillow keeps comments and profiles otherwise.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
                if opened.width * opened.height > PIXELS_AT_MOST:
                    raise Image.DecompressionBombError
                turned = ImageOps.exif_transpose(opened).convert("RGB")
    except Image.DecompressionBombError:
        raise Refused("照片超过 5000 万像素,请缩小后再添加。") from None
    except (OSError, ValueError, SyntaxError) as fault:
        raise Refused("这个文件不是能识别的照片(支持 JPG、PNG、WEBP、BMP),请换一张。") from fault
    turned.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    clean = Image.new("RGB", turned.size)
    clean.paste(turned)
    out = io.BytesIO()
    clean.save(out, "JPEG", quality=82)
    return out.getvalue()


def digest_of(content: bytes) -> str:
    """The name of a photograph: SHA-256 of its bytes."""
    return hashlib.sha256(content).hexdigest()


class PhotoStore:
    """The folder of encrypted photographs beside the database."""

    def __init__(self, folder: Path, key: bytes) -> None:
        self._folder = folder
        self._cipher = AESGCM(key)

    def put(self, content: bytes) -> str:
        """Keep a photograph; returns its digest. The same content is kept once."""
        digest = digest_of(content)
        path = self._path(digest)
        if not path.exists():
            nonce = os.urandom(NONCE_BYTES)
            write_whole(path, nonce + self._cipher.encrypt(nonce, content, digest.encode()))
        return digest

    def get(self, digest: str) -> bytes:
        """The bytes of a photograph. Raises `Unavailable` when it is missing or damaged."""
        try:
            sealed = self._path(digest).read_bytes()
            return self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], digest.encode())
        except (OSError, InvalidTag) as fault:
            raise Unavailable("照片文件缺失或已损坏,请从备份恢复 photos 文件夹。") from fault

    def drop(self, digest: str) -> None:
        """Remove a photograph that nothing names any more. Raises `Unavailable` when the disk refuses."""
        try:
            self._path(digest).unlink(missing_ok=True)
        except OSError as fault:
            raise Unavailable(f"照片文件删不掉({reason_of(fault)}),请检查磁盘。") from fault

    def has(self, digest: str) -> bool:
        """Whether the file is there."""
        return self._path(digest).exists()

    def _path(self, digest: str) -> Path:
        return self._folder / digest[:2] / digest
