-- facts.membership_strata: In which groups a membership is counted.
-- One row per membership (member and its community), community_id and stratum.
--
-- Each membership counts once in its community and once in the programme (community_id 'all');
-- in the programme it counts also in the category of every dimension. Who belongs to two
-- communities is still one person: count distinct members, never rows. A person's own
-- features (age band, gender, region, rurality, treatment) are those first known, so that nobody
-- stands in two age bands.

with

memberships as (
    select * from histories.memberships
),

-- A person's features: the first that is known, by date of joining.
persons as (
    select
        memberships.partner_id,
        memberships.member_key,
        first(memberships.age_band order by memberships.joined_on, memberships.community_id)
        filter (where memberships.age_band <> 'unknown') as age_band,
        first(memberships.gender order by memberships.joined_on, memberships.community_id)
        filter (where memberships.gender <> 'unknown') as gender,
        first(memberships.region_code order by memberships.joined_on, memberships.community_id)
        filter (where memberships.region_code <> 'unknown') as region_code,
        first(memberships.rurality order by memberships.joined_on, memberships.community_id)
        filter (where memberships.rurality <> 'unknown') as rurality,
        first(
            memberships.treatment_at_joining
            order by memberships.joined_on, memberships.community_id
        ) filter (where memberships.treatment_at_joining <> 'unknown') as treatment_at_joining,
    from memberships
    group by memberships.partner_id, memberships.member_key
),

described as (
    select
        memberships.partner_id,
        memberships.member_key,
        memberships.community_id,
        memberships.joined_on,
        memberships.covered_from,
        memberships.covered_through,
        memberships.is_joining_known,
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
            },
            { 'dimension': 'age_band', 'category': coalesce(persons.age_band, 'unknown') },
            { 'dimension': 'gender', 'category': coalesce(persons.gender, 'unknown') },
            { 'dimension': 'region_code', 'category': coalesce(persons.region_code, 'unknown') },
            { 'dimension': 'rurality', 'category': coalesce(persons.rurality, 'unknown') },
            {
                'dimension': 'treatment_at_joining',
                'category': coalesce(persons.treatment_at_joining, 'unknown')
            }
        ] as strata,
    from memberships
    inner join persons
        on
            memberships.partner_id = persons.partner_id
            and memberships.member_key = persons.member_key
),

-- The programme: every dimension.
in_programme as (
    select
        described.*,
        'all' as counted_in,
        unnest(described.strata) as stratum,
    from described
),

-- The community itself: its total only (disclosure control shows single communities one-way).
in_community as (
    select
        described.*,
        described.community_id as counted_in,
        described.strata[1] as stratum,
    from described
),

counted as (
    select * from in_programme
    union all
    select * from in_community
)

select
    counted.partner_id,
    counted.member_key,
    counted.community_id as membership_community_id,
    counted.counted_in as community_id,
    counted.stratum.dimension,
    counted.stratum.category,
    counted.joined_on,
    counted.covered_from,
    counted.covered_through,
    counted.is_joining_known,
from counted
