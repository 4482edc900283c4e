"""Which variant of a questionnaire the scores are: the contract's, or another that looks like it.

A file of WHO-5 percentages would else lose half its rows as too high and keep the other half as
far too good. A few wrong scores are the gate's to refuse; a share of them is another variant.
Of few scores a single one is a share, and no sign, unless half of them are such.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from ingest.errors import ExportRefused
from ingest.sql_text import literal, quoted

SUSPICIOUS_SHARE = 0.05
FEWEST_OF_A_SHARE = 3
# A raw WHO-5 total is a multiple of 4 in 7 of 26 cases, so eight of them in one in 36,000.
FEWEST_FOR_PERCENT = 8


@dataclass(frozen=True)
class Variant:
    """Scores for which `holds` is true belong to another variant, named by the code's sentence."""

    instrument: str
    code: str
    holds: str


VARIANTS = (
    Variant("WHO-5", "instrument.who5_percent", "score > 25 and score <= 100"),
    Variant("MSPSS", "instrument.mspss_sum", "score > 7 and score <= 84"),
    Variant("UCLA-3", "instrument.ucla3_from_zero", "score >= 0 and score < 3"),
    Variant("SWEMWBS", "instrument.swemwbs_metric", "score between 7 and 35 and score % 1 != 0"),
    Variant("PHQ-8", "instrument.phq9_as_phq8", "score between 25 and 27"),
)


def refuse_other_variants(con: duckdb.DuckDBPyConnection, table: str) -> None:
    """Raise ExportRefused where an instrument's scores are another variant's.

    That is where half are, or three and more than a twentieth.
    """
    counts = ", ".join(
        f"count(*) filter (instrument = {literal(variant.instrument)}),"
        f" count(*) filter (instrument = {literal(variant.instrument)} and {variant.holds})"
        for variant in VARIANTS
    )
    row = (
        con.execute(
            f"""
        with scores as (
            select instrument, try_cast(score as double) as score from {quoted(table)}
        )
        select {counts} from scores
        """
        ).fetchone()
        or ()
    )
    for variant, count, other_count in zip(VARIANTS, row[::2], row[1::2], strict=True):
        is_share = other_count >= FEWEST_OF_A_SHARE and other_count > SUSPICIOUS_SHARE * count
        if is_share or 0 < count <= 2 * other_count:
            raise ExportRefused(variant.code)


def ask_for_percent(con: duckdb.DuckDBPyConnection, table: str) -> None:
    """Raise ExportRefused where WHO-5 scores are all what percentages are: multiples of 4.

    Of people who are very unwell nearly every percentage may lie within 0 to 25, as raw totals do.
    """
    count, is_fourfold = con.execute(
        f"""
        select count(score), coalesce(bool_and(score between 0 and 100 and score % 4 = 0), false)
        from (
            select try_cast(score as double) as score
            from {quoted(table)} where instrument = 'WHO-5'
        )
        """
    ).fetchall()[0]
    if count >= FEWEST_FOR_PERCENT and is_fourfold:
        raise ExportRefused("instrument.who5_perhaps_percent")
