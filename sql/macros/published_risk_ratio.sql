-- published_risk_ratio: a ratio of two rates with its interval, from four published counts alone.
--
-- Inputs
--     x1, n1  whole numbers: published (rounded) numerator and denominator of the first group;
--             NULL where not shown
--     x2, n2  likewise of the group that it is compared with
--     x1_status, n1_status, x2_status, n2_status  'ok', 'zero', 'suppressed', 'withheld', as
--             `disclosed_status` gives them
--     z       number: quantile of the normal distribution, 1.959963984540054 for 95 %
--     smallest_n, smallest_point_n  from which n (of both groups) an interval, a point is shown
--     slack   by how much a rounded count may differ from the true one
-- Outputs
--     struct(ratio double, lower double, upper double, status varchar), first over second:
--     'ok'          both n >= 50: point and interval
--     'interval'    an n of 20 to 49: interval only, ratio NULL
--     'withheld'    a count is withheld by the audit: nothing
--     'suppressed'  anything else, numerators of fewer than 8 among them: nothing
-- Formula
--     the union over the true counts that the rounded ones allow, numerators no larger than their
--     denominators: from the least lower limit of Katz, x1 - 2 of n1 + 2 over any count of the
--     second group, to the largest upper one, any count of the first over x2 - 2 of n2 + 2. Those
--     two are always the extreme ones; of the other group it is mostly x + 2 of n - 2, but near
--     100 % the error falls faster than the rate rises, so that all of its counts are tried
-- Source
--     Katz, Baptista, Azen and Pike 1978, Biometrics 34:469-474; Rebond's disclosure policy.
-- Example
--     select round(r.ratio, 4), round(r.lower, 4), round(r.upper, 4), r.status
--     from (select published_risk_ratio(55, 70, 50, 80, 'ok', 'ok', 'ok', 'ok') as r)
-- Answer
--     (1.2571, 0.8958, 1.7665, 'ok')
create or replace macro published_risk_ratio(
    x1,
    n1,
    x2,
    n2,
    x1_status,
    n1_status,
    x2_status,
    n2_status,
    z := 1.959963984540054,
    smallest_n := 20,
    smallest_point_n := 50,
    slack := 2
) as (
    list_transform(
        [
            {
                'status': case
                    when
                        list_contains([x1_status, n1_status, x2_status, n2_status], 'withheld')
                        then 'withheld'
                    when
                        not coalesce(
                            x1_status = 'ok' and n1_status = 'ok'
                            and x2_status = 'ok' and n2_status = 'ok'
                            and x1 <= n1 and x2 <= n2
                            and x1 > slack and x2 > slack
                            and least(n1, n2) - slack >= smallest_n,
                            false
                        )
                        then 'suppressed'
                    when least(n1, n2) < smallest_point_n then 'interval'
                    else 'ok'
                end,
                'least_x1': (x1 - slack)::double,
                'most_n1': (n1 + slack)::double,
                'least_x2': (x2 - slack)::double,
                'most_n2': (n2 + slack)::double,
                'firsts': flatten(list_transform(
                    range(n1 - slack, n1 + slack + 1),
                    lambda whole: list_transform(
                        range(x1 - slack, least(x1 + slack, whole) + 1),
                        lambda part: { 'x': part::double, 'n': whole::double }
                    )
                )),
                'seconds': flatten(list_transform(
                    range(n2 - slack, n2 + slack + 1),
                    lambda whole: list_transform(
                        range(x2 - slack, least(x2 + slack, whole) + 1),
                        lambda part: { 'x': part::double, 'n': whole::double }
                    )
                ))
            }
        ],
        lambda c: {
            'ratio': case
                when c.status = 'ok' then (x1::double / n1::double) / (x2::double / n2::double)
            end,
            'lower': case
                when c.status in ('ok', 'interval')
                    then list_min(list_transform(
                        c.seconds,
                        lambda second: c.least_x1 / c.most_n1 / (second.x / second.n) * exp(
                            -z * sqrt(
                                1 / c.least_x1 - 1 / c.most_n1 + 1 / second.x - 1 / second.n
                            )
                        )
                    ))
            end,
            'upper': case
                when c.status in ('ok', 'interval')
                    then list_max(list_transform(
                        c.firsts,
                        lambda first: first.x / first.n / (c.least_x2 / c.most_n2) * exp(
                            z * sqrt(
                                1 / first.x - 1 / first.n + 1 / c.least_x2 - 1 / c.most_n2
                            )
                        )
                    ))
            end,
            'status': c.status
        }
    )[1]
);
