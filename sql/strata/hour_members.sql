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

described as (
    select
        member_hours.*,
        [lpad(member_hours.local_hour::varchar, 2, '0'), 'all', case
            when member_hours.local_hour >= 22 or member_hours.local_hour < 6 then 'night'
            else 'day'
        end] as parts_of_day,
    from member_hours
),

in_strata as (
    select
        membership_strata.community_id,
        membership_strata.dimension,
        membership_strata.category,
        described.partner_id,
        described.member_key,
        described.day_of_week,
        described.parts_of_day,
        described.contribution_count,
        described.crisis_help_count,
    from described
    inner join membership_strata
        on
            described.partner_id = membership_strata.partner_id
            and described.member_key = membership_strata.member_key
            and described.community_id = membership_strata.membership_community_id
    inner join engagement_dimensions
        on membership_strata.dimension = engagement_dimensions.dimension
    where engagement_dimensions.is_of_communities
),

placed as (
    select
        in_strata.community_id,
        in_strata.dimension,
        in_strata.category,
        in_strata.day_of_week::varchar as day_of_week,
        unnest(in_strata.parts_of_day) as part_of_day,
        in_strata.partner_id,
        in_strata.member_key,
        in_strata.contribution_count,
        in_strata.crisis_help_count,
    from in_strata
    where in_strata.community_id = 'all' and in_strata.dimension = 'all'
    union all
    select
        in_strata.community_id,
        in_strata.dimension,
        in_strata.category,
        'all' as day_of_week,
        unnest(in_strata.parts_of_day) as part_of_day,
        in_strata.partner_id,
        in_strata.member_key,
        in_strata.contribution_count,
        in_strata.crisis_help_count,
    from in_strata
)

select
    placed.community_id,
    placed.dimension,
    placed.category,
    placed.day_of_week,
    placed.part_of_day,
    placed.partner_id,
    placed.member_key,
    sum(placed.contribution_count)::bigint as contribution_count,
    sum(placed.crisis_help_count) > 0 as has_opened_crisis_help,
from placed
group by
    placed.community_id,
    placed.dimension,
    placed.category,
    placed.day_of_week,
    placed.part_of_day,
    placed.partner_id,
    placed.member_key
