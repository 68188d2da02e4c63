"""Writes about accounts and their roles. Nobody raises themselves, and no centre is left without a head."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.enums import Role
from agencies.models import Agency, Membership, User
from agencies.permissions import holders, may_reset_password, roles_to_give
from core import audit
from core.refusals import NotYours, Refused

ONE_DAY = timedelta(days=1)
KEEPERS = (Role.HEAD, Role.OFFICER)  # without one nobody at the agency can give a role


class UsernameTaken(Refused):
    sentence = _("The user name “%(username)s” is taken.")
    remedy = _("Choose another one.")


class RoleToOneself(Refused):
    sentence = _("Nobody gives a role to their own account.")
    remedy = _("Ask a colleague who may.")


class LastOfItsKind(Refused):
    sentence = _("%(name)s is the last “%(role)s” of %(agency)s.")
    remedy = _("Give somebody else this role first.")


class EndsInThePast(Refused):
    sentence = _("The last day of a role cannot lie in the past.")
    remedy = _("Give today or a later day, or leave it empty.")


@transaction.atomic
def open_account(
    *,
    username: str,
    password: str | None,
    first_name: str,
    last_name: str,
    by: User | None,
    at: datetime,
    memberships: Iterable[tuple[Agency, Role]] = (),
    email: str = "",
    phone: str = "",
    told: bool = False,
) -> User:
    """Give somebody an account with roles at agencies; without a password it opens for nobody until it gets one.

    `told` says that somebody else knows the password, so that its owner must choose another. Raises `UsernameTaken`.
    """
    try:
        with transaction.atomic():
            user = User.objects.create_user(
                username,
                email,
                password,
                first_name=first_name,
                last_name=last_name,
                phone=phone,
                has_first_password=told,
            )
    except IntegrityError as clash:
        raise UsernameTaken(username=username) from clash
    Membership.objects.bulk_create(
        Membership(user=user, agency=agency, role=role) for agency, role in memberships
    )
    audit.record("account.opened", user, by=by, at=at)
    return user


@transaction.atomic
def open_member_account(
    agency: Agency,
    *,
    username: str,
    password: str,
    first_name: str,
    last_name: str,
    role: Role,
    until: date | None,
    by: User,
    at: datetime,
    email: str = "",
    phone: str = "",
) -> User:
    """Open an account for somebody who is to hold `role` at the agency. Raises as `give_role`, and `UsernameTaken`."""
    user = open_account(
        username=username,
        password=password,
        first_name=first_name,
        last_name=last_name,
        email=email,
        phone=phone,
        told=True,
        by=by,
        at=at,
    )
    give_role(user, agency=agency, role=role, until=until, by=by, at=at)
    return user


@transaction.atomic
def give_role(
    user: User, *, agency: Agency, role: Role, until: date | None, by: User, at: datetime
) -> Membership:
    """Let the account hold `role` at the agency to the end of `until`, or until further notice; also again.

    Raises `RoleToOneself`, `NotYours`, `EndsInThePast`.
    """
    if by == user:
        raise RoleToOneself
    if role not in roles_to_give(by, agency):
        raise NotYours
    if until and until < timezone.localdate(at):
        raise EndsInThePast
    membership, _created = Membership.objects.update_or_create(
        user=user, agency=agency, role=role, defaults={"until": until}
    )
    last = until.isoformat() if until else None
    audit.record("role.given", user, by=by, at=at, agency=agency.pk, role=role.value, until=last)
    return membership


@transaction.atomic
def end_role(membership: Membership, *, by: User, at: datetime) -> None:
    """End a role at once: yesterday was its last day. One's own may be ended too, but not the last head's or officer's.

    Raises `NotYours`, `LastOfItsKind`.
    """
    # The agency's row is the lock: of two heads who end each other at once the second finds themselves the last.
    agency = Agency.objects.select_for_update().get(pk=membership.agency_id)
    role = Role(membership.role)
    if by.pk != membership.user_id and role not in roles_to_give(by, agency):
        raise NotYours
    others = holders(agency, role).exclude(pk=membership.pk)
    if role in KEEPERS and not others.exists():
        name = membership.user.get_full_name() or membership.user.get_username()
        raise LastOfItsKind(name=name, role=role.label, agency=agency)
    membership.until = timezone.localdate(at) - ONE_DAY
    membership.save(update_fields=["until"])
    audit.record("role.ended", membership.user, by=by, at=at, agency=agency.pk, role=role.value)


@transaction.atomic
def change_contact(*, phone: str, email: str, by: User, at: datetime) -> None:
    """Let somebody say where colleagues reach them; "" is nothing to call or to write to.

    The audit row names what changed, not the number or the address; what stays as it was writes nothing.
    """
    said = {"phone": phone, "email": email}
    changed = [name for name, value in said.items() if getattr(by, name) != value]
    if not changed:
        return
    by.phone, by.email = phone, email
    by.save(update_fields=changed)
    audit.record("account.contact_changed", by, by=by, at=at, fields=changed)


@transaction.atomic
def set_new_password(user: User, *, password: str, by: User, at: datetime) -> None:
    """Give the account a new first password, told in person; its sessions end. Raises `NotYours`."""
    if not may_reset_password(by, user):
        raise NotYours
    user.set_password(password)
    user.has_first_password = True
    user.save(update_fields=["password", "has_first_password"])
    audit.record("account.password_set", user, by=by, at=at)


@transaction.atomic
def note_own_password(user: User, *, at: datetime) -> None:
    """The owner has chosen a password that nobody else knows."""
    user.has_first_password = False
    user.save(update_fields=["has_first_password"])
    audit.record("account.password_chosen", user, by=user, at=at)
