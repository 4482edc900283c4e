"""What partners are told, from the one catalogue that the command line speaks from too."""

from dashboard.language import Language
from dashboard.project_files import read_yaml


def sentence(code: str, language: Language, /, **parameters: object) -> str:
    """What a code of `data_contracts/messages.yaml` says. Raises KeyError where it says nothing."""
    words: str = read_yaml("messages.yaml")["sentences"][code][language.code]
    shown = {
        name: language.whole(value) if type(value) is int else value
        for name, value in parameters.items()
    }
    return language.typeset(words.format(**shown))
