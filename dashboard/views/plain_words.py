"""Words of others, such as names of communities, columns and files, shown as they are.

Every place that Streamlit reads as Markdown (headings, text, tables with their column names,
labels of buttons) takes them through here. Charts, select boxes and downloads read no Markdown and
are given the words themselves.
"""

import re

from dashboard.language import WORD_JOINER

# What Markdown reads within a line; a colon opens a directive of Streamlit, such as `:red[...]`.
_WITHIN = r"(?P<within>[\\`*_{}\[\]<>&~$|]|:(?=[^\s\d]))"
# What makes a line a list or a heading stands at its start, before a blank.
_AT_START = r"^(?P<bullet>[-+#=]+(?=\s|$))|^(?P<number>\d+)(?=[.)](?:\s|$))"
_READ = re.compile(f"{_WITHIN}|{_AT_START}")
# A backslash does not stop these: icons, emoji and addresses are sought in the text once more after
# the backslashes are gone. A sign that nobody sees, in their midst, does.
_SOUGHT = re.compile(r"(?<=:)(?=[\w+/-]+:|//)|(?<=www)(?=\.)|(?<=@)(?=\S)", re.IGNORECASE)


def plain(words: str) -> str:
    """Markdown that shows the words as they are, whatever signs they hold."""
    # Four blanks at the start would make it code.
    return _READ.sub(_escaped, _SOUGHT.sub(WORD_JOINER, words.lstrip(" ")))


def _escaped(found: re.Match[str]) -> str:
    return f"{found['number']}\\" if found["number"] else f"\\{found[0]}"
