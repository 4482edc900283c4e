-- funnel_overdispersion: how much more the units of a funnel plot differ than chance alone allows.
--
-- Inputs
--     numerator_counts    list of numbers: people with the outcome, unit by unit
--     denominator_counts  list of numbers in the same order: people counted; units of 0 or NULL
--                         take no part
--     target              number, 0 to 1: the line of the funnel
--     winsorised_share    number, 0 to 0.5: share of z scores pulled in at EACH end
-- Outputs
--     struct(phi double, tau2 double): dispersion ratio (1 = chance alone), and the variance
--     between units on the scale of asin(sqrt(p)); tau2 is 0 for a single unit; NULL without units
-- Formula
--     Y = asin sqrt p, s = 1 / (2 sqrt n), z = (Y - asin sqrt target) / s, winsorised at the 10 %
--     and 90 % quantiles (linear between order statistics), phi = mean z^2,
--     tau2 = max(0, (k phi - (k - 1)) / (sum 1/s^2 - sum 1/s^4 / sum 1/s^2)), k units: as in
--     `funnel_limits`, for many funnels in one table
-- Source
--     Spiegelhalter 2005, Statistics in Medicine 24:1185-1202.
-- Example
--     select round(d.phi, 4), round(d.tau2, 4)
--     from (select funnel_overdispersion([50, 45, 85], [100, 100, 100], 0.6) as d)
-- Answer
--     (9.8437, 0.0344)

-- The linter cannot read a lambda of two parameters yet, nor anything near one:
-- noqa: disable=all
create or replace macro funnel_overdispersion(
    numerator_counts,
    denominator_counts,
    target,
    winsorised_share := 0.1
) as (
    list_transform(
        [
            list_transform(
                list_filter(
                    list_zip(numerator_counts, denominator_counts),
                    lambda unit: unit[2] > 0
                ),
                lambda unit: {
                    'z': (asin(sqrt(unit[1]::double / unit[2])) - asin(sqrt(target::double)))
                    * 2 * sqrt(unit[2]::double),
                    'weight': 4 * unit[2]::double
                }
            )
        ],
        lambda units: case
            when len(units) > 0 then list_transform(
                [
                    {
                        'k': len(units),
                        'phi': list_avg(list_transform(
                            units,
                            lambda u: pow(least(greatest(
                                u.z,
                                list_aggregate(
                                    list_transform(units, lambda v: v.z),
                                    'quantile_cont', winsorised_share::double
                                )
                            ), list_aggregate(
                                list_transform(units, lambda v: v.z),
                                'quantile_cont', 1 - winsorised_share::double
                            )), 2)
                        )),
                        'room': list_sum(list_transform(units, lambda u: u.weight))
                        - list_sum(list_transform(units, lambda u: pow(u.weight, 2)))
                        / list_sum(list_transform(units, lambda u: u.weight))
                    }
                ],
                lambda d: {
                    'phi': d.phi,
                    'tau2': case
                        when d.room > 0 then greatest((d.k * d.phi - (d.k - 1)) / d.room, 0)
                        else 0
                    end
                }
            )[1]
        end
    )[1]
);
