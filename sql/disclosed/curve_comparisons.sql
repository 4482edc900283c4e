-- disclosed.curve_comparisons: what the tests of the curves found, in the bands that may be told.
-- One row per community, dimension, rule set and curve.
-- Source: release.policy holds the thresholds of curves. The only reader of the exact tests: a
-- p-value to its last digit, or a chi-square, lets who knows all members but one work out that one;
-- which of four bands it lies in rests on everyone, two groups of 150 at least, and moves only near
-- three places.
with released_rows as (
    select
        community_id,
        dimension,
        rule_set,
        curve,
        compared_categories,
        smallest_group_count,
        smallest_event_count,
        p_value,
        as_of,
    from released.curve_comparisons
),

policy as (
    select
        smallest_curve_group,
        smallest_curve_events,
    from release.policy
),

judged as (
    select
        released_rows.*,
        coalesce(
            released_rows.smallest_group_count >= policy.smallest_curve_group
            and released_rows.smallest_event_count >= policy.smallest_curve_events
            and released_rows.p_value is not null,
            false
        ) as is_shown,
    from released_rows
    cross join policy
)

select
    judged.community_id,
    judged.dimension,
    judged.rule_set,
    judged.curve,
    case when judged.is_shown then judged.compared_categories end as compared_categories,
    case
        when not judged.is_shown then null
        when judged.p_value < 0.001 then 'below_001'
        when judged.p_value < 0.01 then 'below_01'
        when judged.p_value < 0.05 then 'below_05'
        else 'not_below_05'
    end as p_band,
    case when judged.is_shown then 'ok' else 'suppressed' end as test_status,
    judged.as_of,
from judged
