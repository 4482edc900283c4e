"""Where the project's own files lie, in a checkout and in an installed wheel alike."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def project_folder(name: str) -> Path:
    """Return `data_contracts` or `sql`: beside `ingest/` in a checkout, inside it in a wheel.

    Raises FileNotFoundError where neither holds the folder: the installation is broken.
    """
    for candidate in (_PACKAGE.parent / name, _PACKAGE / "_project" / name):
        if candidate.is_dir():
            return candidate
    raise FileNotFoundError(f"The folder {name} is missing from this installation of Rebond.")


DATA_CONTRACTS = project_folder("data_contracts")
SQL = project_folder("sql")


def shipped_mapping(name: str) -> Path | None:
    """Return the mapping of that name that comes with the project, if there is one."""
    mappings = {path.stem: path for path in (DATA_CONTRACTS / "mappings").glob("*.yaml")}
    return mappings.get(name)
