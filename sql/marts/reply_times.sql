-- marts.reply_times: How soon posts get a first reply, by day and by night.
-- One row per community_id, stratum, period and time of day.
--
-- Over posts, not over members (strata.awaited_posts); posting_member_count is the distinct members
-- behind them. A quantile is over all posts, a post without a reply in seven days standing after
-- all others: null where the quantile lies there. Of each quantile x, x_side_count is the smaller
-- of the two numbers of members with a post at or below it, or at or above it. The variance of a
-- share is the jackknife's, over members with all of their posts (Efron and Stein 1981, Annals of
-- Statistics 9:586-596): from it the effective number of posts. largest_share is the share of the
-- posts by the member who posted most.

with

awaited_posts as (
    select * from strata.awaited_posts
),

by_member as (
    select
        awaited_posts.community_id,
        awaited_posts.dimension,
        awaited_posts.category,
        awaited_posts.period,
        awaited_posts.time_of_day,
        count(*) as post_count,
        count(*) filter (where awaited_posts.first_reply_hours <= 2) as within_2_count,
        count(*) filter (where awaited_posts.first_reply_hours <= 24) as within_24_count,
        count(awaited_posts.first_reply_hours) as within_168_count,
        -- Hours after which no reply was awaited stand for "not answered".
        min(coalesce(awaited_posts.first_reply_hours, 1000)) as soonest_hours,
        max(coalesce(awaited_posts.first_reply_hours, 1000)) as latest_hours,
    from awaited_posts
    group by
        awaited_posts.community_id,
        awaited_posts.dimension,
        awaited_posts.category,
        awaited_posts.period,
        awaited_posts.time_of_day,
        awaited_posts.partner_id,
        awaited_posts.member_key
),

shares as (
    select
        by_member.community_id,
        by_member.dimension,
        by_member.category,
        by_member.period,
        by_member.time_of_day,
        count(*) as posting_member_count,
        sum(by_member.post_count)::bigint as post_count,
        max(by_member.post_count) / sum(by_member.post_count) as largest_share,
        sum(by_member.within_2_count)::bigint as within_2_count,
        sum(by_member.within_24_count)::bigint as within_24_count,
        sum(by_member.within_168_count)::bigint as within_168_count,
    from by_member
    group by
        by_member.community_id,
        by_member.dimension,
        by_member.category,
        by_member.period,
        by_member.time_of_day
),

quantiles as (
    select
        awaited_posts.community_id,
        awaited_posts.dimension,
        awaited_posts.category,
        awaited_posts.period,
        awaited_posts.time_of_day,
        quantile_disc(coalesce(awaited_posts.first_reply_hours, 1000), 0.1) as p10_hours,
        quantile_disc(coalesce(awaited_posts.first_reply_hours, 1000), 0.5) as p50_hours,
        quantile_disc(coalesce(awaited_posts.first_reply_hours, 1000), 0.9) as p90_hours,
    from awaited_posts
    group by
        awaited_posts.community_id,
        awaited_posts.dimension,
        awaited_posts.category,
        awaited_posts.period,
        awaited_posts.time_of_day
),

joined as (
    select
        by_member.*,
        shares.posting_member_count,
        shares.post_count as all_post_count,
        shares.post_count - by_member.post_count as other_post_count,
        shares.largest_share,
        shares.within_2_count as all_within_2_count,
        shares.within_24_count as all_within_24_count,
        shares.within_168_count as all_within_168_count,
        quantiles.p10_hours,
        quantiles.p50_hours,
        quantiles.p90_hours,
    from by_member
    inner join shares
        on
            by_member.community_id = shares.community_id
            and by_member.dimension = shares.dimension
            and by_member.category = shares.category
            and by_member.period = shares.period
            and by_member.time_of_day = shares.time_of_day
    inner join quantiles
        on
            by_member.community_id = quantiles.community_id
            and by_member.dimension = quantiles.dimension
            and by_member.category = quantiles.category
            and by_member.period = quantiles.period
            and by_member.time_of_day = quantiles.time_of_day
),

-- By how much the share would change without each member. In whole numbers, so that where it does
-- not change no dust of division is taken for a spread.
spread as (
    select
        joined.community_id,
        joined.dimension,
        joined.category,
        joined.period,
        joined.time_of_day,
        any_value(joined.posting_member_count) as posting_member_count,
        any_value(joined.all_post_count) as post_count,
        any_value(joined.largest_share) as largest_share,
        any_value(joined.all_within_2_count) / any_value(joined.all_post_count)
            as within_2_share,
        any_value(joined.all_within_24_count) / any_value(joined.all_post_count)
            as within_24_share,
        any_value(joined.all_within_168_count) / any_value(joined.all_post_count)
            as within_168_share,
        sum(
            (
                (
                    joined.within_2_count * joined.all_post_count
                    - joined.all_within_2_count * joined.post_count
                )
                / nullif(joined.all_post_count * joined.other_post_count, 0)
            ) ** 2
        ) * (count(*) - 1) / count(*) as within_2_variance,
        sum(
            (
                (
                    joined.within_24_count * joined.all_post_count
                    - joined.all_within_24_count * joined.post_count
                )
                / nullif(joined.all_post_count * joined.other_post_count, 0)
            ) ** 2
        ) * (count(*) - 1) / count(*) as within_24_variance,
        sum(
            (
                (
                    joined.within_168_count * joined.all_post_count
                    - joined.all_within_168_count * joined.post_count
                )
                / nullif(joined.all_post_count * joined.other_post_count, 0)
            ) ** 2
        ) * (count(*) - 1) / count(*) as within_168_variance,
        any_value(joined.p10_hours) as p10_hours,
        any_value(joined.p50_hours) as p50_hours,
        any_value(joined.p90_hours) as p90_hours,
        least(
            count(*) filter (where joined.soonest_hours <= joined.p10_hours),
            count(*) filter (where joined.latest_hours >= joined.p10_hours)
        ) as p10_side_count,
        least(
            count(*) filter (where joined.soonest_hours <= joined.p50_hours),
            count(*) filter (where joined.latest_hours >= joined.p50_hours)
        ) as p50_side_count,
        least(
            count(*) filter (where joined.soonest_hours <= joined.p90_hours),
            count(*) filter (where joined.latest_hours >= joined.p90_hours)
        ) as p90_side_count,
    from joined
    group by
        joined.community_id, joined.dimension, joined.category, joined.period, joined.time_of_day
)

-- Without spread between members the members themselves are the effective number; it is never more
-- than the posts.
select
    spread.community_id,
    spread.dimension,
    spread.category,
    spread.period,
    spread.time_of_day,
    spread.posting_member_count,
    spread.post_count,
    spread.within_2_share as answered_within_2_hours_share,
    spread.within_24_share as answered_within_24_hours_share,
    spread.within_168_share as answered_within_7_days_share,
    case
        when spread.within_2_variance > 0
            then least(
                spread.within_2_share * (1 - spread.within_2_share) / spread.within_2_variance,
                spread.post_count
            )
        else spread.posting_member_count
    end::double as answered_within_2_hours_effective_n,
    case
        when spread.within_24_variance > 0
            then least(
                spread.within_24_share * (1 - spread.within_24_share)
                / spread.within_24_variance,
                spread.post_count
            )
        else spread.posting_member_count
    end::double as answered_within_24_hours_effective_n,
    case
        when spread.within_168_variance > 0
            then least(
                spread.within_168_share * (1 - spread.within_168_share)
                / spread.within_168_variance,
                spread.post_count
            )
        else spread.posting_member_count
    end::double as answered_within_7_days_effective_n,
    case when spread.p10_hours < 1000 then spread.p10_hours end as first_reply_p10_hours,
    case when spread.p50_hours < 1000 then spread.p50_hours end as first_reply_p50_hours,
    case when spread.p90_hours < 1000 then spread.p90_hours end as first_reply_p90_hours,
    spread.p10_side_count::double as first_reply_p10_side,
    spread.p50_side_count::double as first_reply_p50_side,
    spread.p90_side_count::double as first_reply_p90_side,
    spread.largest_share,
from spread
