"""A folder by way of FUSE that is as poor as some shares are: what it does not know, it refuses.

    python3 poor.py BELOW AT [WHAT=ERROR ...] [quota=BYTES]

AT shows what lies in BELOW. No rename that keeps what is there is known to it, as the library knows none: EINVAL.
WHAT is a call by its name here, such as link=EPERM or rename=ENOSYS; then it fails with that. With a quota, nothing is
written once what lies below is as long as that: EDQUOT.
"""

import errno
import os
import sys

from fusepy import FUSE, FuseOSError, Operations


class Poor(Operations):
    def __init__(self, below, refused, quota):
        self.below, self.refused, self.quota = below, refused, quota

    def __call__(self, name, path, *rest):
        if name in self.refused:
            raise FuseOSError(self.refused[name])
        try:
            return getattr(self, name)(self.below + path, *rest)
        except OSError as error:
            raise FuseOSError(error.errno)

    def access(self, path, mode):
        if not os.access(path, mode):
            raise OSError(errno.EACCES, "")

    def getattr(self, path, handle=None):
        about = os.lstat(path)
        names = ("atime", "ctime", "gid", "mode", "mtime", "nlink", "size", "uid")
        return {f"st_{name}": getattr(about, f"st_{name}") for name in names}

    def statfs(self, path):
        about = os.statvfs(path)
        names = ("bavail", "bfree", "blocks", "bsize", "favail", "ffree", "files", "flag", "frsize", "namemax")
        return {f"f_{name}": getattr(about, f"f_{name}") for name in names}

    def readdir(self, path, handle):
        return [".", "..", *os.listdir(path)]

    def chmod(self, path, mode):
        os.chmod(path, mode)

    def chown(self, path, uid, gid):
        os.chown(path, uid, gid, follow_symlinks=False)

    def utimens(self, path, times=None):
        os.utime(path, times)

    def readlink(self, path):
        return os.readlink(path)

    def mkdir(self, path, mode):
        os.mkdir(path, mode)

    def rmdir(self, path):
        os.rmdir(path)

    def unlink(self, path):
        os.unlink(path)

    def rename(self, path, to):
        os.rename(path, self.below + to)

    def link(self, path, of):
        os.link(self.below + of, path)

    def create(self, path, mode, about=None):
        # The library does not hand on the flags; the kernel has looked that the name is free.
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, mode)

    def open(self, path, flags):
        # Where a write goes is said with it.
        return os.open(path, flags & ~os.O_APPEND)

    def read(self, path, size, offset, handle):
        return os.pread(handle, size, offset)

    def write(self, path, bytes, offset, handle):
        if self.quota is not None and self.used() + len(bytes) > self.quota:
            raise OSError(errno.EDQUOT, "")
        return os.pwrite(handle, bytes, offset)

    def used(self):
        return sum(os.lstat(os.path.join(at, name)).st_size for at, _, names in os.walk(self.below) for name in names)

    def truncate(self, path, length, handle=None):
        os.truncate(path, length)

    def fsync(self, path, only_data, handle):
        os.fsync(handle)

    def release(self, path, handle):
        os.close(handle)


below, at, *rest = sys.argv[1:]
settings = dict(setting.split("=") for setting in rest)
quota = settings.pop("quota", None)
refused = {name: getattr(errno, error) for name, error in settings.items()}
FUSE(Poor(below, refused, quota and int(quota)), at, foreground=True, default_permissions=True, allow_other=True)
