"""Keys of rows that come from outside, in an address or a form."""


def key_in(text: str) -> int:
    """The key that a text is; 0, which no row has, where it is none or too long to be one."""
    return int(text) if text.isdecimal() and len(text) < 19 else 0
