-- rate_ratio: ratio of two event rates (events over time or contributions) with its interval.
--
-- Inputs
--     x1, t1  numbers: events in the first group, and what they are counted over
--     x2, t2  likewise in the second
--     z       number: quantile of the normal distribution, 1.959963984540054 for 95 %
-- Outputs
--     struct(ratio double, lower double, upper double), first over second; NULL where a number is
--     missing, t1 or t2 is not above 0, x1 is below 0 or x2 is not above 0. At x1 = 0 the ratio is
--     0 and both limits are NULL. For proportions of people use `risk_ratio`.
-- Formula
--     RR = (x1 / t1) / (x2 / t2); limits RR exp(-/+ z sqrt(1/x1 + 1/x2))
-- Source
--     Rothman, Greenland and Lash 2008, Modern Epidemiology, third edition, chapter 14.
-- Example
--     select round(r.ratio, 4), round(r.lower, 4), round(r.upper, 4)
--     from (select rate_ratio(41, 28010, 15, 19017) as r)
-- Answer
--     (1.8558, 1.0272, 3.3526)
create or replace macro rate_ratio(x1, t1, x2, t2, z := 1.959963984540054) as (
    case
        when t1 > 0 and t2 > 0 and x1 >= 0 and x2 > 0 then {
            'ratio': (x1::double / t1) / (x2::double / t2),
            'lower': case
                when x1 > 0
                    then
                        (x1::double / t1) / (x2::double / t2)
                        * exp(-z * sqrt(1 / x1::double + 1 / x2::double))
            end,
            'upper': case
                when x1 > 0
                    then
                        (x1::double / t1) / (x2::double / t2)
                        * exp(z * sqrt(1 / x1::double + 1 / x2::double))
            end
        }
    end
);
