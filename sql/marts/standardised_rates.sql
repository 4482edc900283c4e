-- marts.standardised_rates: Rates as they would be if each group had the programme's composition.
-- One row per community_id, stratum, headline rule set, follow-up, outcome and adjustment.
--
-- adjustment: severity_age, severity, or age where groups of severity are compared; a group made by
-- age is standardised for severity alone. The standard population is the programme itself: all its
-- members in the same denominator, those of unknown age left out where age is adjusted for, here
-- and there. Directly standardised rates need five people in every stratum of the standard, else
-- they are null; the ratio of observed to expected (at the programme's rates) needs none.

with

counted_members as (
    select * from strata.counted_members
),

episode_strata as (
    select * from strata.episode_strata
),

-- Without the engagement bands: they hold those alone who were there and ill at the landmark, and
-- who had recovered by then would be in what they are compared with (immortal time). The bands are
-- compared with each other, in marts.landmark_comparisons.
cells as (
    select
        episode_strata.community_id,
        episode_strata.dimension,
        episode_strata.category,
        counted_members.rule_set,
        counted_members.follow_up,
        counted_members.outcome,
        counted_members.severity_group,
        counted_members.age_group,
        count(*) filter (where counted_members.has_outcome) as numerator_count,
        count(*) as denominator_count,
    from counted_members
    inner join episode_strata
        on
            counted_members.partner_id = episode_strata.partner_id
            and counted_members.member_key = episode_strata.member_key
            and counted_members.rule_set = episode_strata.rule_set
    where episode_strata.landmark_days is null
    group by all
),

-- Nothing is adjusted for what makes the groups themselves.
adjusted as (
    select
        {
            'community_id': cells.community_id,
            'dimension': cells.dimension,
            'category': cells.category,
            'rule_set': cells.rule_set,
            'follow_up': cells.follow_up,
            'outcome': cells.outcome,
            'adjustment': adjustments.adjustment
        } as unit_id,
        case adjustments.adjustment
            when 'severity_age' then cells.severity_group || ' ' || cells.age_group
            when 'severity' then cells.severity_group
            else cells.age_group
        end as stratum,
        adjustments.adjustment = 'severity' or cells.age_group <> 'unknown' as is_known,
        cells.numerator_count,
        cells.denominator_count,
    from cells
    inner join (values ('severity_age'), ('severity'), ('age')) as adjustments (adjustment)
        on case cells.dimension
            when 'age_band' then adjustments.adjustment = 'severity'
            when 'baseline_severity' then adjustments.adjustment = 'age'
            else
                adjustments.adjustment <> 'age'
                or (cells.community_id = 'all' and cells.dimension = 'all')
        end
),

grouped as (
    select
        adjusted.unit_id,
        adjusted.stratum,
        sum(adjusted.numerator_count) as numerator_count,
        sum(adjusted.denominator_count) as denominator_count,
    from adjusted
    where adjusted.is_known
    group by adjusted.unit_id, adjusted.stratum
),

-- The programme, stratum by stratum.
standard as (
    select
        grouped.unit_id,
        grouped.stratum,
        grouped.denominator_count as standard_weight,
        grouped.numerator_count / grouped.denominator_count as reference_rate,
    from grouped
    where grouped.unit_id.community_id = 'all' and grouped.unit_id.dimension = 'all'
),

-- Groups whose ages nobody knows are there too, with a rate that cannot be estimated.
units as (
    select distinct adjusted.unit_id
    from adjusted
),

-- Every stratum of the standard, whether or not the group has anybody in it.
expected_strata as (
    select
        units.unit_id,
        standard.stratum,
        standard.standard_weight,
        standard.reference_rate,
        coalesce(grouped.numerator_count, 0) as numerator_count,
        coalesce(grouped.denominator_count, 0) as denominator_count,
    from units
    inner join standard
        on
            units.unit_id.rule_set = standard.unit_id.rule_set
            and units.unit_id.follow_up = standard.unit_id.follow_up
            and units.unit_id.outcome = standard.unit_id.outcome
            and units.unit_id.adjustment = standard.unit_id.adjustment
    left join grouped
        on units.unit_id = grouped.unit_id and standard.stratum = grouped.stratum
),

-- A stratum of fewer than five says too little about its own rate: none is given.
large_enough_strata as (  -- noqa: ST03
    select
        expected_strata.unit_id,
        expected_strata.standard_weight,
        case
            when expected_strata.denominator_count >= 5 then expected_strata.numerator_count
        end as numerator_count,
        case
            when expected_strata.denominator_count >= 5 then expected_strata.denominator_count
        end as denominator_count,
    from expected_strata
),

direct as (
    select * from directly_standardised_proportion('large_enough_strata')
),

ratios as (
    select * from standardised_proportion_ratio('expected_strata')
)

select
    direct.unit_id.community_id,
    direct.unit_id.dimension,
    direct.unit_id.category,
    direct.unit_id.rule_set,
    direct.unit_id.follow_up,
    direct.unit_id.outcome,
    direct.unit_id.adjustment,
    direct.effective_n as effective_count,
    direct.standardised_rate,
    direct.standardised_rate_lower,
    direct.standardised_rate_upper,
    ratios.observed_count,
    ratios.expected_count,
    ratios.ratio,
    ratios.ratio_lower,
    ratios.ratio_upper,
from direct
left join ratios on direct.unit_id = ratios.unit_id
