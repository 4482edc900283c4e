-- directly_standardised_proportion: share of people, had each unit the standard's composition.
--
-- Inputs
--     table_name             table with one row per unit and stratum, columns:
--         unit_id            any type: the unit compared (a community, a year)
--         numerator_count    number, 0 to denominator_count: people with the outcome; NULL = 0
--         denominator_count  number above 0: people in the stratum
--         standard_weight    number, 0 or more: the stratum's size in the standard population
--     z                      number: quantile of the normal distribution
-- Outputs
--     one row per unit: unit_id, numerator_count, denominator_count (sums), effective_n (how many
--     people of a plain proportion the estimate is worth), standardised_rate,
--     standardised_rate_lower, standardised_rate_upper (0 to 1; NULL where a stratum that weighs
--     something has nobody in it: a rate cannot be invented there)
-- Formula
--     p = sum(w p_i) / sum w; var = sum(w^2 p_i (1 - p_i) / n_i) / (sum w)^2;
--     effective n = p (1 - p) / var, and the Wilson interval of p at it. Where every stratum is all
--     or nothing the variance is 0 and says nothing: effective n is then
--     (sum w)^2 / sum(w^2 / n_i), as it would be with one p throughout.
-- Source
--     Binomial variance of a weighted sum; Wilson 1927 at the effective sample size, as in Korn and
--     Graubard 1998, Survey Methodology 24:193-201.
-- Example
--     with strata as (
--         select * from (values ('a', 40, 100, 3), ('a', 120, 200, 1))
--         as t (unit_id, numerator_count, denominator_count, standard_weight)
--     )
--     select
--         unit_id, round(effective_n, 2), round(standardised_rate, 4),
--         round(standardised_rate_lower, 4), round(standardised_rate_upper, 4)
--     from directly_standardised_proportion('strata')
-- Answer
--     ('a', 173.68, 0.45, 0.3779, 0.5243)
create or replace macro directly_standardised_proportion(
    table_name,
    z := 1.959963984540054
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
            sum(
                pow(standard_weight, 2) * numerator_count * (denominator_count - numerator_count)
                / pow(denominator_count, 3)
            ) filter (where standard_weight > 0) / pow(sum(standard_weight), 2) as variance,
            pow(sum(standard_weight), 2)
            / sum(pow(standard_weight, 2) / denominator_count)
            filter (where standard_weight > 0) as even_n,
            bool_and(denominator_count > 0 and denominator_count is not null)
            filter (where standard_weight > 0) as is_estimable
        from strata
        group by unit_id
    ),

    rates as (
        select
            unit_id,
            numerator_count,
            denominator_count,
            case when is_estimable then rate end as rate,
            case
                when is_estimable and variance > 0 then rate * (1 - rate) / variance
                when is_estimable then even_n
            end as effective_n
        from units
    )

    select
        unit_id,
        numerator_count,
        denominator_count,
        effective_n,
        rate as standardised_rate,
        case
            when rate is not null
                then greatest((
                    2 * effective_n * rate + pow(z, 2)
                    - z * sqrt(pow(z, 2) + 4 * effective_n * rate * (1 - rate))
                ) / (2 * (effective_n + pow(z, 2))), 0)
        end as standardised_rate_lower,
        case
            when rate is not null
                then least((
                    2 * effective_n * rate + pow(z, 2)
                    + z * sqrt(pow(z, 2) + 4 * effective_n * rate * (1 - rate))
                ) / (2 * (effective_n + pow(z, 2))), 1)
        end as standardised_rate_upper,
    from rates
    order by unit_id;
