-- published.reply_times: how soon posts get a first reply, by day and by night.
-- One row per community, dimension, category, period and time of day.
-- The counts are rounded; shares and hours are computed from exact data and laid on a grid.
with shown_rows as (
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

cells as (
    select
        row_keys,
        shown_count,
        status,
        shown_event_count,
    from disclosed.cells
    where table_name = 'reply_times'
)

select
    shown_rows.community_id,
    shown_rows.dimension,
    shown_rows.category,
    shown_rows.period,
    shown_rows.time_of_day,
    cells.shown_count as posting_member_count,
    cells.status as posting_member_status,
    cells.shown_event_count as post_count,
    cells.status as post_status,
    shown_rows.answered_within_2_hours_share,
    shown_rows.answered_within_2_hours_share_lower,
    shown_rows.answered_within_2_hours_share_upper,
    shown_rows.answered_within_2_hours_share_status,
    shown_rows.answered_within_24_hours_share,
    shown_rows.answered_within_24_hours_share_lower,
    shown_rows.answered_within_24_hours_share_upper,
    shown_rows.answered_within_24_hours_share_status,
    shown_rows.answered_within_7_days_share,
    shown_rows.answered_within_7_days_share_lower,
    shown_rows.answered_within_7_days_share_upper,
    shown_rows.answered_within_7_days_share_status,
    shown_rows.first_reply_p10_hours,
    shown_rows.first_reply_p10_hours_status,
    shown_rows.first_reply_p50_hours,
    shown_rows.first_reply_p50_hours_status,
    shown_rows.first_reply_p90_hours,
    shown_rows.first_reply_p90_hours_status,
    shown_rows.as_of,
from shown_rows
inner join cells on shown_rows.row_keys = cells.row_keys
