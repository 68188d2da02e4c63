"""Nothing that looks like a personal number leaves through a log."""

import logging
import re

_PERSONAL_NUMBER = re.compile(r"(?<!\d)[\d๐-๙](?:[-\s]?[\d๐-๙]){12}(?!\d)|\bG\d{12}\b")
HIDDEN = "[number hidden]"


class NoPersonalNumbers(logging.Filter):
    """Replaces 13-digit numbers (dashed, spaced, Thai digits) and G-codes in the finished message and traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = _PERSONAL_NUMBER.sub(HIDDEN, record.getMessage())
        record.args = ()
        if record.exc_info:
            text = logging.Formatter().formatException(record.exc_info)
            record.exc_text = _PERSONAL_NUMBER.sub(HIDDEN, text)
        return True
