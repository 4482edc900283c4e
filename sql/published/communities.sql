-- published.communities: the communities, as they describe themselves, and how many have joined.
-- One row per community, and one for the programme ('all').
-- The first and the last day that anyone joined are left out: each is the date of one person.
with released_communities as (
    select
        community_id,
        community_name,
        partner_name,
        platform_type,
        led_by,
        is_anonymous,
        is_moderated_day_and_night,
        has_professional_partnership,
        has_crisis_protocol,
        has_moderator_training,
        has_misinformation_policy,
        time_zone,
        language,
        country,
        opened_on,
        covered_through,
        is_simulated,
        as_of,
        [community_id] as row_keys,
    from released.communities
),

shown_rows as (
    select
        row_keys,
        counts,
    from shown.rows
    where table_name = 'communities'
)

select
    released_communities.community_id,
    released_communities.community_name,
    released_communities.partner_name,
    released_communities.platform_type,
    released_communities.led_by,
    released_communities.is_anonymous,
    released_communities.is_moderated_day_and_night,
    released_communities.has_professional_partnership,
    released_communities.has_crisis_protocol,
    released_communities.has_moderator_training,
    released_communities.has_misinformation_policy,
    released_communities.time_zone,
    released_communities.language,
    released_communities.country,
    released_communities.opened_on,
    released_communities.covered_through,
    shown_rows.counts['member_count'].shown_count as member_count,
    shown_rows.counts['member_count'].status as member_status,
    released_communities.is_simulated,
    released_communities.as_of,
from released_communities
inner join shown_rows on released_communities.row_keys = shown_rows.row_keys
