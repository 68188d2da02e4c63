"""Why a paper is not signed. `detail` is a sentence for the person who runs the installation."""


class SigningRefused(Exception):
    """The paper is not signed, so it is not issued."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class KeyMissing(SigningRefused):
    """There is no key for this purpose, or its file cannot be opened."""


class KeyExpired(SigningRefused):
    """There are keys, but none is valid at this time."""


class NotOurFile(SigningRefused):
    """The bytes are not laid out as our own press writes them, so nothing can be added to them."""
