"""Confines this process for good, as far as the system can: no network, no program, no file but the program's own.

Landlock and seccomp are the Linux kernel's. Where it has them not, and on other systems, there are limits alone.
"""

import errno
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

_SYSTEM: Final = (
    "/lib",
    "/lib64",
    "/usr/lib",
    "/usr/lib64",
    "/etc/ld.so.cache",
    "/usr/share/zoneinfo",
    "/etc/localtime",
)
"""Where shared libraries lie, and what they read as they load: for readers that are loaded when a file needs them."""
_DENIED: Final = (
    *("socket", "socketpair", "connect", "bind", "listen", "accept", "accept4", "sendto", "sendmsg", "sendmmsg"),
    *("execve", "execveat", "fork", "vfork", "ptrace", "process_vm_readv", "process_vm_writev", "pidfd_getfd"),
    *("io_uring_setup", "io_uring_enter", "io_uring_register", "bpf", "perf_event_open", "userfaultfd", "keyctl"),
    *("kill", "tkill", "tgkill", "pidfd_send_signal", "unshare", "setns", "mount", "umount2", "chroot", "pivot_root"),
    *("open_by_handle_at", "memfd_create", "shmget", "shmat", "msgget", "semget", "mq_open"),
)
"""System calls that fail with EPERM: those that reach other processes, other machines, or new programs."""
_CLONE_THREAD: Final = 0x10000


def confine(program: Iterable[Path]) -> tuple[str, ...]:
    """Confine this process, which may read below the paths of `program` alone; gives what is in force."""
    if sys.platform != "linux":
        return ()
    from seccompy import supported

    filters = supported()  # which looks for the C library, with programs of the system's
    return tuple(each for each in (_forbid_files(program), _forbid_calls() if filters else None) if each)


def _forbid_files(program: Iterable[Path]) -> str | None:
    from landlockpy import AccessFS, LandlockError, Ruleset, Scope, UnsupportedError, abi_version

    try:
        if abi_version() == 0:
            return None
        with Ruleset(scoped=Scope.ABSTRACT_UNIX_SOCKET | Scope.SIGNAL) as rules:
            for path in (*program, *map(Path, _SYSTEM)):
                if path.is_dir():
                    rules.allow_path(path, AccessFS.READ_FILE | AccessFS.READ_DIR)
                elif path.exists():
                    rules.allow_path(path, AccessFS.READ_FILE)
            rules.restrict()
    except (LandlockError, UnsupportedError):
        return None
    return "Landlock"


def _forbid_calls() -> str | None:
    from seccompy import CmpOp, Filter, SeccompError, UnsupportedError

    try:
        rules = Filter()
        for name in _DENIED:
            try:
                rules.errno(name, errno.EPERM)
            except (UnsupportedError, ValueError):  # which this machine's processor does not have
                continue
        rules.errno("clone", errno.EPERM, args=[(0, CmpOp.MASKED_EQ, 0, _CLONE_THREAD)])
        rules.errno("clone3", errno.ENOSYS)  # its flags cannot be looked at: threads are made with clone then
        rules.load()
    except (SeccompError, UnsupportedError):
        return None
    return "seccomp"
