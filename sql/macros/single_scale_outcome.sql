-- single_scale_outcome: recovery and reliable change on one questionnaire.
--
-- Inputs
--     score_first, score_last   numbers: first and last total, on the same scale
--     caseness_threshold        number: at caseness from this score on (up to it where higher is
--                               better, as WHO-5 <= 50); NULL = the scale has none
--     reliable_change_points    number above 0: smallest reliable change; NULL = none is published
--     is_higher_better          boolean: does a higher score mean better health
-- Outputs
--     struct of booleans (caseness, recovery, reliable_improvement, reliable_recovery,
--     reliable_deterioration, no_reliable_change). NULL: all where score_first is NULL, all but
--     caseness where score_last is, the first two where there is no threshold, the reliable ones
--     where there is no reliable change. recovery is false, not NULL, without caseness.
-- Formula
--     as the NHS rules, on one scale: improvement by at least the reliable change, deterioration by
--     as much the other way; reliable recovery = recovery and reliable improvement. A billionth of
--     a point is forgiven, so that scores with fractions are judged as written.
--     For PHQ-9 alone use threshold 10 and change 6 and call it "recovery (PHQ-9 only)": it is an
--     easier rule than the NHS one, with another denominator.
-- Source
--     NHS England, A guide to IAPT data and publications, version 2.1, applied to a single scale.
-- Example
--     select unnest(single_scale_outcome(14, 9, 10, 6))
-- Answer
--     (True, True, False, False, False, True)
create or replace macro single_scale_outcome(
    score_first,
    score_last,
    caseness_threshold,
    reliable_change_points,
    is_higher_better := false
) as (
    list_transform(
        [
            {
                'was_case': case
                    when is_higher_better then score_first <= caseness_threshold
                    else score_first >= caseness_threshold
                end,
                'is_case': case
                    when is_higher_better then score_last <= caseness_threshold
                    else score_last >= caseness_threshold
                end,
                'gain': case
                    when is_higher_better then score_last::double - score_first
                    else score_first::double - score_last
                end
            }
        ],
        lambda c: {
            'caseness': c.was_case,
            'recovery': case
                when score_first is not null and score_last is not null
                    then c.was_case and not c.is_case
            end,
            'reliable_improvement': c.gain >= reliable_change_points - 1e-9,
            'reliable_recovery': case
                when c.gain is not null and reliable_change_points is not null
                    then
                        c.was_case and not c.is_case
                        and c.gain >= reliable_change_points - 1e-9
            end,
            'reliable_deterioration': -c.gain >= reliable_change_points - 1e-9,
            'no_reliable_change': abs(c.gain) < reliable_change_points - 1e-9
        }
    )[1]
);
