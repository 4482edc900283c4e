"""Each page's name in catalogues and notes, and its path in the address."""

PATHS = {
    "overview": "overview",
    "recovery_rates": "recovery",
    "compare": "compare",
    "recovery_curves": "time",
    "score_changes": "change",
    "landmark": "landmark",
    "engagement": "engagement",
    "engagement_cohorts": "cohorts",
    "programme_indicators": "indicators",
    "how_to_read": "how-to-read",
}

NAMES = {path: name for name, path in PATHS.items()}
