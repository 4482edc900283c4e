-- phq9_only_outcome: "recovery (PHQ-9 only)", for communities that collect no GAD-7.
--
-- Inputs
--     phq9_first, phq9_last  whole numbers, 0 to 27: first and last total of the PHQ-9
--     caseness_threshold, reliable_change_points   numbers: 10 and 6 of the NHS rules
-- Outputs
--     struct of booleans (caseness, recovery, reliable_improvement, reliable_recovery,
--     reliable_deterioration, no_reliable_change); caseness is NULL without a first score, all
--     others unless both are there. recovery is false, not NULL, without caseness.
-- Formula
--     caseness: first >= 10; recovery: caseness and last < 10; reliable: a change of >= 6 points.
--     An easier rule than NHS recovery (no anxiety score can forbid it), with another denominator:
--     never shown beside the NHS figure without saying so.
-- Source
--     The PHQ-9 half of NHS England, A guide to IAPT data and publications, version 2.1.
-- Example
--     select unnest(phq9_only_outcome(15, 8))
-- Answer
--     (True, True, True, True, False, False)
create or replace macro phq9_only_outcome(
    phq9_first,
    phq9_last,
    caseness_threshold := 10,
    reliable_change_points := 6
) as (
    {
        'caseness': phq9_first >= caseness_threshold,
        'recovery': case
            when phq9_first is not null and phq9_last is not null
                then phq9_first >= caseness_threshold and phq9_last < caseness_threshold
        end,
        'reliable_improvement': phq9_first::double - phq9_last >= reliable_change_points,
        'reliable_recovery': case
            when phq9_first is not null and phq9_last is not null
                then
                    phq9_first >= caseness_threshold and phq9_last < caseness_threshold
                    and phq9_first::double - phq9_last >= reliable_change_points
        end,
        'reliable_deterioration': phq9_last::double - phq9_first >= reliable_change_points,
        'no_reliable_change': abs(phq9_last::double - phq9_first) < reliable_change_points
    }
);
