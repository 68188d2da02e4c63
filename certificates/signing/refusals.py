"""Why a paper is not signed. `detail` is a sentence for the person who runs the installation."""


class SigningRefused(Exception):
    """The paper is not signed, so it is not issued. `words` may name `facts`, to be said in another language."""

    def __init__(self, words: str, /, **facts: str | int) -> None:
        self.words, self.facts = words, facts
        self.detail = words % facts if facts else words
        super().__init__(self.detail)


class KeyMissing(SigningRefused):
    """There is no key for this purpose, or its file or token cannot be opened."""


class KeyExpired(SigningRefused):
    """There are keys, but none is valid at this time."""


class NotOurFile(SigningRefused):
    """The bytes are not laid out as our own press writes them, so nothing can be added to them."""
