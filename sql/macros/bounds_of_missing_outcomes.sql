-- bounds_of_missing_outcomes: how far a rate could move if all whose outcome is missing were known.
--
-- Inputs
--     x         whole number: the published (rounded) count with the outcome; NULL if not shown
--     s         whole number: the published count of those whose outcome is known; NULL likewise
--     n         whole number: the published count of those who should have one; NULL likewise
--     x_status, s_status, n_status  'ok', 'zero', 'suppressed', 'withheld', as `disclosed_status`
--     smallest_n      from which n bounds are shown
--     slack           by how much a rounded count may differ from the true one
--     largest_hidden  the largest count that is suppressed
-- Outputs
--     struct(lower double, upper double, status varchar), 0 to 1. lower: nobody whose outcome is
--     missing has it; upper: all of them have. 'interval': both are shown; 'withheld' or
--     'suppressed': neither is.
-- Formula
--     x / n and (x + n - s) / n, each taken outward over the true counts that the published ones
--     allow: (x - 2) / (n + 2) and 1 - (s - x - 4) / (n + 2), no less than 0, no more than 1. A
--     suppressed x is 0 to 7, or up to all of an s that may be below smallest_n; an s that is not
--     shown is anything up to n. The true bounds, from exact counts, always lie inside; chance is
--     not in them.
-- Source
--     Manski 1989, Journal of Human Resources 24:343-360, worst-case bounds; Rebond's disclosure
--     policy.
-- Example
--     select round(b.lower, 4), round(b.upper, 4), b.status
--     from (select bounds_of_missing_outcomes(50, 100, 200, 'ok', 'ok', 'ok') as b)
-- Answer
--     (0.2376, 0.7723, 'interval')
create or replace macro bounds_of_missing_outcomes(
    x,
    s,
    n,
    x_status,
    s_status,
    n_status,
    smallest_n := 20,
    slack := 2,
    largest_hidden := 7
) as (
    list_transform(
        [
            {
                'status': case
                    when x_status = 'withheld' or n_status = 'withheld' then 'withheld'
                    when coalesce(n_status, 'suppressed') != 'ok' then 'suppressed'
                    when n is null or n - slack < smallest_n then 'suppressed'
                    when
                        coalesce(x_status, 'unknown') not in ('ok', 'zero', 'suppressed')
                        then 'suppressed'
                    else 'interval'
                end,
                'least_x': case
                    when x_status = 'ok' then greatest(x - slack, 0) else 0
                end::double,
                'most_x': case
                    when x_status = 'ok' then x + slack
                    when x_status = 'zero' then 0
                    when s_status = 'ok' and s - slack >= smallest_n then largest_hidden
                    else coalesce(s, 0) + slack
                end::double,
                'least_s': case when s_status = 'ok' then s - slack else 0 end::double,
                'most_n': (n + slack)::double
            }
        ],
        lambda c: {
            'lower': case when c.status = 'interval' then least(c.least_x / c.most_n, 1) end,
            'upper': case
                when c.status = 'interval'
                    then 1 - greatest(c.least_s - c.most_x, 0) / c.most_n
            end,
            'status': c.status
        }
    )[1]
);
