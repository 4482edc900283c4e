-- published.follow_up_funnel: how many members stand behind each recovery rate, step by step.
-- One row per community, dimension, category, period, rule set and follow-up.
with released_funnel as (
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

cells as (
    select
        row_keys,
        measure_name,
        shown_count,
        status,
    from disclosed.cells
    where table_name = 'follow_up_funnel'
),

-- The counts of a row, side by side again.
counts as (
    select
        row_keys,
        max(shown_count) filter (where measure_name = 'member_count') as member_count,
        max(status) filter (where measure_name = 'member_count') as member_status,
        max(shown_count) filter (where measure_name = 'with_baseline_count')
            as with_baseline_count,
        max(status) filter (where measure_name = 'with_baseline_count') as with_baseline_status,
        max(shown_count) filter (where measure_name = 'at_caseness_count') as at_caseness_count,
        max(status) filter (where measure_name = 'at_caseness_count') as at_caseness_status,
        max(shown_count) filter (where measure_name = 'eligible_count') as eligible_count,
        max(status) filter (where measure_name = 'eligible_count') as eligible_status,
        max(shown_count) filter (where measure_name = 'with_any_follow_up_count')
            as with_any_follow_up_count,
        max(status) filter (where measure_name = 'with_any_follow_up_count')
            as with_any_follow_up_status,
        max(shown_count) filter (where measure_name = 'in_window_count') as in_window_count,
        max(status) filter (where measure_name = 'in_window_count') as in_window_status,
    from cells
    group by row_keys
)

select
    released_funnel.community_id,
    released_funnel.dimension,
    released_funnel.category,
    released_funnel.period,
    released_funnel.rule_set,
    released_funnel.follow_up,
    counts.member_count,
    counts.member_status,
    counts.with_baseline_count,
    counts.with_baseline_status,
    counts.at_caseness_count,
    counts.at_caseness_status,
    counts.eligible_count,
    counts.eligible_status,
    counts.with_any_follow_up_count,
    counts.with_any_follow_up_status,
    counts.in_window_count,
    counts.in_window_status,
    released_funnel.as_of,
from released_funnel
inner join counts on released_funnel.row_keys = counts.row_keys
