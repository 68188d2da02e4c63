"""What an account may do with people. Each docstring is the policy."""

from agencies.enums import AgencyKind, Role
from agencies.models import Agency, User
from agencies.permissions import is_center_staff, is_counselor, is_head, is_officer, is_staff_or_counselor
from enrollment.models import Graduate, Placement
from training.permissions import is_trainer

OVERSEERS = (AgencyKind.AREA_OFFICE, AgencyKind.EDUCATION)


def is_trainee(user: User) -> bool:
    """People whose own record is linked to the account."""
    return user.is_active and hasattr(user, "graduate")


def is_in_a_firm(user: User) -> bool:
    """Trainees who are or were placed in a firm."""
    return is_trainee(user) and Placement.objects.filter(enrollment__graduate__user=user).exists()


def is_volunteer(user: User) -> bool:
    """Labour volunteers, each in the own tambon."""
    return user.has_role(Role.VOLUNTEER)


def can_see_people(user: User) -> bool:
    """Staff of agencies and counsellors, each their own people; volunteers those whom they entered."""
    return is_staff_or_counselor(user) or is_volunteer(user)


def can_register(user: User) -> bool:
    """Staff, counsellors and volunteers register people by the form."""
    return can_see_people(user)


def can_import(user: User) -> bool:
    """Staff and counsellors register people by a file."""
    return is_staff_or_counselor(user)


def can_refer(user: User) -> bool:
    """Staff, counsellors and volunteers refer the people they see, and withdraw what they sent."""
    return can_see_people(user)


def can_answer_referrals(user: User) -> bool:
    """Staff and counsellors of the receiving agency receive, accept, decline and hand on."""
    return is_staff_or_counselor(user)


def can_choose(user: User) -> bool:
    """Centre staff and counsellors enter ranked lists; trainees their own."""
    return is_staff_or_counselor(user) or is_trainee(user)


def can_answer_offers(user: User) -> bool:
    """The person answers; centre staff and the counsellor may answer for them."""
    return can_choose(user)


def can_teach(user: User) -> bool:
    """Centre staff, and trainers for the runs they teach."""
    return is_center_staff(user) or is_trainer(user)


def can_ask_leave(user: User) -> bool:
    """Trainees ask for leave for themselves, staff and trainers for those whom they teach."""
    return is_trainee(user) or can_teach(user)


def can_keep_consents(user: User) -> bool:
    """Staff and counsellors record consents of the people they see, take them back for them, print and read forms."""
    return is_staff_or_counselor(user)


def can_publish_texts(user: User) -> bool:
    """Heads of a centre and provincial officers publish the words under which consent is asked."""
    return is_head(user) or is_officer(user)


def can_report_school(user: User) -> bool:
    """Counsellors keep the roster of their schools and report the class."""
    return is_counselor(user)


def oversees_schools(user: User) -> bool:
    """Counsellors of an education office see its schools one by one, provincial officers the totals."""
    return is_officer(user) or (
        is_counselor(user)
        and Agency.objects.filter(pk__in=user.agencies_as(Role.COUNSELOR), kind__in=OVERSEERS).exists()
    )


def can_handle_rights(user: User) -> bool:
    """Centre staff and counsellors answer what people ask about their data, each for the people they see."""
    return is_staff_or_counselor(user)


def can_see_viewers(user: User) -> bool:
    """Who has seen a person: heads of a centre and counsellors; the person on a page of their own."""
    return is_head(user) or is_counselor(user)


def can_answer_for_accounts(user: User) -> bool:
    """Whom an account has seen: the head of its centre, and provincial officers; a breach is reported in 72 hours."""
    return is_head(user) or is_officer(user)


def can_judge_pairs(user: User) -> bool:
    """Staff and counsellors say of two people whom they see that they are one, or that they are two."""
    return is_staff_or_counselor(user)


def can_merge(user: User) -> bool:
    """Staff and counsellors merge records, undo it, and let those whom they see be compared; which: `may_merge`."""
    return is_staff_or_counselor(user)


def may_merge(user: User, *records: Graduate) -> bool:
    """Centre staff those whom they see; everybody else those of their own agency: its school's or entered by it."""
    own = set(user.roles_at)
    return is_center_staff(user) or all({row.school_id, row.registered_by_id} & own for row in records)
