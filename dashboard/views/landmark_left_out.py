"""Who is not in the comparison by landmark, and why."""

from collections.abc import Sequence
from pathlib import Path

from dashboard import labels
from dashboard.charts import bars
from dashboard.labels import ALL
from dashboard.language import Language
from dashboard.marks import written_count
from dashboard.row import Row
from dashboard.source import Source
from dashboard.views.figure import Figure, alternative, basis

COUNTS = ("at_caseness", "not_covered", "left", "below_caseness", "eligible", "scored")


def left_out(
    language: Language, snapshot: Path, bands: Sequence[Row], landmark_days: str
) -> Figure:
    """Bars for all bands together; the table twin gives each band too. `bands` ends with all."""
    everyone = bands[-1]
    counted = [(language.say(f"landmark.{c}"), everyone[f"{c}_count"]) for c in COUNTS]
    finding = language.say(
        "landmark.left_out",
        eligible=written_count(everyone, "eligible", language),
        whole=written_count(everyone, "at_caseness", language),
    )
    return Figure(
        name="landmark_left_out",
        finding=finding,
        subtitle=language.say("landmark.left_out_subtitle", days=landmark_days),
        spec=bars.bars(language),
        data_sets={"bars": bars.steps(counted, language)},
        alternative=alternative(finding, language),
        table=[_line(row, language) for row in bands],
        definition=language.say("landmark.definition"),
        basis=basis(bands, "eligible_status", language),
        snapshot=snapshot,
        sources=[Source("landmark_comparisons", bands)],
        file_name=f"rebond_landmark_left_out_{landmark_days}",
        remarks=[language.say("landmark.completeness_remark")],
    )


def _line(row: Row, language: Language) -> dict[str, str]:
    is_everyone = row["dimension"] == ALL
    band = "engagement_band"
    label = (
        language.say("group.everyone")
        if is_everyone
        else labels.category(band, row["category"], language)
    )
    counts = {language.say(f"landmark.{c}"): written_count(row, c, language) for c in COUNTS}
    return {language.say("landmark.band"): label, **counts}
