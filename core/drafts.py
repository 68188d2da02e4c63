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
    """`secret`: 32 bytes for AES-256-GCM in base64; `account`: whose rows are whose, without naming anybody.

    `lists`: another such key, for the list of a class and its marks only: a tab keeps it until it is closed.
    """

    secret: str
    account: str
    lists: str


def device_key(user: AbstractUser) -> DeviceKey:
    """The account's key and tag; the same on each of its devices and after each sign-in."""
    whose = f"{user.pk}:{user.get_session_auth_hash()}"
    secret = salted_hmac("core.drafts.key", whose, algorithm="sha256")
    lists = salted_hmac("core.drafts.lists", whose, algorithm="sha256")
    account = salted_hmac("core.drafts.account", str(user.pk), algorithm="sha256")
    tag = account.hexdigest()[:32]
    return DeviceKey(
        base64.b64encode(secret.digest()).decode(), tag, base64.b64encode(lists.digest()).decode()
    )
