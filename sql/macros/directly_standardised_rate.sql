-- directly_standardised_rate: rate of events, had each unit the standard's composition.
--
-- Inputs
--     table_name             table with one row per unit and stratum, columns:
--         unit_id            any type: the unit compared (a community, a year)
--         numerator_count    number, 0 or more: events in the stratum; NULL counts as 0
--         denominator_count  number above 0: people or person-years in the stratum
--         standard_weight    number, 0 or more: the stratum's size in the standard population
--     per                    number: the rate is per this many (100,000 by default)
--     z                      number: quantile of the normal distribution
--     smallest_numerator     number: fewer events than this give no rate
-- Outputs
--     one row per unit: unit_id, numerator_count, denominator_count (sums), standardised_rate,
--     standardised_rate_lower, standardised_rate_upper (double; NULL below 10 events, and where a
--     stratum that weighs something has nobody in it: a rate cannot be invented there)
-- Formula
--     DSR = sum(w x / n) / sum w; var = sum(w^2 x / n^2) / (sum w)^2;
--     limits DSR + sqrt(var / O) (Byar(O) - O), O the sum of events. Poisson: for counts and rare
--     events. On a proportion near 50 % these limits are 1.6 times too wide, see
--     `directly_standardised_proportion`.
-- Source
--     Dobson, Kuulasmaa, Eberle and Scherer 1991, Statistics in Medicine 10:457-462.
-- Example
--     with strata as (
--         select * from (values ('a', 10, 100, 3), ('a', 30, 200, 1))
--         as t (unit_id, numerator_count, denominator_count, standard_weight)
--     )
--     select
--         unit_id, round(standardised_rate, 4),
--         round(standardised_rate_lower, 4), round(standardised_rate_upper, 4)
--     from directly_standardised_rate('strata', per := 100)
-- Answer
--     ('a', 11.25, 6.79, 16.8979)
create or replace macro directly_standardised_rate(
    table_name,
    per := 100000,
    z := 1.959963984540054,
    smallest_numerator := 10
) as table
    with strata as (
        select
            unit_id,
            coalesce(numerator_count, 0)::double as numerator_count,
            denominator_count::double as denominator_count,
            standard_weight::double as standard_weight
        from query_table(table_name)
    ),

    -- A stratum without weight cannot matter, whether or not anybody is in it.
    units as (
        select
            unit_id,
            sum(numerator_count) as numerator_count,
            sum(denominator_count) as denominator_count,
            sum(standard_weight * numerator_count / denominator_count)
            filter (where standard_weight > 0)
            / sum(standard_weight) as rate,
            sum(pow(standard_weight / denominator_count, 2) * numerator_count)
            filter (where standard_weight > 0)
            / pow(sum(standard_weight), 2) as variance,
            bool_and(denominator_count > 0 and denominator_count is not null)
            filter (where standard_weight > 0) as is_estimable
        from strata
        group by unit_id
    ),

    -- Byar's limits of the sum of events.
    counts as (
        select
            unit_id,
            numerator_count,
            denominator_count,
            case when is_estimable and numerator_count >= smallest_numerator then rate end as rate,
            sqrt(variance / numerator_count) as width,
            numerator_count * pow(
                1 - 1 / (9 * numerator_count) - z / (3 * sqrt(numerator_count)), 3
            ) - numerator_count as below,
            (numerator_count + 1) * pow(
                1 - 1 / (9 * (numerator_count + 1)) + z / (3 * sqrt(numerator_count + 1)), 3
            ) - numerator_count as above
        from units
    )

    select
        unit_id,
        numerator_count,
        denominator_count,
        rate * per as standardised_rate,
        (rate + width * below) * per as standardised_rate_lower,
        (rate + width * above) * per as standardised_rate_upper
    from counts
    order by unit_id;
