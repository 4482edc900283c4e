"""Whatever whole-number type a file brings, a macro answers alike: no overflow, no wrap-around."""

import pytest

WHOLE_NUMBERS = (
    "utinyint",
    "tinyint",
    "smallint",
    "uinteger",
    "bigint",
    "hugeint",
    "decimal(9, 2)",
)
CALLS = (
    "nhs_talking_therapies_outcome({9}, {15}, {7}, {12})",
    "nhs_talking_therapies_outcome({15}, {9}, {12}, {7})",
    "phq9_only_outcome({9}, {15})",
    "single_scale_outcome({9}, {15}, 10, 6)",
    "single_scale_outcome({9}, {15}, 12, 3, is_higher_better := true)",
    "response_and_remission({9}, {15})",
    "jacobson_truax({33}, {10}, 0.8, 7.5, 21)",
    "jacobson_truax({10}, {33}, 0.8, 7.5, 21)",
    "jacobson_truax_cutoffs({40}, {7}, {60}, {8})",
    "severity_band('PHQ-9', {15})",
    "wilson_interval({65}, {100})",
    "newcombe_difference({56}, {70}, {48}, {80})",
    "risk_ratio({56}, {70}, {48}, {80})",
    "rate_ratio({56}, {70}, {48}, {80})",
    "poisson_interval({9}, {100})",
    "mean_interval({4}, {3}, {120})",
    "standardised_mean_difference({103}, {5}, {50}, {100}, {4}, {50})",
    "disclosed_count({65}, {100})",
    "disclosed_status({65}, {100})",
    "published_proportion({50}, {100}, 'ok', 'ok')",
    "disclosed_mean({5}, {50})",
    "disclosed_grid(0.5, 0.4, 0.6, {120})",
    "funnel_proportion_limits(0.5, {100})",
)


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.partition("(")[0])
def test_the_type_of_a_whole_number_does_not_change_the_answer(value, call):
    plain = value(call.replace("{", "").replace("}", ""))
    for number_type in WHOLE_NUMBERS:
        typed = call.replace("{", "cast(").replace("}", f" as {number_type})")
        assert value(typed) == plain, number_type
