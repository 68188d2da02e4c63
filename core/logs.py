"""Nothing that looks like a personal number, or like the code of a link, leaves through a log."""

import logging
import re

# `\d` is a digit of any script, Thai ones too. A G-code may follow a Thai letter, which is a word character.
_PERSONAL_NUMBER = re.compile(
    r"(?<!\d)(?:\d(?:[-\s]?\d){12}|(?<![A-Za-z])[Gg][-\s]?\d(?:[-\s]?\d){11})(?!\d)"
)
# Codes that open something: 130 bits as 26 letters of base32 (`/consent/CODE/`, the code of a certificate).
_CODE = re.compile(r"(?<![A-Za-z0-9])[A-Za-z2-7]{26}(?![A-Za-z0-9])")
HIDDEN, CODE_HIDDEN = "[number hidden]", "[code hidden]"


class NoPersonalNumbers(logging.Filter):
    """Replaces 13-digit numbers (dashed, spaced, Thai digits), G-codes and codes of links in message and traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = _hidden(record.getMessage())
        record.args = ()
        if record.exc_info:
            record.exc_text = _hidden(logging.Formatter().formatException(record.exc_info))
        if record.stack_info:
            record.stack_info = _hidden(record.stack_info)
        return True


def _hidden(text: str) -> str:
    return _CODE.sub(CODE_HIDDEN, _PERSONAL_NUMBER.sub(HIDDEN, text))
