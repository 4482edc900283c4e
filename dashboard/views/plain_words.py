"""Words of partners, such as names of columns and files, as they are."""


def plain(words: str) -> str:
    """Words that may hold signs of Markdown, shown as they are."""
    return "".join(f"\\{sign}" if sign in r"\`*_{}[]<>()#+-!|~$:" else sign for sign in words)
