-- disclosed.indicator_medians: medians of hours and their limits, as they may be shown.
-- One row per indicator, community and quarter.
-- Source: the macro disclosed_quantile holds the rule, release.policy its thresholds. A limit is a
-- quantile, too: where fewer members than the policy asks lie beyond it, neither it nor the median
-- is shown (below 29 members). The only reader of the exact medians.
with released_medians as (
    select
        community_id,
        indicator_id,
        period_start,
        member_count,
        median_hours,
        median_hours_lower,
        median_hours_upper,
        as_of,
    from released.indicator_medians
),

policy as (
    select
        smallest_quantile_count,
        smallest_quantile_side,
        mean_decimals,
    from release.policy
),

-- How many members lie below the lower limit; as many lie above the upper one.
sides as (
    select
        released_medians.*,
        floor(released_medians.member_count / 2 - 0.98 * sqrt(released_medians.member_count)) - 1
            as side_count,
        power(10, policy.mean_decimals) as scale,
        policy.smallest_quantile_side,
        disclosed_quantile(
            released_medians.median_hours,
            released_medians.member_count,
            0.5,
            decimals := policy.mean_decimals,
            smallest_n := policy.smallest_quantile_count,
            smallest_side := policy.smallest_quantile_side
        ) as median_hours_shown,
    from released_medians
    cross join policy
),

-- Posts and reports are watched for 168 hours: a median of that is not reached.
judged as (
    select
        sides.*,
        case
            when sides.median_hours_shown is null or sides.side_count < sides.smallest_quantile_side
                then 'suppressed'
            when sides.median_hours >= 168 then 'not_reached'
            else 'ok'
        end as status,
    from sides
)

select
    judged.indicator_id,
    judged.community_id,
    judged.period_start,
    case when judged.status = 'ok' then judged.median_hours_shown end as median_hours,
    case
        when judged.status = 'ok'
            then floor(judged.median_hours_lower * judged.scale + 1e-6) / judged.scale
    end as median_hours_lower,
    case
        when judged.status = 'ok'
            then ceil(judged.median_hours_upper * judged.scale - 1e-6) / judged.scale
    end as median_hours_upper,
    judged.status as median_hours_status,
    judged.as_of,
from judged
