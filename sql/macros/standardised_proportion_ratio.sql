-- standardised_proportion_ratio: people with an outcome against how many a reference expects.
--
-- Inputs
--     table_name             table with one row per unit and stratum, columns:
--         unit_id            any type: the unit compared (a community, a year)
--         numerator_count    number, 0 to denominator_count: people with the outcome; NULL = 0
--         denominator_count  number, 0 or more: people in the stratum; NULL = 0
--         reference_rate     number, 0 to 1: share with the outcome in the reference's stratum;
--                            NULL where the reference has nobody in it: the stratum takes no part
--     z                      number: quantile of the normal distribution
-- Outputs
--     one row per unit: unit_id, observed_count, expected_count, ratio, ratio_lower, ratio_upper
--     (1 = as the reference), NULL where nothing is expected
-- Formula
--     O = sum x_i, E = sum n_i p_i; ratio = O / E; var O = sum n_i q_i (1 - q_i) with
--     q_i = p_i O / E, no more than 1: the reference's rates at the unit's own level; limits
--     (O -/+ z sqrt(var O)) / E, no less than 0. The reference is taken as exact. For rare events
--     this is the Poisson variance; for outcomes of about one half Poisson limits, as of
--     `indirectly_standardised_ratio`, are much too wide.
-- Source
--     Breslow and Day 1987, Statistical methods in cancer research II, section 2.3, with the
--     binomial variance of a sum of people.
-- Example
--     with strata as (
--         select * from (values ('a', 50, 100, 0.4), ('a', 60, 100, 0.6))
--         as t (unit_id, numerator_count, denominator_count, reference_rate)
--     )
--     select
--         unit_id, observed_count, round(expected_count, 4), round(ratio, 4),
--         round(ratio_lower, 4), round(ratio_upper, 4)
--     from standardised_proportion_ratio('strata')
-- Answer
--     ('a', 110.0, 100.0, 1.1, 0.9655, 1.2345)
create or replace macro standardised_proportion_ratio(
    table_name,
    z := 1.959963984540054
) as table
    with strata as (
        select
            unit_id,
            coalesce(numerator_count, 0)::double as numerator_count,
            coalesce(denominator_count, 0)::double as denominator_count,
            reference_rate::double as reference_rate
        from query_table(table_name)
        where reference_rate is not null
    ),

    units as (
        select
            unit_id,
            sum(numerator_count) as observed,
            sum(denominator_count * reference_rate) as expected
        from strata
        group by unit_id
    ),

    -- The reference's rates, all moved to the unit's own level.
    levels as (
        select
            strata.unit_id,
            units.observed,
            units.expected,
            strata.denominator_count,
            least(strata.reference_rate * units.observed / units.expected, 1) as level_rate
        from strata
        inner join units on strata.unit_id = units.unit_id
        where units.expected > 0
    ),

    ratios as (
        select
            unit_id,
            any_value(observed) as observed,
            any_value(expected) as expected,
            sqrt(sum(denominator_count * level_rate * (1 - level_rate))) as observed_error
        from levels
        group by unit_id
    )

    select
        unit_id,
        observed as observed_count,
        expected as expected_count,
        observed / expected as ratio,
        greatest(observed - z * observed_error, 0) / expected as ratio_lower,
        (observed + z * observed_error) / expected as ratio_upper,
    from ratios
    order by unit_id;
