-- poisson_interval: a count of events, or a rate made from it, with its interval.
--
-- Inputs
--     x            number, 0 or more: events (need not be whole, as in a weighted sum)
--     n            number above 0: what they are counted over (person-years, contributions, or the
--                  expected events of a ratio); 1 leaves the interval on the scale of the count
--     per          number: the rate is per this many of n (1000 = per 1,000)
--     z            number: quantile of the normal distribution, 1.959963984540054 for 95 %,
--                  3.090232306167813 for 99.8 %
--     exact_below  number: from this many events on Byar's approximation takes over
-- Outputs
--     struct(rate double, lower double, upper double); NULL where x or n is NULL, x is below 0 or n
--     is not above 0. The lower limit is exactly 0 at x = 0.
-- Formula
--     x < 10, exact: chi-square quantiles, lower = q(alpha/2; 2x) / 2,
--     upper = q(1 - alpha/2; 2x+2) / 2 (found by Newton's method on the logarithm of the incomplete
--     gamma function, to 1e-12);
--     else Byar: x (1 - 1/(9x) - z/(3 sqrt x))^3 and
--     (x+1) (1 - 1/(9(x+1)) + z/(3 sqrt(x+1)))^3. Limits are then divided by n, times per.
-- Source
--     Garwood 1936, Biometrika 28:437-442; Breslow and Day 1987, Statistical methods in cancer
--     research II; Public Health England, Technical guide: confidence intervals, 2018.
-- Example
--     select round(p.rate, 4), round(p.lower, 4), round(p.upper, 4)
--     from (select poisson_interval(9, 1000, per := 1000) as p)
-- Answer
--     (9.0, 4.1154, 17.0848)

-- The linter cannot read a lambda of two parameters yet, nor anything near one:
-- noqa: disable=all
create or replace macro poisson_interval(
    x,
    n := 1,
    per := 1,
    z := 1.959963984540054,
    exact_below := 10
) as (
    list_transform(
        list_transform(
            [
                {
                    'x': x::double,
                    'scale': per::double / n::double,
                    -- One tail of the normal distribution beyond z: a series near the middle, a
                    -- continued fraction (Laplace) farther out, where the series would cancel.
                    'tail': exp(-pow(z, 2) / 2) / sqrt(2 * pi()) * case
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
                'x': c.x,
                'scale': c.scale,
                -- Newton on ln P(x, m) = ln tail, P the lower incomplete gamma function as its
                -- power series. ln P is concave in ln m, so the steps close in from below and never
                -- leave.
                'exact_lower': case
                    when c.x > 0 and c.x < exact_below then exp(list_reduce(
                        cast(range(25) as double []),
                        lambda log_m, step: log_m + (
                            ln(c.tail) - (
                                c.x * log_m - exp(log_m) - lgamma(c.x + 1) + ln(list_reduce(
                                    cast(range(200, 0, -1) as double []),
                                    lambda rest, k: 1 + exp(log_m) / (c.x + k) * rest,
                                    1::double
                                ))
                            )
                        ) / (
                            c.x / list_reduce(
                                cast(range(200, 0, -1) as double []),
                                lambda rest, k: 1 + exp(log_m) / (c.x + k) * rest,
                                1::double
                            )
                        ),
                        ln(c.x)
                    ))
                end,
                -- Newton on ln Q(x + 1, m) = ln tail, Q = 1 - P; ln Q is concave in m.
                'exact_upper': case
                    when c.x < exact_below then list_reduce(
                        cast(range(25) as double []),
                        lambda m, step: m + list_transform(
                            [
                                exp(c.x * ln(m) - m - lgamma(c.x + 1))
                            ],
                            lambda density: list_transform(
                                [
                                    1 - density * m / (c.x + 1) * list_reduce(
                                        cast(range(200, 0, -1) as double []),
                                        lambda rest, k: 1 + m / (c.x + 1 + k) * rest,
                                        1::double
                                    )
                                ],
                                lambda q: (ln(q) - ln(c.tail)) * q / density
                            )[1]
                        )[1],
                        c.x + 1
                    )
                end
            }
        ),
        lambda c: case
            when x >= 0 and n > 0 then {
                'rate': c.x * c.scale,
                'lower': c.scale * case
                    when c.x = 0 then 0
                    when c.x < exact_below then c.exact_lower
                    else c.x * pow(1 - 1 / (9 * c.x) - z / (3 * sqrt(c.x)), 3)
                end,
                'upper': c.scale * case
                    when c.x < exact_below then c.exact_upper
                    else
                        (c.x + 1)
                        * pow(1 - 1 / (9 * (c.x + 1)) + z / (3 * sqrt(c.x + 1)), 3)
                end
            }
        end
    )[1]
);
