"""What a device keeps of unsent forms is encrypted under a key that it never stores.

The key is derived for an account and handed out with every page it opens, so the words on a shared phone can be
read by nobody else, and by nobody at all once the account is signed out. A new password makes another key.
"""

import base64
from dataclasses import dataclass

from django.contrib.auth.models import AbstractUser
from django.utils.crypto import salted_hmac

DAYS_KEPT = 7


@dataclass(frozen=True, slots=True)
class DeviceKey:
    """`secret`: 32 bytes for AES-256-GCM in base64; `account`: whose rows are whose, without naming anybody."""

    secret: str
    account: str


def device_key(user: AbstractUser) -> DeviceKey:
    """The account's key and tag; the same on each of its devices and after each sign-in."""
    secret = salted_hmac("core.drafts.key", f"{user.pk}:{user.get_session_auth_hash()}", algorithm="sha256")
    account = salted_hmac("core.drafts.account", str(user.pk), algorithm="sha256")
    return DeviceKey(base64.b64encode(secret.digest()).decode(), account.hexdigest()[:32])
