"""A home with one small snapshot, or with none."""

from pathlib import Path

import duckdb
import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def small_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home folder whose only snapshot is `small_snapshot.sql`, `small_engagement.sql` over it."""
    home = tmp_path_factory.mktemp("home")
    public = home / "public"
    public.mkdir()
    with duckdb.connect(str(public / "safe-000001-small.duckdb")) as con:
        for macro in ("published_proportion", "published_difference", "compare_with_benchmark"):
            con.execute((ROOT / f"sql/macros/{macro}.sql").read_text("utf-8"))
        for name in ("small_snapshot.sql", "small_engagement.sql"):
            con.execute((Path(__file__).parent / name).read_text("utf-8"))
    (public / "CURRENT").write_text("safe-000001-small.duckdb\n", "utf-8")
    return home


@pytest.fixture
def at_home(small_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The dashboard reads the small home."""
    monkeypatch.setenv("REBOND_HOME", str(small_home))
    return small_home


@pytest.fixture
def without_snapshot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The dashboard reads a home under which nothing was published yet."""
    monkeypatch.setenv("REBOND_HOME", str(tmp_path))
    return tmp_path
