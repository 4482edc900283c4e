"""Modules stand in for themselves until something in them is used."""

from __future__ import annotations

import subprocess
import sys
from types import ModuleType

from ingest.gate.late_loading import loaded_when_used

# A module that the tests write, so that nothing else can have loaded it.
NAME = "this_is_not_loaded_yet"


def _write_module(folder, text: str) -> None:
    (folder / f"{NAME}.py").write_text(text)


def test_a_module_is_loaded_when_something_in_it_is_used(tmp_path, monkeypatch):
    _write_module(tmp_path, "loads = ['once']\nANSWER = 42\n")
    monkeypatch.syspath_prepend(tmp_path)
    with loaded_when_used(NAME):
        import this_is_not_loaded_yet as module
    assert NAME not in sys.modules
    assert module.__file__ == str(tmp_path / f"{NAME}.py")
    assert NAME not in sys.modules, "its place is known without loading it"
    assert module.ANSWER == 42
    assert sys.modules.pop(NAME).loads == ["once"]


def test_outside_the_context_an_import_is_what_it_always_is(tmp_path, monkeypatch):
    _write_module(tmp_path, "ANSWER = 42\n")
    monkeypatch.syspath_prepend(tmp_path)
    with loaded_when_used(NAME):
        pass
    import this_is_not_loaded_yet as module

    assert vars(sys.modules.pop(NAME))["ANSWER"] == module.ANSWER


def test_a_module_that_is_loaded_stays_what_it_is():
    import colorsys

    with loaded_when_used("colorsys"):
        assert sys.modules["colorsys"] is colorsys
    assert isinstance(sys.modules["colorsys"], ModuleType)


def test_judging_an_export_loads_neither_charts_nor_distributions():
    program = (
        "import sys\n"
        "from ingest.contracts.contract import load_contracts\n"
        "from ingest.gate.expectations import plausibility\n"
        "contract = load_contracts()['activity']\n"
        "assert plausibility(contract, {'accepted_count': 0.0, 'refused_share': 0.5})\n"
        "assert not {'altair', 'scipy.stats'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=120)
