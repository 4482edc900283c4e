-- published.reply_times: how soon posts get a first reply, by day and by night.
-- One row per community, dimension, category, period and time of day.
-- The counts are rounded; shares and hours are computed from exact data and laid on a grid.
with figures as (
    select
        community_id,
        dimension,
        category,
        period,
        time_of_day,
        answered_within_2_hours_share,
        answered_within_2_hours_share_lower,
        answered_within_2_hours_share_upper,
        answered_within_2_hours_share_status,
        answered_within_24_hours_share,
        answered_within_24_hours_share_lower,
        answered_within_24_hours_share_upper,
        answered_within_24_hours_share_status,
        answered_within_7_days_share,
        answered_within_7_days_share_lower,
        answered_within_7_days_share_upper,
        answered_within_7_days_share_status,
        first_reply_p10_hours,
        first_reply_p10_hours_status,
        first_reply_p50_hours,
        first_reply_p50_hours_status,
        first_reply_p90_hours,
        first_reply_p90_hours_status,
        as_of,
        [community_id, dimension, category, period, time_of_day] as row_keys,
    from disclosed.reply_times
),

shown_rows as (
    select
        row_keys,
        counts,
    from shown.rows
    where table_name = 'reply_times'
)

select
    figures.community_id,
    figures.dimension,
    figures.category,
    figures.period,
    figures.time_of_day,
    shown_rows.counts['posting_member_count'].shown_count as posting_member_count,
    shown_rows.counts['posting_member_count'].status as posting_member_status,
    shown_rows.counts['posting_member_count'].shown_event_count as post_count,
    shown_rows.counts['posting_member_count'].status as post_status,
    figures.answered_within_2_hours_share,
    figures.answered_within_2_hours_share_lower,
    figures.answered_within_2_hours_share_upper,
    figures.answered_within_2_hours_share_status,
    figures.answered_within_24_hours_share,
    figures.answered_within_24_hours_share_lower,
    figures.answered_within_24_hours_share_upper,
    figures.answered_within_24_hours_share_status,
    figures.answered_within_7_days_share,
    figures.answered_within_7_days_share_lower,
    figures.answered_within_7_days_share_upper,
    figures.answered_within_7_days_share_status,
    figures.first_reply_p10_hours,
    figures.first_reply_p10_hours_status,
    figures.first_reply_p50_hours,
    figures.first_reply_p50_hours_status,
    figures.first_reply_p90_hours,
    figures.first_reply_p90_hours_status,
    figures.as_of,
from figures
inner join shown_rows on figures.row_keys = shown_rows.row_keys
