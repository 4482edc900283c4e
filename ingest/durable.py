"""Files that are whole or absent, also after a power cut."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any


def write_durably(path: Path, content: bytes | str) -> None:
    """Write `content` so that a reader sees the old file or the new one, never half of it."""
    part = path.with_name(path.name + ".part")
    data = content.encode() if isinstance(content, str) else content
    with part.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    sync_folder(path.parent)


def write_json_durably(path: Path, content: Any) -> None:
    """Write JSON, readable by people, whole or not at all."""
    write_durably(path, json.dumps(content, ensure_ascii=False, indent=2, default=str) + "\n")


def sync_folder(folder: Path) -> None:
    """Make renames within `folder` survive a power cut."""
    sync_path(folder)


def sync_path(path: Path) -> None:
    """Make what a file or a folder holds survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
