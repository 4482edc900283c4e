-- disclosed.community_funnels: which communities stand out, and the spread that all of them show.
-- One row per community, rule set, follow-up and outcome, and one for the programme.
-- Source: a status says only on which side of a limit a rate lies; the spread is rounded to
-- hundredths of the angle asin(sqrt(rate)). The only reader of the exact figures.
with released_rows as (
    select
        community_id,
        rule_set,
        follow_up,
        outcome,
        chance_status,
        outlier_status,
        spread,
        as_of,
    from released.community_funnels
)

select
    community_id,
    rule_set,
    follow_up,
    outcome,
    chance_status,
    outlier_status,
    round(spread, 2) as spread,
    as_of,
from released_rows
