"""What a worker gives up before it sees a query: the network, core dumps, memory without end, life without its parent.

The guard refuses SERVICE before evaluation; that no socket can be made is the second line. Linux gives all of this;
elsewhere a worker ends when its pipe ends, and the guard stands alone.
"""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import signal
import struct
import sys
from pathlib import Path

_PR_SET_PDEATHSIG, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 1, 22, 38
_FILTER_MODE = 2
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | 13
"""Seccomp's actions: go on, or fail with EACCES."""

_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
"""Instructions of the classic BPF (linux/bpf_common.h): load a word, jump where equal or not below, return."""

_MACHINES = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
"""Audit number of the machine and number of the call `socket` (linux/audit.h, asm/unistd.h)."""
_IO_URING_SETUP = 425
_FOREIGN = 0x40000000
"""Calls from here on are of the machine's second numbering, x32, which would go around the filter."""


def confine(parent: int) -> None:
    """Give up what no query needs. `parent` is the process without which this one is to end."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        # Where memory runs out all the same, a worker is what the kernel ends, before the service and before others;
        # not before all, or small ones would end in vain where another program takes the memory.
        Path("/proc/self/oom_score_adj").write_text("500", encoding="ascii")
        _refuse_sockets(libc)
    if os.getppid() != parent:  # it ended before the first of these lines
        sys.exit(0)


def bound_memory(size: int) -> None:
    """Let the process have at most `size` bytes; what asks for more ends it.

    On Linux what counts is memory of its own (RLIMIT_DATA), since RocksDB maps its files.
    """
    kind = resource.RLIMIT_DATA if sys.platform == "linux" else resource.RLIMIT_AS
    resource.setrlimit(kind, (size, size))


def _refuse_sockets(libc: ctypes.CDLL) -> None:
    """Let every later call of `socket` in this process fail (seccomp(2)), and io_uring, which can make one too."""
    known = _MACHINES.get(platform.machine())
    if known is None:
        return
    program = _program(*known)
    held = ctypes.create_string_buffer(program)
    described = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(held))
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if libc.prctl(_PR_SET_SECCOMP, _FILTER_MODE, ctypes.create_string_buffer(described), 0, 0):
        raise OSError(ctypes.get_errno(), "the network cannot be given up (seccomp)")


def _program(machine: int, socket: int) -> bytes:
    """The filter: for each instruction its code, two jumps and a number."""
    lines = (
        (_LOAD, 0, 0, 4),  # the machine
        (_EQUAL, 0, 5, machine),
        (_LOAD, 0, 0, 0),  # the call
        (_AT_LEAST, 3, 0, _FOREIGN),
        (_EQUAL, 2, 0, socket),
        (_EQUAL, 1, 0, _IO_URING_SETUP),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    )
    return b"".join(struct.pack("HBBI", *line) for line in lines)
