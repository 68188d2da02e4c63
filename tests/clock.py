"""The one moment at which tests happen: Monday 23 November 2569 B.E., 09:00 in Bangkok."""

from datetime import datetime
from zoneinfo import ZoneInfo

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Asia/Bangkok"))
