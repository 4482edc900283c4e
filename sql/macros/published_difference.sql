-- published_difference: a difference of two rates with its interval, from published counts alone.
--
-- Inputs
--     x1, n1  whole numbers: published (rounded) numerator and denominator of the first group;
--             NULL where not shown
--     x2, n2  likewise of the group that it is compared with
--     status  'ok', 'zero', 'suppressed', 'withheld': the gravest status of the four counts
--     z       number: quantile of the normal distribution, 1.959963984540054 for 95 %
--     smallest_n, smallest_point_n  from which n (of both groups) an interval, a point is shown
--     slack, slack2  by how much a rounded count of the first, the second group may differ from
--             the true one: a second group made by taking the first from a total has twice as much
--     step    number: the distance of the grid on which the difference is published
--     largest_hidden  the largest count that is suppressed: then a numerator that is NULL beside a
--             shown denominator is taken for 1 to that; NULL gives nothing where one is not shown
-- Outputs
--     struct(difference double, lower double, upper double, status varchar), -1 to 1, first minus
--     second, the limits outward on the grid:
--     'ok'          both n >= 50: point and interval
--     'interval'    an n of 20 to 49, or a numerator known as a range: interval only, difference
--                   NULL
--     'withheld'    a count is withheld by the audit: nothing
--     'suppressed'  anything else: nothing
-- Formula
--     the union over the true counts that the rounded ones allow: from Newcombe's lower limit at
--     (x1 - s, n1 + s, x2 + t, n2 - t) to his upper limit at (x1 + s, n1 - s, x2 - t, n2 + t),
--     s and t the slacks, numerators no less than 0 and no more than their denominators: both
--     limits rise with x1 and n2 and fall with x2 and n1. A hidden numerator is 1 at one end and
--     largest_hidden at the other
-- Source
--     Newcombe 1998, Statistics in Medicine 17:873-890, method 10; Rebond's disclosure policy.
-- Example
--     select d.difference, d.lower, d.upper, d.status
--     from (select published_difference(55, 70, 50, 80, 'ok') as d)
-- Answer
--     (0.16, -0.08, 0.39, 'ok')
create or replace macro published_difference(
    x1,
    n1,
    x2,
    n2,
    status,
    z := 1.959963984540054,
    smallest_n := 20,
    smallest_point_n := 50,
    slack := 2,
    slack2 := 2,
    step := 0.01,
    largest_hidden := null
) as (
    list_transform(
        list_transform(
            [
                {
                    'status': case
                        when status = 'withheld' then 'withheld'
                        when
                            not coalesce(
                                status in ('ok', 'zero')
                                and coalesce(x1, largest_hidden) <= n1
                                and coalesce(x2, largest_hidden) <= n2
                                and n1 - slack >= smallest_n and n2 - slack2 >= smallest_n,
                                false
                            )
                            then 'suppressed'
                        when x1 is null or x2 is null then 'interval'
                        when least(n1, n2) < smallest_point_n then 'interval'
                        else 'ok'
                    end,
                    'low1': case when x1 is null then 1 else greatest(x1 - slack, 0) end::double,
                    'high1': least(coalesce(x1 + slack, largest_hidden), n1 - slack)::double,
                    'low2': case when x2 is null then 1 else greatest(x2 - slack2, 0) end::double,
                    'high2': least(coalesce(x2 + slack2, largest_hidden), n2 - slack2)::double,
                    'most1': (n1 + slack)::double,
                    'least1': (n1 - slack)::double,
                    'most2': (n2 + slack2)::double,
                    'least2': (n2 - slack2)::double
                }
            ],
            -- Each rate at its corner, and how far Wilson's limit lies from it.
            lambda c: {
                'status': c.status,
                'low_p1': c.low1 / c.most1,
                'high_p1': c.high1 / c.least1,
                'low_p2': c.low2 / c.most2,
                'high_p2': c.high2 / c.least2,
                'down1': c.low1 / c.most1 - (
                    2 * c.low1 + pow(z, 2)
                    - z * sqrt(greatest(pow(z, 2) + 4 * c.low1 * (1 - c.low1 / c.most1), 0))
                ) / (2 * (c.most1 + pow(z, 2))),
                'up1': (
                    2 * c.high1 + pow(z, 2)
                    + z * sqrt(greatest(pow(z, 2) + 4 * c.high1 * (1 - c.high1 / c.least1), 0))
                ) / (2 * (c.least1 + pow(z, 2))) - c.high1 / c.least1,
                'down2': c.low2 / c.most2 - (
                    2 * c.low2 + pow(z, 2)
                    - z * sqrt(greatest(pow(z, 2) + 4 * c.low2 * (1 - c.low2 / c.most2), 0))
                ) / (2 * (c.most2 + pow(z, 2))),
                'up2': (
                    2 * c.high2 + pow(z, 2)
                    + z * sqrt(greatest(pow(z, 2) + 4 * c.high2 * (1 - c.high2 / c.least2), 0))
                ) / (2 * (c.least2 + pow(z, 2))) - c.high2 / c.least2
            }
        ),
        lambda d: {
            'difference': case
                when d.status = 'ok'
                    then round(round((x1::double / n1 - x2::double / n2) / step) * step, 9)
            end,
            'lower': case
                when d.status in ('ok', 'interval')
                    then round(floor(greatest(
                        d.low_p1 - d.high_p2 - sqrt(pow(d.down1, 2) + pow(d.up2, 2)), -1
                    ) / step + 1e-6) * step, 9)
            end,
            'upper': case
                when d.status in ('ok', 'interval')
                    then round(ceil(least(
                        d.high_p1 - d.low_p2 + sqrt(pow(d.up1, 2) + pow(d.down2, 2)), 1
                    ) / step - 1e-6) * step, 9)
            end,
            'status': d.status
        }
    )[1]
);
