"""Every error that Rujuk raises on purpose.

    RujukError
    |- InputRefused            what the caller gave cannot be taken; nothing was changed
    |  |- DocumentRefused      a file or record that is no document we can read
    |  |- QuestionRefused      a question (or its options) that cannot be asked
    |  |- UnknownDocument      an id that the library does not hold
    |  |- OriginalNotKept      a document without the file that it was read from, or without such a page
    |  |- SettingRefused       a setting that is unknown or has a bad value
    |  `- KeyRefused           a key that cannot be made, or that is not there
    |- LibraryError            the library on disk cannot be used
    |  |- LibraryNotFound      there is no library at that place
    |  |- LibraryForeign       the file is no Rujuk library, is damaged, or is of a newer version
    |  |- LibraryBusy          another process kept it locked for too long
    |  |- LibraryUnreachable   the server of its database cannot be reached at present
    |  |- LibraryReplaced      another file lies in its place, or none, since it was opened
    |  `- EmbedderMismatch     its vectors were made by another model
    |- ModelError              a model cannot be found or is not what it should be
    `- KeyFileError            the file of keys cannot be read or written, or is damaged

Each message says what was wrong, where, and what to do.
"""


class RujukError(Exception):
    """The root: catching it catches all that Rujuk raises on purpose."""


class InputRefused(RujukError):
    """What the caller gave cannot be taken; nothing was changed."""


class DocumentRefused(InputRefused):
    """A file or record that is no document we can read."""


class QuestionRefused(InputRefused):
    """A question, or an option beside it, that cannot be asked; `field` names which."""

    def __init__(self, message: str, *, field: str = "question") -> None:
        super().__init__(message)
        self.field = field


class UnknownDocument(InputRefused):
    """An id that the library does not hold."""


class OriginalNotKept(InputRefused):
    """A document without the file that it was read from, or whose file has no such page."""


class SettingRefused(InputRefused):
    """A setting that is unknown or has a bad value."""


class KeyRefused(InputRefused):
    """A key that cannot be made as it was asked for, or one to revoke that is not there."""


class LibraryError(RujukError):
    """The library on disk cannot be used."""


class LibraryNotFound(LibraryError):
    """There is no library at that place."""


class LibraryForeign(LibraryError):
    """The file is no Rujuk library, is damaged, or was made by a newer version."""


class LibraryBusy(LibraryError):
    """Another process kept the library locked for too long."""


class LibraryUnreachable(LibraryError):
    """The server of the library's database cannot be reached at present, or ended what was being done."""


class LibraryReplaced(LibraryError):
    """The library that was opened lies at its place no more: it was replaced, restored or removed."""


class EmbedderMismatch(LibraryError):
    """The library's vectors were made by another model than the one in use."""


class ModelError(RujukError):
    """A model cannot be found, or is not what it should be."""


class KeyFileError(RujukError):
    """The file of keys cannot be read or written, or is damaged."""


def unknown_document(document_id: str) -> UnknownDocument:
    """Make the error for an id that the library does not hold."""
    return UnknownDocument(f"the library holds no document {document_id!r}; `rujuk list` shows those it holds")


def damaged_document(document_id: str) -> LibraryForeign:
    """Make the error for a document that is damaged."""
    return LibraryForeign(
        f"the document {document_id!r} is damaged in the library's file: remove it and add it again, or restore a "
        "back-up; `rujuk check` says what else is damaged"
    )
