-- wilson_interval: Wilson score interval for a proportion, without continuity correction.
--
-- Inputs
--     x  number, 0 to n: those with the outcome (fractions are allowed, as for an effective n)
--     n  number, above 0: those counted
--     z  number: quantile of the normal distribution, 1.959963984540054 for 95 %,
--        3.090232306167813 for 99.8 %
-- Outputs
--     struct(lower double, upper double), each 0 to 1; NULL where x or n is NULL, n is not above 0,
--     or x lies outside 0 to n. Exactly 0 at x = 0, exactly 1 at x = n.
-- Formula
--     (2 x + z^2 -/+ z sqrt(z^2 + 4 x (1 - x / n))) / (2 (n + z^2))
-- Source
--     Wilson 1927; Newcombe 1998, Statistics in Medicine 17:857-872, method 3.
-- Example
--     select round(i.lower, 6), round(i.upper, 6) from (select wilson_interval(65, 100) as i)
-- Answer
--     (0.552544, 0.736358)
create or replace macro wilson_interval(x, n, z := 1.959963984540054) as (
    case
        when n > 0 and x >= 0 and x <= n then {
            'lower': case
                when x = 0 then 0::double
                else (
                    2 * x::double + pow(z, 2)
                    - z * sqrt(pow(z, 2) + 4 * x::double * (1 - x::double / n::double))
                ) / (2 * (n::double + pow(z, 2)))
            end,
            'upper': case
                when x = n then 1::double
                else (
                    2 * x::double + pow(z, 2)
                    + z * sqrt(pow(z, 2) + 4 * x::double * (1 - x::double / n::double))
                ) / (2 * (n::double + pow(z, 2)))
            end
        }
    end
);
