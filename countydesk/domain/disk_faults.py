"""Why the disk refused, in the words of whoever has to do something about it."""

import errno

_REASONS = {
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘配额已满",
    errno.EFBIG: "文件超过该磁盘允许的大小",
    errno.EACCES: "没有权限,或文件正被其他程序打开",
    errno.EPERM: "没有权限,或文件正被其他程序打开",
    errno.EROFS: "磁盘是只读的",
    errno.ENOENT: "找不到该文件或文件夹,U 盘可能已拔出",
    errno.ENOTDIR: "找不到该文件夹",
    errno.EISDIR: "同名的文件夹已经在那里",
    errno.EEXIST: "同名的文件已经在那里",
    errno.ENAMETOOLONG: "文件名太长",
    errno.EIO: "磁盘读写出错,U 盘可能已拔出",
    errno.ENODEV: "U 盘可能已拔出",
}


def reason_of(fault: OSError) -> str:
    """Why a file could not be read or written, as a part of a sentence."""
    return _REASONS.get(fault.errno or 0, "磁盘出错")
