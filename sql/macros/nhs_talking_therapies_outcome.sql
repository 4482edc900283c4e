-- nhs_talking_therapies_outcome: recovery by the rules of NHS Talking Therapies, on both scales.
--
-- Inputs
--     phq9_first, phq9_last  whole numbers, 0 to 27: first and last total of the PHQ-9
--     gad7_first, gad7_last  whole numbers, 0 to 21: first and last total of the GAD-7
--     phq9_caseness, gad7_caseness                 the scores from which someone is at caseness
--     phq9_reliable_change, gad7_reliable_change   the smallest reliable change, in points
-- Outputs
--     struct of booleans (caseness, recovery, reliable_improvement, reliable_recovery,
--     reliable_deterioration, no_reliable_change). caseness is NULL unless both first scores are
--     there, all others are NULL unless all four are. recovery is false, not NULL, without
--     caseness: its denominator is people at caseness, that of the others is everyone paired.
-- Formula
--     caseness: PHQ-9 >= 10 or GAD-7 >= 8 at first;
--     recovery: at caseness, and both last scores below;
--     reliable improvement: PHQ-9 falls by >= 6 or GAD-7 by >= 4, and neither rises by as much;
--     reliable deterioration: the mirror image; a mixed result is no reliable change;
--     reliable recovery: recovery and reliable improvement. Recovery and reliable deterioration can
--     be true at once (PHQ-9 12 -> 9, GAD-7 3 -> 7).
-- Source
--     NHS England, A guide to IAPT data and publications, version 2.1.
-- Example
--     select unnest(nhs_talking_therapies_outcome(10, 9, 7, 7))
-- Answer
--     (True, True, False, False, False, True)
create or replace macro nhs_talking_therapies_outcome(
    phq9_first,
    phq9_last,
    gad7_first,
    gad7_last,
    phq9_caseness := 10,
    gad7_caseness := 8,
    phq9_reliable_change := 6,
    gad7_reliable_change := 4
) as (
    list_transform(
        [
            {
                'has_first': phq9_first is not null and gad7_first is not null,
                'is_paired': phq9_first is not null and phq9_last is not null
                and gad7_first is not null and gad7_last is not null,
                'was_case': phq9_first >= phq9_caseness or gad7_first >= gad7_caseness,
                'is_case': phq9_last >= phq9_caseness or gad7_last >= gad7_caseness,
                'falls': phq9_first::double - phq9_last >= phq9_reliable_change
                or gad7_first::double - gad7_last >= gad7_reliable_change,
                'rises': phq9_last::double - phq9_first >= phq9_reliable_change
                or gad7_last::double - gad7_first >= gad7_reliable_change
            }
        ],
        lambda c: {
            'caseness': case when c.has_first then c.was_case end,
            'recovery': case when c.is_paired then c.was_case and not c.is_case end,
            'reliable_improvement': case when c.is_paired then c.falls and not c.rises end,
            'reliable_recovery': case
                when c.is_paired then c.was_case and not c.is_case and c.falls and not c.rises
            end,
            'reliable_deterioration': case when c.is_paired then c.rises and not c.falls end,
            'no_reliable_change': case when c.is_paired then c.falls = c.rises end
        }
    )[1]
);
