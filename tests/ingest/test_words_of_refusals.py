"""Every code with which a file or a mapping can be refused is said in both languages."""

import re

import pytest

from ingest.mapping import instrument_variants, mapping_file
from ingest.messages import LANGUAGES, load_catalogue
from ingest.places import project_folder

INGEST = project_folder("data_contracts").parent / "ingest"
PACKAGES = ("reading", "mapping")
CODE = re.compile(r'"((?:file|archive|text|header|parquet|workbook|mapping|kind|columns|dates|'
                  r'numbers|instrument)\.[a-z0-9_]+)"')  # fmt: skip


def codes() -> list[str]:
    modules = [path for name in PACKAGES for path in (INGEST / name).glob("*.py")]
    found = {code for path in modules for code in CODE.findall(path.read_text())}
    found |= {f"mapping.{name}" for name in mapping_file.REFUSED_CONVERSIONS}
    return sorted(found | {variant.code for variant in instrument_variants.VARIANTS})


@pytest.mark.parametrize("code", codes())
def test_a_refusal_has_words(code):
    entry = load_catalogue()["refusals_of_files"][code]
    assert set(entry) == set(LANGUAGES)
    assert all(set(words) == {"wrong", "mend"} for words in entry.values())
