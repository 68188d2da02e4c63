"""What an account may do because of its role at an agency. Each docstring is the policy."""

from django.db.models import Q, QuerySet
from django.utils import timezone

from agencies.enums import AgencyKind, Role
from agencies.models import Agency, Membership, Place, User

SIGNERS = (
    Role.HEAD,
    Role.OFFICER,
)  # whose account may bind an agency; others sign by the letter sent to them


def is_center_staff(user: User) -> bool:
    """Staff and heads of a skill development centre."""
    return user.has_role(Role.STAFF, Role.HEAD, kind=AgencyKind.CENTER)


def is_head(user: User) -> bool:
    """Heads of a centre: they approve what binds the centre."""
    return user.has_role(Role.HEAD, kind=AgencyKind.CENTER)


def is_counselor(user: User) -> bool:
    """School counsellors."""
    return user.has_role(Role.COUNSELOR)


def is_officer(user: User) -> bool:
    """Provincial officers and the committee's secretary: they see totals, not people."""
    return user.has_role(Role.OFFICER)


def is_staff_or_counselor(user: User) -> bool:
    """Staff of any agency (a centre, an employment office) and counsellors: they deal with people."""
    return user.has_role(Role.STAFF, Role.HEAD, Role.COUNSELOR)


def can_see_reports(user: User) -> bool:
    """Centre staff and provincial officers."""
    return is_center_staff(user) or is_officer(user)


def has_a_role(user: User) -> bool:
    """Whoever holds any role at an agency."""
    return user.has_role(*Role)


def can_see_memoranda(user: User) -> bool:
    """Members of agencies, except volunteers: those their own agency keeps or was invited to sign."""
    return user.has_role(Role.STAFF, Role.HEAD, Role.COUNSELOR, Role.OFFICER)


def can_keep_memoranda(user: User) -> bool:
    """Heads of centres and officers draw up, invite, remind and end, for the agency that keeps the memorandum."""
    return user.has_role(*SIGNERS)


def can_see_agencies(user: User) -> bool:
    """Whoever holds a role: the agencies of the provinces that their own ones serve."""
    return has_a_role(user)


def can_register_agencies(user: User) -> bool:
    """Officers, for the provinces that their own agency serves."""
    return is_officer(user)


def can_keep_agencies(user: User) -> bool:
    """Heads keep their own centre's entry and accounts, officers those of their provinces (`kept_by`)."""
    return is_head(user) or is_officer(user)


def provinces_looked_after(user: User) -> QuerySet[Place]:
    """The provinces that an officer's own agencies serve."""
    return Place.objects.filter(agencies__in=user.agencies_as(Role.OFFICER)).distinct()


def kept_by(user: User) -> QuerySet[Agency]:
    """A head's own centre; every agency that serves a province which an officer's own agency serves."""
    if not user.is_active:
        return Agency.objects.none()
    served = provinces_looked_after(user).values("pk")
    near = Agency.provinces.through.objects.filter(place__in=served).values("agency")
    return Agency.objects.filter(Q(pk__in=user.agencies_as(Role.HEAD)) | Q(pk__in=near))


# Who can hold which role where: a school has no head of centre. An officer looks after a whole province, so only
# the offices that do have officers.
ROLES_AT: dict[AgencyKind, tuple[Role, ...]] = {
    AgencyKind.CENTER: (Role.STAFF, Role.HEAD, Role.VOLUNTEER),
    AgencyKind.PROVINCE: (Role.OFFICER, Role.VOLUNTEER),
    AgencyKind.LABOR: (Role.OFFICER, Role.VOLUNTEER),
}
ROLES_ELSEWHERE = (Role.COUNSELOR, Role.VOLUNTEER)


def possible_roles(kind: AgencyKind) -> tuple[Role, ...]:
    """The roles that somebody can hold at an agency of that kind."""
    return ROLES_AT.get(kind, ROLES_ELSEWHERE)


def roles_to_give(by: User, agency: Agency) -> list[Role]:
    """The roles that `by` may give and end at the agency.

    Heads all roles of their own centre. Officers those at the agencies they keep, but: at a centre only its first head
    (afterwards the head decides), and officers only at their own office or where an office has none yet and serves no
    province beyond theirs: nobody makes an officer who reaches further than they do.
    """
    possible = possible_roles(AgencyKind(agency.kind))
    if agency.pk in by.agencies_as(Role.HEAD):
        return list(possible)
    if not (is_officer(by) and kept_by(by).filter(pk=agency.pk).exists()):
        return []
    if agency.kind == AgencyKind.CENTER:
        return [] if holders(agency, Role.HEAD).exists() else [Role.HEAD]
    own = agency.pk in by.agencies_as(Role.OFFICER)
    closed = set() if own or _may_get_an_officer(agency, by) else {Role.OFFICER}
    return [role for role in possible if role not in closed]


def _may_get_an_officer(agency: Agency, by: User) -> bool:
    beyond = agency.provinces.exclude(pk__in=provinces_looked_after(by).values("pk"))
    return not holders(agency, Role.OFFICER).exists() and not beyond.exists()


def holders(agency: Agency, role: Role) -> QuerySet[Membership]:
    """The roles of that kind held at the agency today, by accounts that are open."""
    today = timezone.localdate()
    live = Membership.objects.filter(Q(until=None) | Q(until__gte=today))
    return live.filter(agency=agency, role=role, user__is_active=True)


def may_reset_password(by: User, user: User) -> bool:
    """Whoever could have given every role that the account holds today; nobody takes over an account with more.

    An account that is somebody's own, a trainee's or a trainer's, opens what no role gives: adding a role to it
    makes nobody its keeper.
    """
    held = [(agency, role) for agency, roles in user.every_role_at.items() for role in roles]
    agencies = Agency.objects.in_bulk(user.every_role_at)
    allowed = {pk: set(roles_to_give(by, agency)) for pk, agency in agencies.items()}
    if by == user or user.is_superuser or _is_somebodys_own(user):
        return False
    return bool(held) and all(role in allowed[agency] for agency, role in held)


def _is_somebodys_own(user: User) -> bool:
    """Whether a record of another app (a graduate, a trainer) is the account's one and only."""
    relations = (relation for relation in User._meta.related_objects if relation.one_to_one)
    return any(hasattr(user, relation.get_accessor_name() or "") for relation in relations)
