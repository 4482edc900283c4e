-- marts.communities: The communities, as they describe themselves, and how many have joined them.
-- One row per community, and one for the programme ('all').
--
-- Communities that are seen only in members, activity or scores are listed by their id, with
-- unknown features. Features are facts about organisations; the counts are of members.

with

communities as (
    select * from staging.communities
),

memberships as (
    select * from histories.memberships
),

partners as (
    select * from ledger.partners
),

joined as (
    select
        memberships.community_id,
        any_value(memberships.partner_id) as partner_id,
        count(*) as member_count,
        min(memberships.joined_on) as first_joined_on,
        max(memberships.joined_on) as last_joined_on,
        max(memberships.covered_through) as covered_through,
    from memberships
    group by memberships.community_id
),

-- One simulated partner makes the programme's figures simulated.
simulated as (
    select coalesce(bool_or(partners.is_simulated), false) as is_simulated
    from partners
),

-- A person in two communities of one partner is one member of the programme.
persons as (
    select
        memberships.partner_id,
        memberships.member_key,
        min(memberships.joined_on) as first_joined_on,
        max(memberships.joined_on) as last_joined_on,
        max(memberships.covered_through) as covered_through,
    from memberships
    group by memberships.partner_id, memberships.member_key
),

programme as (
    select
        'all' as community_id,
        any_value(simulated.is_simulated) as is_simulated,
        count(*) as member_count,
        min(persons.first_joined_on) as first_joined_on,
        max(persons.last_joined_on) as last_joined_on,
        max(persons.covered_through) as covered_through,
    from persons
    cross join simulated
),

described as (
    select
        coalesce(communities.community_id, joined.community_id) as community_id,
        coalesce(communities.partner_id, joined.partner_id) as partner_id,
        coalesce(communities.community_name, joined.community_id) as community_name,
        coalesce(communities.platform_type, 'unknown') as platform_type,
        coalesce(communities.led_by, 'unknown') as led_by,
        coalesce(communities.is_anonymous::varchar, 'unknown') as is_anonymous,
        coalesce(communities.is_moderated_day_and_night::varchar, 'unknown')
            as is_moderated_day_and_night,
        coalesce(communities.has_professional_partnership::varchar, 'unknown')
            as has_professional_partnership,
        coalesce(communities.has_crisis_protocol::varchar, 'unknown') as has_crisis_protocol,
        coalesce(communities.has_moderator_training::varchar, 'unknown')
            as has_moderator_training,
        coalesce(communities.has_misinformation_policy::varchar, 'unknown')
            as has_misinformation_policy,
        communities.time_zone,
        communities.language,
        communities.country,
        communities.opened_on,
        joined.first_joined_on,
        joined.last_joined_on,
        joined.covered_through,
        coalesce(joined.member_count, 0) as member_count,
    from communities
    full join joined on communities.community_id = joined.community_id
),

-- The programme has counts and dates, and no features of its own.
listed as (
    select * from described
    union all by name
    select * from programme
)

select
    listed.community_id,
    listed.partner_id,
    listed.community_name,
    partners.partner_name,
    listed.platform_type,
    listed.led_by,
    listed.is_anonymous,
    listed.is_moderated_day_and_night,
    listed.has_professional_partnership,
    listed.has_crisis_protocol,
    listed.has_moderator_training,
    listed.has_misinformation_policy,
    listed.time_zone,
    listed.language,
    listed.country,
    listed.opened_on,
    listed.first_joined_on,
    listed.last_joined_on,
    listed.covered_through,
    listed.member_count,
    coalesce(partners.is_simulated, listed.is_simulated, false) as is_simulated,
from listed
left join partners on listed.partner_id = partners.partner_id
