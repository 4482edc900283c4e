"""Every code with which a file or a mapping can be refused is said in both languages."""

import re

import pytest

from ingest.mapping import instrument_variants, mapping_file
from ingest.messages import LANGUAGES, load_catalogue
from ingest.places import project_folder

INGEST = project_folder("data_contracts").parent / "ingest"
MODULES = (
    "packing", "plain_text", "header", "reading", "text_staging", "line_mending", "parquet",
    "workbook", "workbook_reader", "mapping", "mapping_file", "source_columns", "column_texts",
    "found_formats", "number_texts", "instrument_variants",
)  # fmt: skip
CODE = re.compile(r'"((?:file|archive|text|header|parquet|workbook|mapping|kind|columns|dates|'
                  r'numbers|instrument)\.[a-z0-9_]+)"')  # fmt: skip


def codes() -> list[str]:
    found = {code for name in MODULES for code in CODE.findall((INGEST / f"{name}.py").read_text())}
    found |= {f"mapping.{name}" for name in mapping_file.REFUSED_CONVERSIONS}
    return sorted(found | {variant.code for variant in instrument_variants.VARIANTS})


@pytest.mark.parametrize("code", codes())
def test_a_refusal_has_words(code):
    entry = load_catalogue()["refusals_of_files"][code]
    assert set(entry) == set(LANGUAGES)
    assert all(set(words) == {"wrong", "mend"} for words in entry.values())
