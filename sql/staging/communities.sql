-- staging.communities: What each partner says of its communities.
-- One row per community.
--
-- From here on a community_id is unique over partners: the partner's id, '/', the partner's own id
-- of the community. Where several exports hold a community, the newest is believed.

with

communities as (
    select * from accepted.communities
),

exports as (
    select * from ledger.exports
),

-- Rows of exports that are held, superseded or withdrawn are not seen.
current_communities as (
    select
        communities.*,
        row_number() over (
            partition by communities.partner_id, communities.community_id
            order by exports.sequence desc
        ) as newness,
    from communities
    inner join exports on communities.export_id = exports.export_id
    where exports.status = 'current'
)

select
    current_communities.partner_id || '/' || current_communities.community_id as community_id,
    current_communities.partner_id,
    coalesce(current_communities.community_name, current_communities.community_id)
        as community_name,
    current_communities.platform_type,
    current_communities.led_by,
    current_communities.is_anonymous,
    current_communities.is_moderated_day_and_night,
    current_communities.has_professional_partnership,
    current_communities.has_crisis_protocol,
    current_communities.has_moderator_training,
    current_communities.has_misinformation_policy,
    current_communities.time_zone,
    current_communities.language,
    current_communities.country,
    current_communities.opened_on,
from current_communities
where current_communities.newness = 1
