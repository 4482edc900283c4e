-- published_proportion: a rate with its interval, made from two published counts and nothing else.
--
-- Inputs
--     x         whole number: the published (rounded) numerator; NULL where it is not shown
--     n         whole number: the published (rounded) denominator; NULL where it is not shown
--     x_status  'ok', 'zero', 'suppressed', 'withheld', as `disclosed_status` gives it
--     n_status  likewise
--     z         number: quantile of the normal distribution, 1.959963984540054 for 95 %
--     smallest_n, smallest_point_n  from which n an interval, a point is shown
--     slack            by how much a rounded count may differ from the true one
--     largest_hidden   the largest count that is suppressed
-- Outputs
--     struct(rate double, lower double, upper double, status varchar), rates 0 to 1:
--     'ok'          n >= 50: point and interval
--     'interval'    n 20 to 49: interval only, rate NULL
--     'range'       numerator suppressed (1 to 7), n >= 20: from 1 of n to the Wilson upper limit
--                   of 7 of n - 2; rate NULL. "1-7 of 100: 1-7 %, up to 14 %"
--     'withheld'    either count is withheld by the audit: nothing
--     'suppressed'  anything else: nothing
-- Formula
--     the union over the true counts that the rounded ones allow: from the Wilson lower limit of
--     (x - 2, n + 2) to the Wilson upper limit of (x + 2, n - 2), counts clamped to 0 and n - 2.
--     The plain interval on rounded counts covers .78 to .86 only.
-- Source
--     Rebond's disclosure policy; Wilson 1927.
-- Example
--     select r.rate, round(r.lower, 4), round(r.upper, 4), r.status
--     from (select published_proportion(50, 100, 'ok', 'ok') as r)
-- Answer
--     (0.5, 0.3766, 0.6264, 'ok')
create or replace macro published_proportion(
    x,
    n,
    x_status,
    n_status,
    z := 1.959963984540054,
    smallest_n := 20,
    smallest_point_n := 50,
    slack := 2,
    largest_hidden := 7
) as (
    list_transform(
        [
            {
                'status': case
                    when x_status = 'withheld' or n_status = 'withheld' then 'withheld'
                    when coalesce(n_status, 'suppressed') != 'ok' then 'suppressed'
                    when n is null or n < smallest_n then 'suppressed'
                    when x_status = 'suppressed' then 'range'
                    when x is null or x > n then 'suppressed'
                    when coalesce(x_status, 'suppressed') not in ('ok', 'zero') then 'suppressed'
                    when n < smallest_point_n then 'interval'
                    else 'ok'
                end,
                'least_x': greatest(x - slack, 0)::double,
                'most_n': (n + slack)::double,
                'most_x': least(
                    case when x_status = 'suppressed' then largest_hidden else x + slack end,
                    n - slack
                )::double,
                'least_n': (n - slack)::double
            }
        ],
        lambda c: {
            'rate': case when c.status = 'ok' then x::double / n::double end,
            'lower': case
                when c.status = 'range' then 1 / n::double
                when c.status not in ('ok', 'interval') then null
                when c.least_x = 0 then 0::double
                else (
                    2 * c.least_x + pow(z, 2)
                    - z * sqrt(pow(z, 2) + 4 * c.least_x * (1 - c.least_x / c.most_n))
                ) / (2 * (c.most_n + pow(z, 2)))
            end,
            'upper': case
                when c.status not in ('ok', 'interval', 'range') then null
                when c.most_x = c.least_n then 1::double
                else (
                    2 * c.most_x + pow(z, 2)
                    + z * sqrt(pow(z, 2) + 4 * c.most_x * (1 - c.most_x / c.least_n))
                ) / (2 * (c.least_n + pow(z, 2)))
            end,
            'status': c.status
        }
    )[1]
);
