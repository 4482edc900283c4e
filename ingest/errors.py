"""Troubles that a person can mend: each is shown as its sentence, never as a traceback."""


class RebondError(Exception):
    """Something that the user can mend; `code` names its sentence in the messages' catalogue.

    The parameters go into the sentence. They never hold a value of a row.
    """

    def __init__(self, code: str, **parameters: object) -> None:
        super().__init__(code)
        self.code = code
        self.parameters = parameters


class ExportRefused(RebondError):
    """The file as a whole cannot be taken in; nothing of it is kept."""


class MappingRefused(RebondError):
    """The mapping file does not say what it must."""


class UnknownPartner(RebondError):
    """No partner of that name is registered."""


class UnknownExport(RebondError):
    """No export bears that reference."""
