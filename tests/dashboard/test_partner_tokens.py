"""A token speaks for one partner, is never written down, and can be taken back."""

from pathlib import Path

import pytest

from dashboard.partner_tokens import partner_of
from ingest.cli import main


@pytest.fixture
def home(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    for name in ("north", "south"):
        assert main(["partner", "add", name, "--home", str(tmp_path)]) == 0
    capsys.readouterr()
    return tmp_path


def make_token(home: Path, name: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert main(["partner", "token", name, "--home", str(home), "--language", "en"]) == 0
    return capsys.readouterr().out.split()[-1]


def test_a_token_speaks_for_its_partner_alone(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    north, south = (make_token(home, name, capsys) for name in ("north", "south"))
    assert (partner_of(home, north), partner_of(home, south)) == ("north", "south")


@pytest.mark.parametrize("token", ["", "rebond_", "rebond_é", "\udcff", "' or 1=1 --"])
def test_a_wrong_token_speaks_for_nobody(home: Path, token: str) -> None:
    assert partner_of(home, token) is None


def test_a_home_without_a_state_knows_no_token(tmp_path: Path) -> None:
    assert partner_of(tmp_path, "rebond_x") is None


def test_a_token_is_written_nowhere(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    token = make_token(home, "north", capsys).encode()
    assert not [path for path in home.rglob("*") if path.is_file() and token in path.read_bytes()]


def test_a_new_token_leaves_the_old_one_until_all_are_revoked(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new, other = (make_token(home, name, capsys) for name in ("north", "north", "south"))
    assert partner_of(home, old) == partner_of(home, new) == "north"
    assert main(["partner", "revoke", "north", "--home", str(home), "--language", "en"]) == 0
    assert "revoked: 2" in capsys.readouterr().out
    assert [partner_of(home, token) for token in (old, new, other)] == [None, None, "south"]


def test_nobody_unknown_gets_a_token(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["partner", "token", "nobody", "--home", str(home), "--language", "en"]) == 1
    assert "rebond_" not in capsys.readouterr().out
