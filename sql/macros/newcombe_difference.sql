-- newcombe_difference: difference of two independent proportions with its interval.
--
-- Inputs
--     x1, n1  numbers: those with the outcome, and those counted, in the first group
--     x2, n2  likewise in the second
--     z       number: quantile of the normal distribution, 1.959963984540054 for 95 %
-- Outputs
--     struct(difference double, lower double, upper double), -1 to 1, first minus second; NULL
--     where a number is missing, n1 or n2 is not above 0, or a count lies outside 0 to its n
-- Formula
--     with the Wilson limits l and u of each proportion: d = p1 - p2,
--     from d - sqrt((p1 - l1)^2 + (u2 - p2)^2) to d + sqrt((u1 - p1)^2 + (p2 - l2)^2)
-- Source
--     Newcombe 1998, Statistics in Medicine 17:873-890, method 10.
-- Example
--     select round(d.difference, 4), round(d.lower, 4), round(d.upper, 4)
--     from (select newcombe_difference(56, 70, 48, 80) as d)
-- Answer
--     (0.2, 0.0524, 0.3339)
create or replace macro newcombe_difference(x1, n1, x2, n2, z := 1.959963984540054) as (
    list_transform(
        [
            {
                'p1': x1::double / n1::double,
                'p2': x2::double / n2::double,
                'middle1': (2 * x1::double + pow(z, 2)) / (2 * (n1::double + pow(z, 2))),
                'middle2': (2 * x2::double + pow(z, 2)) / (2 * (n2::double + pow(z, 2))),
                'half1': z * sqrt(
                    greatest(pow(z, 2) + 4 * x1::double * (1 - x1::double / n1::double), 0)
                ) / (2 * (n1::double + pow(z, 2))),
                'half2': z * sqrt(
                    greatest(pow(z, 2) + 4 * x2::double * (1 - x2::double / n2::double), 0)
                ) / (2 * (n2::double + pow(z, 2)))
            }
        ],
        lambda w: case
            when n1 > 0 and n2 > 0 and x1 >= 0 and x2 >= 0 and x1 <= n1 and x2 <= n2 then {
                'difference': w.p1 - w.p2,
                'lower': greatest(w.p1 - w.p2 - sqrt(
                    pow(w.p1 - (w.middle1 - w.half1), 2) + pow(w.middle2 + w.half2 - w.p2, 2)
                ), -1),
                'upper': least(w.p1 - w.p2 + sqrt(
                    pow(w.middle1 + w.half1 - w.p1, 2) + pow(w.p2 - (w.middle2 - w.half2), 2)
                ), 1)
            }
        end
    )[1]
);
