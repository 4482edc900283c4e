-- funnel_limits: which units stand out from the rest of a funnel plot for proportions.
--
-- Inputs
--     table_name             table with one row per unit, columns:
--         unit_id            any type
--         numerator_count    number, 0 to denominator_count: people with the outcome
--         denominator_count  number: people counted; units of 0 or NULL take no part and get NULL
--     target                 number, 0 to 1: the line of the funnel; NULL = all units together
--     winsorised_share       number, 0 to 0.5: share of z scores pulled in at EACH end before the
--                            overdispersion is estimated
--     z_95, z_998            numbers: quantiles of the normal distribution for the limits
-- Outputs
--     one row per unit: unit_id, numerator_count, denominator_count, rate, target_rate, lower_95,
--     upper_95, lower_998, upper_998 (plain limits), outlier_status, then dispersion_ratio (phi),
--     tau2, adjusted_lower_95, adjusted_upper_95, adjusted_lower_998, adjusted_upper_998,
--     adjusted_outlier_status. Rates 0 to 1. The statuses: 'low_998', 'low_95', 'within',
--     'high_95', 'high_998', by whether the rate lies strictly outside. The plain limits
--     assume that units differ by chance alone; the adjusted ones leave room for the spread that
--     all units show.
--     tau2 is 0 for a single unit. With some 14 units one of them lies outside the 99.8 % limits by
--     chance more often than 2 in 1,000 would suggest (11-18 % of plots, overdispersed): say so.
-- Formula
--     plain: p0 -/+ z sqrt(p0 (1 - p0) / n), cut to 0 and 1, z = 1.959964 and 3.090232;
--     overdispersion: Y = asin sqrt p, s = 1 / (2 sqrt n), z = (Y - asin sqrt p0) / s, winsorised
--     at the 10 % and 90 % quantiles (linear between order statistics), phi = mean z^2,
--     tau2 = max(0, (k phi - (k - 1)) / (sum 1/s^2 - sum 1/s^4 / sum 1/s^2)), k units;
--     adjusted: sin^2 of asin sqrt p0 -/+ z sqrt(s^2 + tau2), the angle cut to 0 and pi / 2
-- Source
--     Spiegelhalter 2005, Statistics in Medicine 24:1185-1202; plain limits and their labels agree
--     with phe_funnels and phe_funnel_significance of PHEindicatormethods 2.1.0.
-- Example
--     with units as (
--         select * from (values ('a', 50, 100), ('b', 45, 100), ('c', 85, 100))
--         as t (unit_id, numerator_count, denominator_count)
--     )
--     select unit_id, rate, target_rate, round(lower_95, 4), outlier_status
--     from funnel_limits('units')
-- Answer
--     ('a', 0.5, 0.6, 0.504, 'low_95')
--     ('b', 0.45, 0.6, 0.504, 'low_95')
--     ('c', 0.85, 0.6, 0.504, 'high_998')
create or replace macro funnel_limits(
    table_name,
    target := null,
    winsorised_share := 0.1,
    z_95 := 1.959963984540054,
    z_998 := 3.090232306167813
) as table
    with units as (
        select
            unit_id,
            numerator_count,
            denominator_count,
            case
                when denominator_count > 0 then numerator_count::double / denominator_count
            end as rate
        from query_table(table_name)
    ),

    line as (
        select
            coalesce(
                target::double,
                sum(numerator_count::double) / sum(denominator_count::double)
            ) as target_rate
        from units
        where rate is not null
    ),

    -- The angle asin(sqrt(p)) has nearly the same variance at every p, which s squared states.
    angles as (
        select
            units.unit_id,
            4 * units.denominator_count::double as precision_weight,
            (asin(sqrt(units.rate)) - asin(sqrt(line.target_rate)))
            * 2 * sqrt(units.denominator_count::double) as z_score
        from units
        cross join line
        where units.rate is not null
    ),

    ends as (
        select
            quantile_cont(z_score, winsorised_share::double) as lowest,
            quantile_cont(z_score, 1 - winsorised_share::double) as highest
        from angles
    ),

    spread as (
        select
            count(*) as unit_count,
            avg(pow(least(greatest(angles.z_score, ends.lowest), ends.highest), 2)) as phi,
            sum(angles.precision_weight)
            - sum(pow(angles.precision_weight, 2)) / sum(angles.precision_weight) as room
        from angles
        cross join ends
    ),

    dispersion as (
        select
            phi,
            case
                when room > 0 then greatest((unit_count * phi - (unit_count - 1)) / room, 0)
                else 0
            end as tau2
        from spread
    ),

    limits as (
        select
            units.unit_id,
            units.numerator_count,
            units.denominator_count,
            units.rate,
            line.target_rate,
            dispersion.phi,
            dispersion.tau2,
            case
                when units.rate is not null
                    then
                        sqrt(line.target_rate * (1 - line.target_rate) / units.denominator_count)
            end as plain_error,
            case
                when units.rate is not null
                    then sqrt(1 / (4 * units.denominator_count::double) + dispersion.tau2)
            end as angle_error,
            asin(sqrt(line.target_rate)) as target_angle
        from units
        cross join line
        cross join dispersion
    ),

    drawn as (
        select
            unit_id,
            numerator_count,
            denominator_count,
            rate,
            target_rate,
            case
                when rate is not null then greatest(target_rate - z_95 * plain_error, 0)
            end as lower_95,
            case
                when rate is not null then least(target_rate + z_95 * plain_error, 1)
            end as upper_95,
            case
                when rate is not null then greatest(target_rate - z_998 * plain_error, 0)
            end as lower_998,
            case
                when rate is not null then least(target_rate + z_998 * plain_error, 1)
            end as upper_998,
            phi,
            tau2,
            case
                when rate is not null
                    then pow(sin(greatest(target_angle - z_95 * angle_error, 0)), 2)
            end as adjusted_lower_95,
            case
                when rate is not null
                    then pow(sin(least(target_angle + z_95 * angle_error, pi() / 2)), 2)
            end as adjusted_upper_95,
            case
                when rate is not null
                    then pow(sin(greatest(target_angle - z_998 * angle_error, 0)), 2)
            end as adjusted_lower_998,
            case
                when rate is not null
                    then pow(sin(least(target_angle + z_998 * angle_error, pi() / 2)), 2)
            end as adjusted_upper_998,
        from limits
    )

    select
        unit_id,
        numerator_count,
        denominator_count,
        rate,
        target_rate,
        lower_95,
        upper_95,
        lower_998,
        upper_998,
        case
            when rate is null then null
            when rate < lower_998 then 'low_998'
            when rate < lower_95 then 'low_95'
            when rate > upper_998 then 'high_998'
            when rate > upper_95 then 'high_95'
            else 'within'
        end as outlier_status,
        phi as dispersion_ratio,
        tau2,
        adjusted_lower_95,
        adjusted_upper_95,
        adjusted_lower_998,
        adjusted_upper_998,
        case
            when rate is null then null
            when rate < adjusted_lower_998 then 'low_998'
            when rate < adjusted_lower_95 then 'low_95'
            when rate > adjusted_upper_998 then 'high_998'
            when rate > adjusted_upper_95 then 'high_95'
            else 'within'
        end as adjusted_outlier_status
    from drawn
    order by unit_id;
