-- published.score_changes: mean first score and mean change on each questionnaire.
-- One row per community, dimension, category, rule set and follow-up.
-- Source: Student's interval of a mean; Becker 1988, British Journal of Mathematical and
-- Statistical Psychology 41:257-278, for the change in standard deviations.
with score_changes as (
    select
        score_changes.*,
        [
            score_changes.community_id,
            score_changes.dimension,
            score_changes.category,
            score_changes.rule_set,
            score_changes.follow_up,
        ] as row_keys,
    from disclosed.score_changes
),

shown_rows as (
    select
        row_keys,
        counts['scored_count'].shown_count as shown_count,
        counts['scored_count'].status as status,
    from shown.rows
    where table_name = 'score_changes'
),

-- A mean is shown only beside the number of members that it is taken over.
counted as (
    select
        score_changes.*,
        shown_rows.shown_count,
        shown_rows.status,
        shown_rows.status = 'ok' as is_shown,
    from score_changes
    inner join shown_rows on score_changes.row_keys = shown_rows.row_keys
)

select
    counted.community_id,
    counted.dimension,
    counted.category,
    counted.rule_set,
    counted.follow_up,
    counted.instrument,
    counted.is_higher_better,
    counted.shown_count as scored_count,
    counted.status as scored_status,
    case when counted.is_shown then counted.first_points end as first_points,
    case when counted.is_shown then counted.first_points_status else counted.status end
        as first_points_status,
    case when counted.is_shown then counted.change_points end as change_points,
    case when counted.is_shown then counted.change_points_lower end as change_points_lower,
    case when counted.is_shown then counted.change_points_upper end as change_points_upper,
    case when counted.is_shown then counted.change_points_status else counted.status end
        as change_points_status,
    case when counted.is_shown then counted.standardised_change end as standardised_change,
    case when counted.is_shown then counted.standardised_change_lower end
        as standardised_change_lower,
    case when counted.is_shown then counted.standardised_change_upper end
        as standardised_change_upper,
    case when counted.is_shown then counted.standardised_change_status else counted.status end
        as standardised_change_status,
    counted.as_of,
from counted
