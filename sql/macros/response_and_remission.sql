-- response_and_remission: at least halved, and down to hardly any symptoms.
--
-- Inputs
--     score_first, score_last  numbers, 0 or more: totals of a scale on which lower is better
--     remission_below          number: remission is a last score below it (5 on the PHQ-9)
--     response_share           number, 0 to 1: the fall from the first score that is a response
-- Outputs
--     struct of booleans (response, remission); NULL where a score is missing; response is NULL
--     also for a first score of 0, from which nothing can fall.
-- Formula
--     response: first - last >= 0.5 first; remission: last < 5. Both take everyone as the
--     denominator; restrict to people at caseness before calling remission a recovery.
-- Source
--     Kroenke et al. 2001, Journal of General Internal Medicine 16:606-613 (PHQ-9 below 5);
--     McMillan, Gilbody and Richards 2010, Journal of Affective Disorders 127:122-129 (50 %).
-- Example
--     select unnest(response_and_remission(18, 9))
-- Answer
--     (True, False)
create or replace macro response_and_remission(
    score_first,
    score_last,
    remission_below := 5,
    response_share := 0.5
) as (
    {
        'response': case
            when score_first > 0
                then score_first::double - score_last >= response_share * score_first
        end,
        'remission': case when score_first is not null then score_last < remission_below end
    }
);
