"""Chores: what the product does by itself when a day has passed, run by the worker now and then.

A chore is a function of `at` named in `settings.CHORES`; it may run twice and finds nothing to do the second time.
"""

import logging

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

logger = logging.getLogger(__name__)


def run_chores() -> None:
    """Run every chore once. One that fails is logged with its fault and does not keep the others from running."""
    for path in settings.CHORES:
        try:
            import_string(path)(at=timezone.now())
        except Exception:
            logger.exception("the chore %s failed; it is tried again next time", path)
