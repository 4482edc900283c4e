-- published.activity_hours: at which hours members are active, write and open crisis help.
-- One row per community, dimension, category, day of the week and part of the day.
with released_rows as (
    select
        community_id,
        dimension,
        category,
        day_of_week,
        part_of_day,
        as_of,
        [community_id, dimension, category, day_of_week, part_of_day] as row_keys,
    from released.activity_hours
),

shown_rows as (
    select
        row_keys,
        counts,
    from shown.rows
    where table_name = 'activity_hours'
)

select
    released_rows.community_id,
    released_rows.dimension,
    released_rows.category,
    released_rows.day_of_week,
    released_rows.part_of_day,
    shown_rows.counts['member_count'].shown_count as member_count,
    shown_rows.counts['member_count'].status as member_status,
    shown_rows.counts['active_member_count'].shown_count as active_member_count,
    shown_rows.counts['active_member_count'].status as active_member_status,
    shown_rows.counts['active_member_count'].rate.rate as active_rate,
    shown_rows.counts['active_member_count'].rate.lower as active_rate_lower,
    shown_rows.counts['active_member_count'].rate.upper as active_rate_upper,
    shown_rows.counts['active_member_count'].rate.status as active_rate_status,
    shown_rows.counts['contributing_member_count'].shown_count as contributing_member_count,
    shown_rows.counts['contributing_member_count'].status as contributing_member_status,
    shown_rows.counts['contributing_member_count'].shown_event_count as contribution_count,
    shown_rows.counts['contributing_member_count'].status as contribution_status,
    shown_rows.counts['crisis_help_member_count'].shown_count as crisis_help_member_count,
    shown_rows.counts['crisis_help_member_count'].status as crisis_help_member_status,
    released_rows.as_of,
from released_rows
inner join shown_rows on released_rows.row_keys = shown_rows.row_keys
