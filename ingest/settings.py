"""The one place of configuration: where the four stores lie."""

from __future__ import annotations

import os
from dataclasses import dataclass, fields
from pathlib import Path

ENVIRONMENT_VARIABLE = "REBOND_HOME"


@dataclass(frozen=True)
class RetentionPeriods:
    """How many days each store keeps what it holds; `rebond retention` removes what is older.

    `REBOND_KEEP_QUARANTINE_DAYS` and its siblings set them. Rows in force are kept until they are
    replaced or withdrawn.
    """

    answers_days: int = 30
    quarantine_days: int = 180
    superseded_days: int = 730
    reports_days: int = 1_095
    snapshots_days: int = 365

    @classmethod
    def from_environment(cls) -> RetentionPeriods:
        """Take what the environment names, else the defaults."""
        named = {
            field.name: os.environ.get(f"REBOND_KEEP_{field.name.upper()}") for field in fields(cls)
        }
        return cls(**{name: int(days) for name, days in named.items() if days})


def previews_per_day() -> int:
    """Return how many previews a partner may ask for within a day (`REBOND_PREVIEWS_PER_DAY`)."""
    return int(os.environ.get("REBOND_PREVIEWS_PER_DAY", "30"))


@dataclass(frozen=True)
class Settings:
    """The folders of one installation, all below `home`."""

    home: Path

    @classmethod
    def from_environment(cls, home: Path | None = None) -> Settings:
        """Take the home that is named, else `REBOND_HOME`, else `~/.rebond`."""
        chosen = home or Path(os.environ.get(ENVIRONMENT_VARIABLE, "~/.rebond"))
        return cls(chosen.expanduser().resolve())

    @property
    def private(self) -> Path:
        """Accepted and refused rows, keys: never opened by the web server."""
        return self.home / "private"

    @property
    def warehouse(self) -> Path:
        """The database of accepted rows, facts and marts; the worker alone writes it."""
        return self.private / "work.duckdb"

    @property
    def keys(self) -> Path:
        """One file of secrets per partner, outside every database."""
        return self.private / "keys"

    @property
    def scratch(self) -> Path:
        """Staged copies of the delivery at work; emptied whenever the worker starts."""
        return self.private / "scratch"

    @property
    def quarantine(self) -> Path:
        """Refused rows with their reasons, one Parquet file an export."""
        return self.private / "quarantine"

    @property
    def public(self) -> Path:
        """Immutable snapshots and `CURRENT`, which names the newest."""
        return self.home / "public"

    @property
    def state(self) -> Path:
        """What the service must remember: partners, requests, audit log."""
        return self.home / "state"

    @property
    def inbox(self) -> Path:
        """Requests that wait for the worker."""
        return self.home / "inbox"

    @property
    def outbox(self) -> Path:
        """Receipts, reports and refused rows, one folder a partner."""
        return self.home / "outbox"

    @property
    def letterbox(self) -> Path:
        """Where partners drop exports by SFTP, one folder a partner, and find their receipts."""
        return self.home / "letterbox"

    def make_folders(self) -> None:
        """Create every store; only published figures can be read by others than their owner."""
        for folder in (self.keys, self.scratch, self.quarantine, self.state, self.inbox):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for folder in (self.public, self.outbox):
            folder.mkdir(parents=True, exist_ok=True)
        for folder in (self.private, self.outbox):
            folder.chmod(0o700)
