-- indirectly_standardised_ratio: events seen against events expected from reference rates.
--
-- Inputs
--     table_name                       table with one row per unit and stratum, columns:
--         unit_id                      any type: the unit compared (a community, a year)
--         numerator_count              number, 0 or more: events in the stratum; NULL counts as 0
--         denominator_count            number: people or person-years in the stratum; NULL as 0
--         reference_numerator_count    number: events in the reference's stratum; NULL counts as 0
--         reference_denominator_count  number: people of it; without any, the stratum expects none
--     per          number: the standardised rate is per this many (100,000 by default)
--     z            number: quantile of the normal distribution, 1.959963984540054 for 95 %
--     exact_below  number: from this many events on Byar's approximation takes over
-- Outputs
--     one row per unit: unit_id, observed_count, expected_count, ratio, ratio_lower, ratio_upper
--     (1 = as the reference), reference_rate, standardised_rate, standardised_rate_lower,
--     standardised_rate_upper (per `per`); NULL where nothing is expected
-- Formula
--     E = sum(n_i * reference rate_i); ratio = O / E; rate = ratio * crude reference rate; limits
--     of O by the exact method below 10 events, else by Byar, as in `poisson_interval`
-- Source
--     Breslow and Day 1987, Statistical methods in cancer research II; Public Health England,
--     Technical guide: confidence intervals, 2018.
-- Example
--     with strata as (
--         select * from (values ('a', 9, 100, 50, 1000), ('a', 6, 200, 20, 1000))
--         as t (unit_id, numerator_count, denominator_count,
--             reference_numerator_count, reference_denominator_count)
--     )
--     select
--         unit_id, observed_count, expected_count, round(ratio, 4),
--         round(ratio_lower, 4), round(ratio_upper, 4)
--     from indirectly_standardised_ratio('strata')
-- Answer
--     ('a', 15.0, 9.0, 1.6667, 0.9321, 2.7491)

-- The linter cannot read a lambda of two parameters yet, nor anything near one:
-- noqa: disable=all
create or replace macro indirectly_standardised_ratio(
    table_name,
    per := 100000,
    z := 1.959963984540054,
    exact_below := 10
) as table
    with strata as (
        select
            unit_id,
            coalesce(numerator_count, 0)::double as numerator_count,
            coalesce(denominator_count, 0)::double as denominator_count,
            coalesce(reference_numerator_count, 0)::double as reference_numerator_count,
            coalesce(reference_denominator_count, 0)::double as reference_denominator_count,
        from query_table(table_name)
    ),

    units as (
        select
            unit_id,
            sum(numerator_count) as observed,
            sum(
                case
                    when reference_denominator_count > 0
                        then
                            denominator_count
                            * reference_numerator_count / reference_denominator_count
                end
            ) as expected,
            case
                when sum(reference_denominator_count) > 0
                    then sum(reference_numerator_count) / sum(reference_denominator_count)
            end as reference_rate,
        from strata
        group by unit_id
    ),

    -- One tail of the normal distribution beyond z, as in `poisson_interval`.
    tails as (
        select
            exp(-pow(z, 2) / 2) / sqrt(2 * pi()) * case
                when z < 3 then sqrt(pi() / 2) * exp(pow(z, 2) / 2) - z * list_reduce(
                    cast(range(121, 1, -2) as double []),
                    lambda rest, odd: 1 + pow(z, 2) / odd * rest,
                    1::double
                )
                else 1 / list_reduce(
                    cast(range(120, 0, -1) as double []),
                    lambda rest, k: z + k / rest,
                    z::double
                )
            end as tail,
    ),

    -- Exact limits by Newton's method on the incomplete gamma function, as in `poisson_interval`.
    exact as (
        select
            units.unit_id,
            units.observed,
            units.expected,
            units.reference_rate,
            case
                when units.observed > 0 and units.observed < exact_below then exp(list_reduce(
                    cast(range(25) as double []),
                    lambda log_m, step: log_m + (
                        ln(tails.tail) - (
                            units.observed * log_m - exp(log_m) - lgamma(units.observed + 1)
                            + ln(list_reduce(
                                cast(range(200, 0, -1) as double []),
                                lambda rest, k: 1 + exp(log_m) / (units.observed + k) * rest,
                                1::double
                            ))
                        )
                    ) / (
                        units.observed / list_reduce(
                            cast(range(200, 0, -1) as double []),
                            lambda rest, k: 1 + exp(log_m) / (units.observed + k) * rest,
                            1::double
                        )
                    ),
                    ln(units.observed)
                ))
            end as exact_lower,
            case
                when units.observed < exact_below then list_reduce(
                    cast(range(25) as double []),
                    lambda m, step: m + list_transform(
                        [exp(units.observed * ln(m) - m - lgamma(units.observed + 1))],
                        lambda density: list_transform(
                            [
                                1 - density * m / (units.observed + 1) * list_reduce(
                                    cast(range(200, 0, -1) as double []),
                                    lambda rest, k: 1 + m / (units.observed + 1 + k) * rest,
                                    1::double
                                )
                            ],
                            lambda q: (ln(q) - ln(tails.tail)) * q / density
                        )[1]
                    )[1],
                    units.observed + 1
                )
            end as exact_upper,
        from units
        cross join tails
    ),

    counts as (
        select
            unit_id,
            observed,
            expected,
            reference_rate,
            case
                when observed = 0 then 0
                when observed < exact_below then exact_lower
                else observed * pow(1 - 1 / (9 * observed) - z / (3 * sqrt(observed)), 3)
            end as observed_lower,
            case
                when observed < exact_below then exact_upper
                else
                    (observed + 1)
                    * pow(1 - 1 / (9 * (observed + 1)) + z / (3 * sqrt(observed + 1)), 3)
            end as observed_upper,
            case when expected > 0 then expected end as divisor,
        from exact
    )

    select
        unit_id,
        observed as observed_count,
        expected as expected_count,
        observed / divisor as ratio,
        observed_lower / divisor as ratio_lower,
        observed_upper / divisor as ratio_upper,
        reference_rate * per as reference_rate,
        observed / divisor * reference_rate * per as standardised_rate,
        observed_lower / divisor * reference_rate * per as standardised_rate_lower,
        observed_upper / divisor * reference_rate * per as standardised_rate_upper,
    from counts
    order by unit_id;
