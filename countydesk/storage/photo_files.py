"""Photographs, which were made safe before: encrypted, stored once by content."""

import hashlib
import os
from collections import deque
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from countydesk.domain.disk_faults import reason_of
from countydesk.domain.problems import Unavailable
from countydesk.storage.whole_files import write_whole

NONCE_BYTES = 12


def digest_of(content: bytes) -> str:
    """The name of a photograph: SHA-256 of its bytes."""
    return hashlib.sha256(content).hexdigest()


class PhotoStore:
    """The folder of encrypted photographs beside the database."""

    def __init__(self, folder: Path, key: bytes) -> None:
        self._folder = folder
        self.fresh: deque[Path] = deque()  # files that came since it was opened, for the second place
        self._cipher = AESGCM(key)

    def put(self, content: bytes) -> str:
        """Keep a photograph; returns its digest. The same content is kept once."""
        digest = digest_of(content)
        path = self._path(digest)
        if not path.exists():
            nonce = os.urandom(NONCE_BYTES)
            write_whole(path, nonce + self._cipher.encrypt(nonce, content, digest.encode()))
            self.fresh.append(path)
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
