-- published.first_posts: how soon after joining members first post or reply.
-- One row per community, dimension, category and period of joining.
with released_rows as (
    select
        community_id,
        dimension,
        category,
        period,
        as_of,
        [community_id, dimension, category, period] as row_keys,
    from released.first_posts
),

shown_rows as (
    select
        row_keys,
        counts,
    from shown.rows
    where table_name = 'first_posts'
)

select
    released_rows.community_id,
    released_rows.dimension,
    released_rows.category,
    released_rows.period,
    shown_rows.counts['member_count'].shown_count as member_count,
    shown_rows.counts['member_count'].status as member_status,
    shown_rows.counts['posted_by_day_0_count'].shown_count as posted_by_day_0_count,
    shown_rows.counts['posted_by_day_0_count'].status as posted_by_day_0_status,
    shown_rows.counts['posted_by_day_0_count'].rate.rate as posted_by_day_0_rate,
    shown_rows.counts['posted_by_day_0_count'].rate.lower as posted_by_day_0_rate_lower,
    shown_rows.counts['posted_by_day_0_count'].rate.upper as posted_by_day_0_rate_upper,
    shown_rows.counts['posted_by_day_0_count'].rate.status as posted_by_day_0_rate_status,
    shown_rows.counts['posted_by_day_7_count'].shown_count as posted_by_day_7_count,
    shown_rows.counts['posted_by_day_7_count'].status as posted_by_day_7_status,
    shown_rows.counts['posted_by_day_7_count'].rate.rate as posted_by_day_7_rate,
    shown_rows.counts['posted_by_day_7_count'].rate.lower as posted_by_day_7_rate_lower,
    shown_rows.counts['posted_by_day_7_count'].rate.upper as posted_by_day_7_rate_upper,
    shown_rows.counts['posted_by_day_7_count'].rate.status as posted_by_day_7_rate_status,
    shown_rows.counts['posted_by_day_30_count'].shown_count as posted_by_day_30_count,
    shown_rows.counts['posted_by_day_30_count'].status as posted_by_day_30_status,
    shown_rows.counts['posted_by_day_30_count'].rate.rate as posted_by_day_30_rate,
    shown_rows.counts['posted_by_day_30_count'].rate.lower as posted_by_day_30_rate_lower,
    shown_rows.counts['posted_by_day_30_count'].rate.upper as posted_by_day_30_rate_upper,
    shown_rows.counts['posted_by_day_30_count'].rate.status as posted_by_day_30_rate_status,
    released_rows.as_of,
from released_rows
inner join shown_rows on released_rows.row_keys = shown_rows.row_keys
