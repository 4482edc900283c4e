-- disclosed.reply_times: how soon posts are answered, as it may be shown.
-- One row per community, dimension, category, period and time of day.
-- Source: the macros disclosed_grid and disclosed_quantile hold the rules, release.policy their
-- thresholds; limits are Wilson's at the effective number of posts. People hide a figure, posts do
-- not: the grid goes by the members behind it, or by the effective number where that is smaller,
-- and nothing is shown where one member wrote more than half. The only reader of the exact shares
-- and hours.
with released_rows as (
    select
        community_id,
        dimension,
        category,
        period,
        time_of_day,
        posting_member_count,
        answered_within_2_hours_share,
        answered_within_24_hours_share,
        answered_within_7_days_share,
        answered_within_2_hours_effective_n,
        answered_within_24_hours_effective_n,
        answered_within_7_days_effective_n,
        first_reply_p10_hours,
        first_reply_p50_hours,
        first_reply_p90_hours,
        first_reply_p10_side,
        first_reply_p50_side,
        first_reply_p90_side,
        largest_share,
        as_of,
    from released.reply_times
),

policy as (
    select
        smallest_share_count,
        smallest_middle_share_count,
        smallest_fine_share_count,
        coarse_share_step,
        middle_share_step,
        fine_share_step,
        smallest_quantile_count,
        smallest_quantile_side,
        mean_decimals,
        largest_single_share,
    from release.policy
),

-- The three shares of a row, one below the other.
shares as (
    select
        released_rows.*,
        unnest([
            {
                'within': '2_hours',
                'share': released_rows.answered_within_2_hours_share,
                'effective_n': released_rows.answered_within_2_hours_effective_n
            },
            {
                'within': '24_hours',
                'share': released_rows.answered_within_24_hours_share,
                'effective_n': released_rows.answered_within_24_hours_effective_n
            },
            {
                'within': '7_days',
                'share': released_rows.answered_within_7_days_share,
                'effective_n': released_rows.answered_within_7_days_effective_n
            }
        ]) as answered,
    from released_rows
),

gridded_shares as (
    select
        shares.community_id,
        shares.dimension,
        shares.category,
        shares.period,
        shares.time_of_day,
        shares.answered.within,
        case
            when shares.largest_share <= policy.largest_single_share
                then disclosed_grid(
                    shares.answered.share,
                    wilson_interval(
                        shares.answered.share * shares.answered.effective_n,
                        shares.answered.effective_n
                    ).lower,
                    wilson_interval(
                        shares.answered.share * shares.answered.effective_n,
                        shares.answered.effective_n
                    ).upper,
                    least(shares.answered.effective_n, shares.posting_member_count),
                    coarse_step := policy.coarse_share_step,
                    middle_step := policy.middle_share_step,
                    fine_step := policy.fine_share_step,
                    smallest_n := policy.smallest_share_count,
                    smallest_middle_n := policy.smallest_middle_share_count,
                    smallest_fine_n := policy.smallest_fine_share_count
                )
        end as gridded,
    from shares
    cross join policy
),

shares_side_by_side as (
    select
        community_id,
        dimension,
        category,
        period,
        time_of_day,
        any_value(gridded) filter (where within = '2_hours') as within_2_hours,
        any_value(gridded) filter (where within = '24_hours') as within_24_hours,
        any_value(gridded) filter (where within = '7_days') as within_7_days,
    from gridded_shares
    group by community_id, dimension, category, period, time_of_day
),

-- The three quantiles of a row, one below the other. A quantile beyond seven days is not reached:
-- that is told under the same conditions as an hour would be.
quantiles as (
    select
        released_rows.*,
        unnest([
            {
                'quantile': 0.1,
                'hours': released_rows.first_reply_p10_hours,
                'side': released_rows.first_reply_p10_side
            },
            {
                'quantile': 0.5,
                'hours': released_rows.first_reply_p50_hours,
                'side': released_rows.first_reply_p50_side
            },
            {
                'quantile': 0.9,
                'hours': released_rows.first_reply_p90_hours,
                'side': released_rows.first_reply_p90_side
            }
        ]) as reply,
    from released_rows
),

judged_quantiles as (
    select
        quantiles.community_id,
        quantiles.dimension,
        quantiles.category,
        quantiles.period,
        quantiles.time_of_day,
        quantiles.reply.quantile,
        case
            when
                quantiles.largest_share <= policy.largest_single_share
                and quantiles.reply.side >= policy.smallest_quantile_side
                then disclosed_quantile(
                    coalesce(quantiles.reply.hours, -1),
                    quantiles.posting_member_count,
                    quantiles.reply.quantile,
                    decimals := policy.mean_decimals,
                    smallest_n := policy.smallest_quantile_count,
                    smallest_side := policy.smallest_quantile_side
                )
        end as hours,
    from quantiles
    cross join policy
),

-- -1 stands for a quantile that was not reached; real hours are never below 0.
named_quantiles as (
    select
        judged_quantiles.*,
        {
            'hours': case when judged_quantiles.hours >= 0 then judged_quantiles.hours end,
            'status': case
                when judged_quantiles.hours is null then 'suppressed'
                when judged_quantiles.hours < 0 then 'not_reached'
                else 'ok'
            end
        } as shown,
    from judged_quantiles
),

quantiles_side_by_side as (
    select
        community_id,
        dimension,
        category,
        period,
        time_of_day,
        any_value(shown) filter (where quantile = 0.1) as p10,
        any_value(shown) filter (where quantile = 0.5) as p50,
        any_value(shown) filter (where quantile = 0.9) as p90,
    from named_quantiles
    group by community_id, dimension, category, period, time_of_day
)

select
    released_rows.community_id,
    released_rows.dimension,
    released_rows.category,
    released_rows.period,
    released_rows.time_of_day,
    shares_side_by_side.within_2_hours.rate as answered_within_2_hours_share,
    shares_side_by_side.within_2_hours.lower as answered_within_2_hours_share_lower,
    shares_side_by_side.within_2_hours.upper as answered_within_2_hours_share_upper,
    case when shares_side_by_side.within_2_hours is null then 'suppressed' else 'ok' end
        as answered_within_2_hours_share_status,
    shares_side_by_side.within_24_hours.rate as answered_within_24_hours_share,
    shares_side_by_side.within_24_hours.lower as answered_within_24_hours_share_lower,
    shares_side_by_side.within_24_hours.upper as answered_within_24_hours_share_upper,
    case when shares_side_by_side.within_24_hours is null then 'suppressed' else 'ok' end
        as answered_within_24_hours_share_status,
    shares_side_by_side.within_7_days.rate as answered_within_7_days_share,
    shares_side_by_side.within_7_days.lower as answered_within_7_days_share_lower,
    shares_side_by_side.within_7_days.upper as answered_within_7_days_share_upper,
    case when shares_side_by_side.within_7_days is null then 'suppressed' else 'ok' end
        as answered_within_7_days_share_status,
    quantiles_side_by_side.p10.hours as first_reply_p10_hours,
    quantiles_side_by_side.p10.status as first_reply_p10_hours_status,
    quantiles_side_by_side.p50.hours as first_reply_p50_hours,
    quantiles_side_by_side.p50.status as first_reply_p50_hours_status,
    quantiles_side_by_side.p90.hours as first_reply_p90_hours,
    quantiles_side_by_side.p90.status as first_reply_p90_hours_status,
    released_rows.as_of,
from released_rows
inner join shares_side_by_side
    on
        released_rows.community_id = shares_side_by_side.community_id
        and released_rows.dimension = shares_side_by_side.dimension
        and released_rows.category = shares_side_by_side.category
        and released_rows.period = shares_side_by_side.period
        and released_rows.time_of_day = shares_side_by_side.time_of_day
inner join quantiles_side_by_side
    on
        released_rows.community_id = quantiles_side_by_side.community_id
        and released_rows.dimension = quantiles_side_by_side.dimension
        and released_rows.category = quantiles_side_by_side.category
        and released_rows.period = quantiles_side_by_side.period
        and released_rows.time_of_day = quantiles_side_by_side.time_of_day
