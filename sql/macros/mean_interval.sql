-- mean_interval: a mean, or a mean change from first to last score, with its interval.
--
-- Inputs
--     mean  number: of the values or of the changes, in the points of the scale
--     sd    number, 0 or more: standard deviation of the same (n - 1 in its divisor)
--     n     whole number: people
--     z     number: quantile of the normal distribution whose level is meant, 1.959963984540054 for
--           95 %; the interval uses the quantile of Student's t at that level
-- Outputs
--     struct(mean double, standard_error double, lower double, upper double); NULL where a number
--     is missing or n is below 2
-- Formula
--     mean -/+ t sd / sqrt(n), t with n - 1 degrees of freedom: up to 200 of them by Newton's
--     method on its finite series, above by the Cornish-Fisher expansion (both to 1e-9)
-- Source
--     Abramowitz and Stegun 1964, 26.7.3, 26.7.4 and 26.7.5.
-- Example
--     select round(m.standard_error, 4), round(m.lower, 4), round(m.upper, 4)
--     from (select mean_interval(-3.2, 5, 10) as m)
-- Answer
--     (1.5811, -6.7768, 0.3768)

-- The linter cannot read a lambda of two parameters yet, nor anything near one:
-- noqa: disable=all
create or replace macro mean_interval(mean, sd, n, z := 1.959963984540054) as (
    list_transform(
        list_transform(
            [
                {
                    -- As a decimal, which a literal is, z would overflow in the expansion below.
                    'z': z::double,
                    'df': n::double - 1,
                    -- The share of the normal distribution within -z and z.
                    'level': 1 - 2 * exp(-pow(z, 2) / 2) / sqrt(2 * pi()) * case
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
                    end
                }
            ],
            lambda c: {
                't': case
                    when c.df < 1 then null
                    when c.df > 200
                        then
                            c.z + (pow(c.z, 3) + c.z) / (4 * c.df)
                            + (5 * pow(c.z, 5) + 16 * pow(c.z, 3) + 3 * c.z) / (96 * pow(c.df, 2))
                            + (3 * pow(c.z, 7) + 19 * pow(c.z, 5) + 17 * pow(c.z, 3) - 15 * c.z)
                            / (384 * pow(c.df, 3))
                            + (
                                79 * pow(c.z, 9) + 776 * pow(c.z, 7) + 1482 * pow(c.z, 5)
                                - 1920 * pow(c.z, 3) - 945 * c.z
                            ) / (92160 * pow(c.df, 4))
                    -- Within(t) is concave, so Newton's steps from z, which is below t, never
                    -- leave.
                    else list_reduce(
                        cast(range(40) as double []),
                        lambda t, step: t + (
                            c.level - case
                                when c.df % 2 = 1 then 2 / pi() * (
                                    atan(t / sqrt(c.df)) + case
                                        when c.df = 1 then 0
                                        else t / sqrt(c.df) / (1 + pow(t, 2) / c.df) * list_reduce(
                                            cast(range(c.df::bigint - 3, 0, -2) as double []),
                                            lambda rest, k:
                                                1 + k / (k + 1) / (1 + pow(t, 2) / c.df) * rest,
                                            1::double
                                        )
                                    end
                                )
                                else t / sqrt(c.df + pow(t, 2)) * list_reduce(
                                    cast(range(c.df::bigint - 3, 0, -2) as double []),
                                    lambda rest, k:
                                        1 + k / (k + 1) / (1 + pow(t, 2) / c.df) * rest,
                                    1::double
                                )
                            end
                        ) / (
                            2 * exp(lgamma((c.df + 1) / 2) - lgamma(c.df / 2))
                            / sqrt(pi() * c.df) * pow(1 + pow(t, 2) / c.df, -(c.df + 1) / 2)
                        ),
                        z::double
                    )
                end
            }
        ),
        lambda c: case
            when mean is not null and sd >= 0 and n >= 2 then {
                'mean': mean::double,
                'standard_error': sd / sqrt(n),
                'lower': mean - c.t * sd / sqrt(n),
                'upper': mean + c.t * sd / sqrt(n)
            }
        end
    )[1]
);
