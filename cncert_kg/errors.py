"""What can go wrong, as one tree; `cli` turns a branch into an exit code.

CncertKgError
├── UsageError            2   the command line asks for something impossible
├── DocumentError         1   one document cannot be used; the others go on
│   ├── ReadError             its bytes cannot become text
│   └── ExtractionError       its text lacks what its series requires
├── ResourceError         3   the shipped ontology, shapes or register is broken
├── PublicationError      3   validation or coverage failed, nothing was published
├── StorageError         74   a file could not be read or written
└── LockedError          75   another build holds the lock
"""


class CncertKgError(Exception):
    """Base of every error this package raises on purpose."""

    exit_code = 1

    def __init__(self, code: str, message: str, where: str = "") -> None:
        super().__init__(f"{code} {where}: {message}" if where else f"{code} {message}")
        self.code = code
        """Stable upper-case code, `E_…`."""
        self.message = message
        """What was found and what was expected, one line."""
        self.where = where
        """File, and position where there is one: `post.md:41`."""


class UsageError(CncertKgError):
    """The command line asks for something impossible."""

    exit_code = 2


class DocumentError(CncertKgError):
    """One document cannot be used; it is quarantined and the others go on."""


class ReadError(DocumentError):
    """The bytes of a document cannot become text."""


class ExtractionError(DocumentError):
    """A recognised report lacks what its series requires, or contradicts itself."""


class ResourceError(CncertKgError):
    """A file shipped with the package is broken."""

    exit_code = 3


class PublicationError(CncertKgError):
    """Validation or a coverage minimum failed; nothing was published."""

    exit_code = 3


class StorageError(CncertKgError):
    """A file could not be read or written."""

    exit_code = 74


class LockedError(CncertKgError):
    """Another build holds the lock of the release folder."""

    exit_code = 75
