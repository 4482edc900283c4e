"""A row of a published table: column name -> value, None where the value is not shown."""

from collections.abc import Mapping
from typing import Any, TypeAlias

Row: TypeAlias = Mapping[str, Any]
