"""Modules that are loaded when something in them is first used, and not when they are imported.

Great Expectations imports what draws its charts and tests its distributions, a third of all the
seconds that it takes to load, and no rule of ours uses either. `importlib.util.LazyLoader` will
not do: in Python 3.11 the import statement itself looks a module up and so loads it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any


@contextmanager
def loaded_when_used(*names: str) -> Iterator[None]:
    """Give whoever imports these modules inside the context a stand-in that loads them on use.

    Modules that are loaded already stay what they are, and outside the context an import is what
    it always is.
    """
    stand_ins = {name: _StandIn(name) for name in names if name not in sys.modules}
    sys.modules.update(stand_ins)
    try:
        yield
    finally:
        for name, stand_in in stand_ins.items():
            if sys.modules.get(name) is stand_in:
                del sys.modules[name]


class _StandIn(ModuleType):
    """Knows what a module says of itself before it is loaded, and asks it for everything else."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.__spec__ = find_spec(name)
        self.__file__ = self.__spec__.origin if self.__spec__ else None

    def __getattr__(self, attribute: str) -> Any:
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(import_module(self.__name__), attribute)
