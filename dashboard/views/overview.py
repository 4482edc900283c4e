"""Overview: what the communities' own data show, in one look."""

from pathlib import Path

import streamlit as st

from dashboard import labels
from dashboard.charts import activity_lines as chart
from dashboard.key_figures import (
    FOLLOW_UP,
    activity,
    caveats_of_the_headline,
    headline_outcome,
    headline_rule_set,
    key_figures,
    outcome_definition,
)
from dashboard.labels import ALL, RULE_SETS
from dashboard.language import Language, capitalised
from dashboard.marks import SHOWN_RATES, written_count, written_headline
from dashboard.row import Row
from dashboard.snapshot import rows
from dashboard.source import Source, by_table
from dashboard.views import figure
from dashboard.views.tables import draw_table
from dashboard.views.tiles import tiles

FEATURES = ("platform_type", "led_by", "is_anonymous")


def draw(language: Language, snapshot: Path) -> None:
    """The finding in a sentence, the numbers behind it, activity by month, the communities."""
    st.header(_finding(language, snapshot), anchor=False)
    _in_a_few_numbers(language, snapshot)
    for caveat in caveats_of_the_headline(language, snapshot):
        st.markdown(caveat)
    if months := activity(snapshot):
        figure.show(_activity(language, snapshot, months), language)
    else:
        st.info(language.say("overview.no_activity"), icon=":material/hourglass_empty:")
    _communities(language, snapshot)


def _in_a_few_numbers(language: Language, snapshot: Path) -> None:
    found = key_figures(language, snapshot)
    tiles(found)
    sources = by_table(key_figure.source for key_figure in found)
    figure.traced("key_figures", _definitions(language, snapshot), snapshot, sources, language)


def _definitions(language: Language, snapshot: Path) -> str:
    """What each of the numbers counts, in the words of the pages that they come from."""
    before = ("overview.definition_of_members", "activity.definition")
    outcomes = ("recovery", "reliable_deterioration")
    after = (
        f"definition.rule_set.{headline_rule_set(snapshot) or RULE_SETS[0]}",
        f"definition.follow_up.{FOLLOW_UP}",
        "engagement_cohorts.definition.active",
        "definition.interval",
    )
    told = (
        *(language.say(name) for name in before),
        *(outcome_definition(outcome, FOLLOW_UP, language) for outcome in outcomes),
        *(language.say(name) for name in after),
    )
    return "\n\n".join(told)


def _finding(language: Language, snapshot: Path) -> str:
    rule_set = headline_rule_set(snapshot)
    if rule_set is None:
        return language.say("overview.no_finding")
    recovery = headline_outcome(snapshot, rule_set, "recovery")
    deterioration = headline_outcome(snapshot, rule_set, "reliable_deterioration")
    recovered = written_headline(recovery, "outcome_rate", language)
    if deterioration is None or deterioration["outcome_rate_status"] not in SHOWN_RATES:
        return language.say("overview.finding_of_recovery", recovery=recovered)
    return language.say(
        "overview.finding",
        recovery=recovered,
        deterioration=written_headline(deterioration, "outcome_rate", language),
    )


def _activity(language: Language, snapshot: Path, months: list[Row]) -> figure.Figure:
    names = {count: language.say(f"activity.{count}") for count in chart.COLOURS}
    last = months[-1]
    finding = language.say(
        "activity.finding",
        active=written_count(last, "active_member", language),
        contributing=written_count(last, "contributing_member", language),
        month=language.month(last["month"]),
    )
    return figure.Figure(
        name="activity_months",
        finding=finding,
        subtitle=language.say("activity.subtitle"),
        spec=chart.activity_lines(language),
        data_sets={
            "months": chart.months(months, names, language),
            "names": chart.last_names(months, names),
        },
        alternative=figure.alternative(finding, language),
        table=[
            {
                language.say("column.month"): language.month(row["month"]),
                **{name: written_count(row, count, language) for count, name in names.items()},
            }
            for row in reversed(months)
        ],
        definition=language.say("activity.definition"),
        basis=figure.basis(months, "active_member_status", language),
        snapshot=snapshot,
        sources=[Source("activity_months", months)],
        file_name="rebond_activity_months",
    )


def _communities(language: Language, snapshot: Path) -> None:
    listed = [row for row in rows(snapshot, "communities") if row["community_id"] != ALL]
    st.header(language.say("communities.title", count=language.whole(len(listed))), anchor=False)
    with st.expander(language.say("communities.table"), icon=":material/table:"):
        draw_table(
            [
                _community(row, _grade(row, snapshot, language), language)
                for row in sorted(listed, key=_name)
            ]
        )


def _name(row: Row) -> str:
    return str(row["community_name"] or row["community_id"])


def _grade(row: Row, snapshot: Path, language: Language) -> str:
    grades = rows(snapshot, "community_quality", community_id=row["community_id"], period=ALL)
    return language.say(f"quality.grade.{grades[0]['quality_grade']}") if grades else "–"


def _community(row: Row, grade: str, language: Language) -> dict[str, str]:
    features = {
        capitalised(labels.dimension(feature, language)): labels.category(
            feature, str(row[feature]), language
        )
        for feature in FEATURES
    }
    return {
        language.say("column.community"): _name(row),
        **features,
        language.say("column.partner"): str(row["partner_name"] or ""),
        language.say("column.members"): written_count(row, "member", language),
        language.say("quality.column"): grade,
    }
