-- strata.awaited_posts: Posts of which it is known whether they were answered within seven days.
-- One row per community_id, stratum, period, time of day and post.
--
-- Counted is a post written more than seven days before the last covered day (staging.coverage).
-- first_reply_hours is null where nobody answered within 168 hours. Strata are of the community the
-- post was written in. period is the year of posting, where the partner's exports of activity
-- cover it whole, or 'all'; time_of_day is 'night' (22:00 to 05:59 on the community's own clock),
-- 'day', or 'all'.

with

posts as (
    select * from facts.posts
),

memberships as (
    select * from histories.memberships
),

described as (
    select
        posts.community_id,
        posts.partner_id,
        posts.member_key,
        posts.activity_key,
        case when posts.first_reply_hours <= 168 then posts.first_reply_hours end
            as first_reply_hours,
        case
            when
                make_date(year(posts.posted_on), 1, 1) >= memberships.covered_from
                and make_date(year(posts.posted_on), 12, 31) <= memberships.covered_through
                then [year(posts.posted_on)::varchar, 'all']
            else ['all']
        end as periods,
        [
            case
                when posts.local_hour >= 22 or posts.local_hour < 6 then 'night'
                else 'day'
            end,
            'all'
        ] as times_of_day,
        [
            { 'dimension': 'all', 'category': 'all' },
            { 'dimension': 'platform_type', 'category': memberships.platform_type },
            { 'dimension': 'led_by', 'category': memberships.led_by },
            { 'dimension': 'is_anonymous', 'category': memberships.is_anonymous },
            {
                'dimension': 'is_moderated_day_and_night',
                'category': memberships.is_moderated_day_and_night
            },
            {
                'dimension': 'has_professional_partnership',
                'category': memberships.has_professional_partnership
            }
        ] as strata,
    from posts
    inner join memberships
        on
            posts.partner_id = memberships.partner_id
            and posts.member_key = memberships.member_key
            and posts.community_id = memberships.community_id
    where posts.posted_at + interval 168 hours < memberships.covered_through
),

-- The programme: every feature of communities. The community itself: its total.
stratified as (
    select
        'all' as community_id,
        described.partner_id,
        described.member_key,
        described.activity_key,
        described.first_reply_hours,
        described.periods,
        described.times_of_day,
        unnest(described.strata) as stratum,
    from described
    union all
    select
        described.community_id,
        described.partner_id,
        described.member_key,
        described.activity_key,
        described.first_reply_hours,
        described.periods,
        described.times_of_day,
        described.strata[1] as stratum,
    from described
),

by_period as (
    select
        stratified.*,
        unnest(stratified.periods) as period,
    from stratified
)

select
    by_period.community_id,
    by_period.stratum.dimension,
    by_period.stratum.category,
    by_period.period,
    unnest(by_period.times_of_day) as time_of_day,
    by_period.partner_id,
    by_period.member_key,
    by_period.activity_key,
    by_period.first_reply_hours,
from by_period
