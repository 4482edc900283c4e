-- risk_ratio: ratio of two independent proportions with its interval.
--
-- Inputs
--     x1, n1  numbers: those with the outcome, and those counted, in the first group
--     x2, n2  likewise in the second
--     z       number: quantile of the normal distribution, 1.959963984540054 for 95 %
-- Outputs
--     struct(ratio double, lower double, upper double), first over second; NULL where a number is
--     missing, n1 or n2 is not above 0, a count lies outside 0 to its n, or x2 is 0 (no ratio can
--     be formed). At x1 = 0 the ratio is 0 and both limits are NULL: the logarithm does not exist.
-- Formula
--     RR = (x1 / n1) / (x2 / n2); limits RR exp(-/+ z sqrt(1/x1 - 1/n1 + 1/x2 - 1/n2))
-- Source
--     Katz, Baptista, Azen and Pike 1978, Biometrics 34:469-474.
-- Example
--     select round(r.ratio, 4), round(r.lower, 4), round(r.upper, 4)
--     from (select risk_ratio(56, 70, 48, 80) as r)
-- Answer
--     (1.3333, 1.0766, 1.6512)
create or replace macro risk_ratio(x1, n1, x2, n2, z := 1.959963984540054) as (
    case
        when
            n1 > 0 and n2 > 0 and x1 >= 0 and x2 > 0 and x1 <= n1 and x2 <= n2
            then {
                'ratio': (x1::double / n1) / (x2::double / n2),
                'lower': case
                    when x1 > 0 then (x1::double / n1) / (x2::double / n2) * exp(
                        -z * sqrt(1 / x1::double - 1 / n1::double + 1 / x2::double - 1 / n2::double)
                    )
                end,
                'upper': case
                    when x1 > 0 then (x1::double / n1) / (x2::double / n2) * exp(
                        z * sqrt(1 / x1::double - 1 / n1::double + 1 / x2::double - 1 / n2::double)
                    )
                end
            }
    end
);
