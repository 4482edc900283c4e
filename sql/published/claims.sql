-- published.claims: what the literature claims of online communities, and where to look.
-- One row per claim. Words alone: nothing here counts members.
select
    claim_id,
    place,
    is_of_the_literature,
    claim_en,
    claim_fr,
    question_en,
    question_fr,
    published_tables,
    views,
    source,
from reference.claims
