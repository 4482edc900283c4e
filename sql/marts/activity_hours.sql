-- marts.activity_hours: At which hours of the week members are active, write and seek crisis help.
-- One row per community_id, stratum, day of the week and part of the day.
--
-- Over all that the partners' exports cover. member_count: active at any hour of any day; the other
-- counts are those of them who were so at least once on that day of the week in that part of the
-- day. Days, parts of the day and clocks: strata.hour_members.

with

hour_members as (
    select * from strata.hour_members
),

counted as (
    select
        hour_members.community_id,
        hour_members.dimension,
        hour_members.category,
        hour_members.day_of_week,
        hour_members.part_of_day,
        count(*) as active_member_count,
        count(*) filter (where hour_members.contribution_count > 0)
            as contributing_member_count,
        count(*) filter (where hour_members.has_opened_crisis_help) as crisis_help_member_count,
        sum(hour_members.contribution_count)::bigint as contribution_count,
    from hour_members
    group by
        hour_members.community_id,
        hour_members.dimension,
        hour_members.category,
        hour_members.day_of_week,
        hour_members.part_of_day
)

select
    counted.community_id,
    counted.dimension,
    counted.category,
    counted.day_of_week,
    counted.part_of_day,
    whole_week.active_member_count as member_count,
    counted.active_member_count,
    counted.contributing_member_count,
    counted.crisis_help_member_count,
    counted.contribution_count,
from counted
inner join counted as whole_week
    on
        counted.community_id = whole_week.community_id
        and counted.dimension = whole_week.dimension
        and counted.category = whole_week.category
        and whole_week.day_of_week = 'all'
        and whole_week.part_of_day = 'all'
