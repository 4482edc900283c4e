-- published.follow_up_funnel: how many members stand behind each recovery rate, step by step.
-- One row per community, dimension, category, period, rule set and follow-up.
with released_rows as (
    select
        community_id,
        dimension,
        category,
        period,
        rule_set,
        follow_up,
        as_of,
        [community_id, dimension, category, period, rule_set, follow_up] as row_keys,
    from released.follow_up_funnel
),

shown_rows as (
    select
        row_keys,
        counts,
    from shown.rows
    where table_name = 'follow_up_funnel'
)

select
    released_rows.community_id,
    released_rows.dimension,
    released_rows.category,
    released_rows.period,
    released_rows.rule_set,
    released_rows.follow_up,
    shown_rows.counts['member_count'].shown_count as member_count,
    shown_rows.counts['member_count'].status as member_status,
    shown_rows.counts['with_baseline_count'].shown_count as with_baseline_count,
    shown_rows.counts['with_baseline_count'].status as with_baseline_status,
    shown_rows.counts['at_caseness_count'].shown_count as at_caseness_count,
    shown_rows.counts['at_caseness_count'].status as at_caseness_status,
    shown_rows.counts['eligible_count'].shown_count as eligible_count,
    shown_rows.counts['eligible_count'].status as eligible_status,
    shown_rows.counts['with_any_follow_up_count'].shown_count as with_any_follow_up_count,
    shown_rows.counts['with_any_follow_up_count'].status as with_any_follow_up_status,
    shown_rows.counts['in_window_count'].shown_count as in_window_count,
    shown_rows.counts['in_window_count'].status as in_window_status,
    released_rows.as_of,
from released_rows
inner join shown_rows on released_rows.row_keys = shown_rows.row_keys
