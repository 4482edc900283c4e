"""Which folders of a home other accounts of the machine may look into."""

import stat

from ingest.settings import Settings


def test_only_published_figures_can_be_read_by_other_accounts(settings: Settings) -> None:
    # A folder made by hand, or before this rule, has the usual mode.
    settings.outbox.mkdir(parents=True, mode=0o755)
    settings.make_folders()
    open_to_others = {
        folder.name
        for folder in settings.home.iterdir()
        if stat.S_IMODE(folder.stat().st_mode) & 0o077
    }
    assert open_to_others == {"public"}
