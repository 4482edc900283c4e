"""A shipped mapping, completed on the page, is one that the worker takes."""

from pathlib import Path

import pytest

from dashboard import mappings
from ingest.errors import MappingRefused
from ingest.mapping.mapping_file import load_mapping


def completed(name: str, time_zone: str, path: Path) -> Path:
    constants = dict.fromkeys(mappings.to_fill_in(name), "north-forum")
    path.write_bytes(mappings.filled(name, constants, time_zone))
    return path


@pytest.mark.parametrize("name", mappings.shipped())
def test_what_is_filled_in_on_the_page_completes_every_mapping(name: str, tmp_path: Path) -> None:
    mapping = load_mapping(completed(name, "Europe/Paris", tmp_path / "mapping.yaml"))
    assert mapping.constants["community_id"] == "north-forum"
    # Products that write in a zone of their own keep it, whatever the partner's is.
    asks = name.startswith(("redcap", "google_forms"))
    own = "Etc/GMT+5" if name.startswith("facebook") else "UTC"
    assert mapping.time_zone == ("Europe/Paris" if asks else own)


def test_a_zone_that_was_not_chosen_is_asked_for(tmp_path: Path) -> None:
    with pytest.raises(MappingRefused) as refused:
        load_mapping(completed("redcap_phq9_gad7", "", tmp_path / "mapping.yaml"))
    assert refused.value.parameters == {"key": "time_zone"}
