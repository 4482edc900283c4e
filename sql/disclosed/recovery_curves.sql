-- disclosed.recovery_curves: the curves at the days, and on the grid, on which they may be shown.
-- One row per community, dimension, category, rule set, curve and published day.
-- Source: the macro curve_on_published_days holds the rules, release.policy their thresholds. The
-- only reader of the exact curves. A curve of which no day is shown is not there at all: that it is
-- would tell that somebody of a hidden group was at caseness, or has recovered.
with released_rows as (
    select
        community_id,
        dimension,
        category,
        rule_set,
        curve,
        duration_days,
        at_risk_count,
        event_count,
        event_share,
        event_share_lower,
        event_share_upper,
        as_of,
    from released.recovery_curves
),

policy as (
    select
        curve_days,
        smallest_curve_group,
        smallest_curve_at_risk,
        smallest_curve_events,
        middle_share_step,
        fine_share_step,
        smallest_fine_share_count,
        rounding_base,
    from release.policy
),

exact_curves as (
    select
        {
            'community_id': community_id,
            'dimension': dimension,
            'category': category,
            'rule_set': rule_set,
            'curve': curve
        } as group_id,
        duration_days,
        at_risk_count,
        event_count,
        event_share as rate,
        event_share_lower as rate_lower,
        event_share_upper as rate_upper,
        as_of,
    from released_rows
),

shown as (
    select
        group_id,
        previous_day,
        published_day,
        at_risk_count,
        rate,
        rate_lower,
        rate_upper,
    from curve_on_published_days(
        'exact_curves',
        start_rate := 0,
        published_days := (select curve_days from policy),
        smallest_group := (select smallest_curve_group from policy),
        smallest_at_risk := (select smallest_curve_at_risk from policy),
        smallest_events := (select smallest_curve_events from policy),
        coarse_step := (select middle_share_step from policy),
        fine_step := (select fine_share_step from policy),
        smallest_fine_n := (select smallest_fine_share_count from policy),
        rounding_base := (select rounding_base from policy)
    )
),

-- By which day half have certainly had the event: by what is shown, limits and rounding included.
halves as (
    select
        group_id,
        min(published_day) as median_days_upper,
    from shown
    where rate_lower >= 0.5 - 1e-9
    group by group_id
),

-- And until when certainly not yet half (Brookmeyer and Crowley 1982, Biometrics 38:29-41): days on
-- which nobody has had it have no limits.
medians as (
    select
        halves.group_id,
        max(shown.published_day) filter (where coalesce(shown.rate_upper, 0) < 0.5 - 1e-9)
            as median_days_lower,
        any_value(halves.median_days_upper) as median_days_upper,
    from halves
    inner join shown
        on
            halves.group_id = shown.group_id
            and halves.median_days_upper > shown.published_day
    group by halves.group_id
),

curves as (
    select distinct
        group_id,
        as_of,
    from exact_curves
    where group_id in (select shown.group_id from shown)
),

-- Every day of every curve, so that what is not shown is told as not shown.
expected as (
    select
        curves.group_id,
        curves.as_of,
        unnest(policy.curve_days) as curve_day,
    from curves
    cross join policy
)

select
    expected.group_id.community_id,
    expected.group_id.dimension,
    expected.group_id.category,
    expected.group_id.rule_set,
    expected.group_id.curve,
    expected.curve_day,
    shown.at_risk_count,
    case when shown.group_id is null then 'suppressed' else 'ok' end as at_risk_status,
    shown.rate as event_share,
    shown.rate_lower as event_share_lower,
    shown.rate_upper as event_share_upper,
    case
        when shown.group_id is null then 'suppressed'
        when shown.rate_lower is null then 'zero'
        else 'ok'
    end as event_share_status,
    medians.median_days_lower,
    medians.median_days_upper,
    case when medians.group_id is null then 'not_reached' else 'interval' end
        as median_days_status,
    expected.as_of,
from expected
left join shown
    on expected.group_id = shown.group_id and expected.curve_day = shown.published_day
left join medians on expected.group_id = medians.group_id
