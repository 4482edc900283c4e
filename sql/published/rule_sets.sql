-- published.rule_sets: by which questionnaires, thresholds and version a recovery was judged.
-- One row per rule set. Thresholds of the literature alone: nothing here counts members.
select
    rule_set,
    version,
    primary_instrument,
    secondary_instrument,
    caseness_threshold,
    reliable_change_points,
    is_higher_better,
    is_classified,
    source,
from reference.rule_sets
