-- severity_band: the named band of severity in which a total falls.
--
-- Inputs
--     instrument  varchar: 'PHQ-9', 'PHQ-8', 'GAD-7', 'BDI-I', 'BDI-II', 'HAM-D17'
--     score       number: total, 0 to the instrument's maximum
-- Outputs
--     varchar: 'minimal', 'mild', 'moderate', 'moderately_severe' (PHQ only), 'severe'; NULL for a
--     missing score, one outside the instrument's range, and instruments without published bands
-- Formula
--     PHQ-9 and PHQ-8 from 5, 10, 15, 20; GAD-7 from 5, 10, 15; BDI-I from 10, 19, 30;
--     BDI-II from 14, 20, 29; HAM-D17 from 8, 17, 24
-- Source
--     Kroenke et al. 2001, J Gen Intern Med 16:606-613; Kroenke et al. 2009, J Affect Disord
--     114:163-173; Spitzer et al. 2006, Arch Intern Med 166:1092-1097; Beck and Steer 1987; Beck,
--     Steer and Brown 1996; Zimmerman et al. 2013, J Affect Disord 150:384-388.
-- Example
--     select severity_band('PHQ-9', 15), severity_band('GAD-7', 15), severity_band('BDI-II', 13)
-- Answer
--     ('moderately_severe', 'severe', 'minimal')
create or replace macro severity_band(instrument, score) as (
    list_transform(
        [
            case instrument
                when 'PHQ-9' then [5, 10, 15, 20, 27]
                when 'PHQ-8' then [5, 10, 15, 20, 24]
                when 'GAD-7' then [5, 10, null, 15, 21]
                when 'BDI-I' then [10, 19, null, 30, 63]
                when 'BDI-II' then [14, 20, null, 29, 63]
                when 'HAM-D17' then [8, 17, null, 24, 52]
            end
        ],
        lambda starts: case
            when score < 0 or score > starts[5] then null
            when score >= starts[4] then 'severe'
            when score >= starts[3] then 'moderately_severe'
            when score >= starts[2] then 'moderate'
            when score >= starts[1] then 'mild'
            when score < starts[1] then 'minimal'
        end
    )[1]
);
