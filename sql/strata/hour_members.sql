-- strata.hour_members: At which hours of the week the members of a group were active.
-- One row per community_id, stratum, day of the week, part of the day and member.
--
-- Of the programme as a whole every hour of the week; of its other groups and of communities every
-- hour of the day, all days of the week together. day_of_week is '1' (Monday) to '7', or 'all';
-- part_of_day an hour ('00' to '23'), 'night' (22:00 to 05:59), 'day', or 'all'. Clocks are each
-- community's own.

with

member_hours as (
    select * from facts.member_hours
),

membership_strata as (
    select * from facts.membership_strata
),

engagement_dimensions as (
    select * from reference.engagement_dimensions
),

-- First what is smallest: a person's hours in a community, all days of the week together.
hours_of_days as (
    select
        member_hours.partner_id,
        member_hours.member_key,
        member_hours.community_id,
        member_hours.local_hour,
        sum(member_hours.contribution_count) as contribution_count,
        sum(member_hours.crisis_help_count) as crisis_help_count,
    from member_hours
    group by
        member_hours.partner_id,
        member_hours.member_key,
        member_hours.community_id,
        member_hours.local_hour
),

by_hour as (
    select
        membership_strata.community_id,
        membership_strata.dimension,
        membership_strata.category,
        'all' as day_of_week,
        hours_of_days.local_hour,
        hours_of_days.partner_id,
        hours_of_days.member_key,
        sum(hours_of_days.contribution_count)::bigint as contribution_count,
        sum(hours_of_days.crisis_help_count)::bigint as crisis_help_count,
    from hours_of_days
    inner join membership_strata
        on
            hours_of_days.partner_id = membership_strata.partner_id
            and hours_of_days.member_key = membership_strata.member_key
            and hours_of_days.community_id = membership_strata.membership_community_id
    inner join engagement_dimensions
        on membership_strata.dimension = engagement_dimensions.dimension
    where engagement_dimensions.is_of_communities
    group by
        membership_strata.community_id,
        membership_strata.dimension,
        membership_strata.category,
        hours_of_days.local_hour,
        hours_of_days.partner_id,
        hours_of_days.member_key
),

-- Everybody belongs to the programme as a whole.
by_hour_of_week as (
    select
        'all' as community_id,
        'all' as dimension,
        'all' as category,
        member_hours.day_of_week::varchar as day_of_week,
        member_hours.local_hour,
        member_hours.partner_id,
        member_hours.member_key,
        sum(member_hours.contribution_count)::bigint as contribution_count,
        sum(member_hours.crisis_help_count)::bigint as crisis_help_count,
    from member_hours
    group by
        member_hours.day_of_week,
        member_hours.local_hour,
        member_hours.partner_id,
        member_hours.member_key
),

hourly as (
    select * from by_hour
    union all
    select * from by_hour_of_week
),

halves as (
    select
        hourly.community_id,
        hourly.dimension,
        hourly.category,
        hourly.day_of_week,
        case when hourly.local_hour >= 22 or hourly.local_hour < 6 then 'night' else 'day' end
            as part_of_day,
        hourly.partner_id,
        hourly.member_key,
        sum(hourly.contribution_count)::bigint as contribution_count,
        sum(hourly.crisis_help_count)::bigint as crisis_help_count,
    from hourly
    group by
        hourly.community_id,
        hourly.dimension,
        hourly.category,
        hourly.day_of_week,
        part_of_day,
        hourly.partner_id,
        hourly.member_key
),

whole_days as (
    select
        halves.community_id,
        halves.dimension,
        halves.category,
        halves.day_of_week,
        halves.partner_id,
        halves.member_key,
        sum(halves.contribution_count)::bigint as contribution_count,
        sum(halves.crisis_help_count)::bigint as crisis_help_count,
    from halves
    group by
        halves.community_id,
        halves.dimension,
        halves.category,
        halves.day_of_week,
        halves.partner_id,
        halves.member_key
)

select
    hourly.community_id,
    hourly.dimension,
    hourly.category,
    hourly.day_of_week,
    lpad(hourly.local_hour::varchar, 2, '0') as part_of_day,
    hourly.partner_id,
    hourly.member_key,
    hourly.contribution_count,
    hourly.crisis_help_count > 0 as has_opened_crisis_help,
from hourly
union all
select
    halves.community_id,
    halves.dimension,
    halves.category,
    halves.day_of_week,
    halves.part_of_day,
    halves.partner_id,
    halves.member_key,
    halves.contribution_count,
    halves.crisis_help_count > 0 as has_opened_crisis_help,
from halves
union all
select
    whole_days.community_id,
    whole_days.dimension,
    whole_days.category,
    whole_days.day_of_week,
    'all' as part_of_day,
    whole_days.partner_id,
    whole_days.member_key,
    whole_days.contribution_count,
    whole_days.crisis_help_count > 0 as has_opened_crisis_help,
from whole_days
