"""Keys of rows that come from outside, in an address or a form."""

from uuid import UUID


def key_in(text: str) -> int:
    """The key that a text is; 0, which no row has, where it is none or too long to be one."""
    return int(text) if text.isdecimal() and len(text) < 19 else 0


def uuid_in(text: str) -> UUID:
    """The key that a text is; where it is none, one that no row has."""
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)
