-- jacobson_truax: reliable and clinically significant change of one person by Jacobson and Truax.
--
-- Inputs
--     score_first, score_last  numbers: on the same scale
--     reliability              number, 0 to 1: of the scale (test-retest or internal consistency)
--     sd_first                 number above 0: standard deviation of first scores
--     cutoff                   number: where the functional range begins, `jacobson_truax_cutoffs`;
--                              NULL = reliable change only
--     is_higher_better         boolean: does a higher score mean better health
--     z                        number: how many standard errors are reliable
-- Outputs
--     struct(standard_error_of_difference double, reliable_change_points double,
--     reliable_change_index double (last minus first: negative = the score fell),
--     reliable_improvement boolean, reliable_deterioration boolean, category varchar).
--     category: 'recovered' (reliably improved from the clinical into the functional range),
--     'improved' (reliably, without that), 'unchanged', 'deteriorated' (reliably).
--     Values are NULL where what they need is; a reliability of 1 or more, or no spread, leaves no
--     error to judge by: index and category are NULL.
-- Formula
--     S_diff = sqrt(2) sd sqrt(1 - r); RCI = (last - first) / S_diff; reliable if |RCI| > 1.96.
--     A score at the cut-off itself is still clinical. A billionth is forgiven at 1.96, so that
--     binary fractions do not decide.
-- Source
--     Jacobson and Truax 1991, Journal of Consulting and Clinical Psychology 59:12-19.
-- Example
--     select round(j.reliable_change_index, 4), j.category
--     from (select jacobson_truax(32.5, 47.5, 0.8, 7.5, 50, is_higher_better := true) as j)
-- Answer
--     (3.1623, 'improved')
create or replace macro jacobson_truax(
    score_first,
    score_last,
    reliability,
    sd_first,
    cutoff,
    is_higher_better := false,
    z := 1.96
) as (
    list_transform(
        [
            {
                'error': case
                    when sd_first > 0 and reliability >= 0 and reliability < 1
                        then sqrt(2) * sd_first * sqrt(1 - reliability)
                end,
                'gain': case
                    when is_higher_better then score_last::double - score_first
                    else score_first::double - score_last
                end,
                'has_crossed': case
                    when is_higher_better then score_first <= cutoff and score_last > cutoff
                    else score_first >= cutoff and score_last < cutoff
                end
            }
        ],
        lambda c: {
            'standard_error_of_difference': c.error,
            'reliable_change_points': z * c.error,
            'reliable_change_index': (score_last::double - score_first) / c.error,
            'reliable_improvement': c.gain / c.error > z + 1e-9,
            'reliable_deterioration': -c.gain / c.error > z + 1e-9,
            'category': case
                when c.gain / c.error is null or cutoff is null then null
                when c.gain / c.error > z + 1e-9 and c.has_crossed then 'recovered'
                when c.gain / c.error > z + 1e-9 then 'improved'
                when -c.gain / c.error > z + 1e-9 then 'deteriorated'
                else 'unchanged'
            end
        }
    )[1]
);
