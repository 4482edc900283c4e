"""Let this process read what it is told and nothing else, where the kernel offers Landlock.

Landlock (Linux 5.13 and later) lets a process give up rights for good, without privileges:
https://docs.kernel.org/userspace-api/landlock.html. Standard library only.
"""

from __future__ import annotations

import ctypes
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
ASK_FOR_VERSION = 1
RULE_PATH_BENEATH = 1
READ_FILE = 1 << 2
BIND_AND_CONNECT_TCP = 0b11
NO_NEW_PRIVILEGES = 38

# Rights over files by the version of Landlock that introduced them: 13 at first, then refer (2),
# truncate (3), ioctl on devices (5). Rights over the network came with 4.
FILE_RIGHTS_OF_VERSION_1 = (1 << 13) - 1
ADDED_FILE_RIGHTS = {2: 1 << 13, 3: 1 << 14, 5: 1 << 15}
NETWORK_SINCE = 4


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("network", ctypes.c_uint64))


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def allow_reading_only(places: tuple[Path, ...]) -> bool:
    """Give up all rights over files and TCP but reading these; False where there is no Landlock.

    A folder stands for all below it; what does not exist is passed over. Raises OSError where the
    kernel offers Landlock and then refuses a step.
    """
    kernel = ctypes.CDLL(None, use_errno=True)
    version = kernel.syscall(CREATE_RULESET, None, 0, ASK_FOR_VERSION)
    if version < 1:
        return False
    ruleset = _ruleset(version)
    size = ctypes.sizeof(ruleset) if version >= NETWORK_SINCE else ctypes.sizeof(ctypes.c_uint64)
    rules = _checked(kernel.syscall(CREATE_RULESET, ctypes.byref(ruleset), size, 0))
    for place in places:
        _allow(kernel, rules, place)
    _checked(kernel.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0))
    _checked(kernel.syscall(RESTRICT_SELF, rules, 0))
    os.close(rules)
    return True


def _ruleset(version: int) -> _Ruleset:
    added = sum(right for since, right in ADDED_FILE_RIGHTS.items() if since <= version)
    network = BIND_AND_CONNECT_TCP if version >= NETWORK_SINCE else 0
    return _Ruleset(FILE_RIGHTS_OF_VERSION_1 | added, network)


def _allow(kernel: ctypes.CDLL, rules: int, place: Path) -> None:
    if not place.exists():
        return
    opened = os.open(place, os.O_PATH | os.O_CLOEXEC)
    rule = _PathBeneath(READ_FILE, opened)
    _checked(kernel.syscall(ADD_RULE, rules, RULE_PATH_BENEATH, ctypes.byref(rule), 0))
    os.close(opened)


def _checked(result: int) -> int:
    if result < 0:
        raise OSError(ctypes.get_errno(), "Landlock refused")
    return result
