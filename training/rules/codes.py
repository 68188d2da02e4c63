"""The names of rules, verdicts and remedies, each with one English sentence for the edge to translate."""

from enum import StrEnum


class Verdict(StrEnum):
    """What a rule says of a fact. Unknown: a person must ask. Relaxed: not met, by the director's leave."""

    PASSED = "passed"
    FAILED = "failed"
    UNKNOWN = "unknown"
    RELAXED = "relaxed"


class RuleCode(StrEnum):
    """One code per rule that a decision reports on."""

    MINIMUM_AGE = "minimum_age"
    WORKING_AGE = "working_age"
    COMPULSORY_EDUCATION = "compulsory_education"
    EDUCATION = "education"
    HEALTH = "health"
    DRUG_FREE = "drug_free"
    NO_CONTAGION = "no_contagion"
    IDENTITY_PAPER = "identity_paper"
    EDUCATION_PAPER = "education_paper"
    GUARDIAN_CONSENT = "guardian_consent"
    ATTENDANCE = "attendance"
    EVERY_TOPIC = "every_topic"
    TOTAL_SCORE = "total_score"
    RETEST = "retest"
    HONESTY = "honesty"
    PLACEMENT_START = "placement_start"
    PLACEMENT_TIME = "placement_time"
    FIRM_APPROVAL = "firm_approval"


class Remedy(StrEnum):
    """What would change an outcome."""

    ASK_BIRTH_DATE = "ask_birth_date"
    ASK_EDUCATION = "ask_education"
    ASK_HEALTH = "ask_health"
    START_LATER = "start_later"
    OTHER_COURSE_TYPE = "other_course_type"
    BACK_TO_LEARNING = "back_to_learning"
    FINISH_EDUCATION = "finish_education"
    SEE_DOCTOR = "see_doctor"
    BRING_PAPER = "bring_paper"
    BRING_CONSENT = "bring_consent"
    MAKE_UP_HOURS = "make_up_hours"
    ENTER_SCORES = "enter_scores"
    RETAKE_TOPIC = "retake_topic"
    PERSON_DECIDES = "person_decides"
    RECORD_PLACEMENT = "record_placement"
    REPEAT_PLACEMENT = "repeat_placement"


SENTENCES: dict[RuleCode | Remedy, str] = {
    RuleCode.MINIMUM_AGE: "The person has reached the minimum age on the run's first day.",
    RuleCode.WORKING_AGE: "The person is old enough for training in a firm on the run's first day.",
    RuleCode.COMPULSORY_EDUCATION: "The person has finished compulsory education or is past its age.",
    RuleCode.EDUCATION: "The person has completed the education that the course asks for.",
    RuleCode.HEALTH: "The person's health allows the training.",
    RuleCode.DRUG_FREE: "The person is not addicted to drugs.",
    RuleCode.NO_CONTAGION: "The person has no contagious disease that the rules name.",
    RuleCode.IDENTITY_PAPER: "The identity paper was seen.",
    RuleCode.EDUCATION_PAPER: "The proof of education was seen.",
    RuleCode.GUARDIAN_CONSENT: "The guardian of a minor has consented to the training in writing.",
    RuleCode.ATTENDANCE: "The person attended enough of the curriculum's hours.",
    RuleCode.EVERY_TOPIC: "Every topic was passed.",
    RuleCode.TOTAL_SCORE: "The total score reaches the pass mark.",
    RuleCode.RETEST: "The rules provide for the re-test that was taken.",
    RuleCode.HONESTY: "No cheating was recorded in an assessment.",
    RuleCode.PLACEMENT_START: "The person passed the training at the centre before going to a firm.",
    RuleCode.PLACEMENT_TIME: "The person was present for enough of the placement in a firm.",
    RuleCode.FIRM_APPROVAL: "The firm passed the person's placement.",
    Remedy.ASK_BIRTH_DATE: "Ask for the exact date of birth.",
    Remedy.ASK_EDUCATION: "Ask what education the person has completed.",
    Remedy.ASK_HEALTH: "Ask for the health check.",
    Remedy.START_LATER: "Choose a run that begins on or after the day the person reaches the age.",
    Remedy.OTHER_COURSE_TYPE: "Choose a pre-employment or a supplementary course.",
    Remedy.BACK_TO_LEARNING: "Help the person back to school or to a learning centre (สกร.).",
    Remedy.FINISH_EDUCATION: "Complete the education first, for example at a learning centre (สกร.).",
    Remedy.SEE_DOCTOR: "Apply again with a doctor's statement when the obstacle is gone.",
    Remedy.BRING_PAPER: "Bring the paper.",
    Remedy.BRING_CONSENT: "Bring the guardian's written consent.",
    Remedy.MAKE_UP_HOURS: "Attend the hours that are missing, where the run still offers them.",
    Remedy.ENTER_SCORES: "Enter the scores that are missing.",
    Remedy.RETAKE_TOPIC: "Take the failed assessment again, where the rules allow it.",
    Remedy.PERSON_DECIDES: "The rules say nothing here: a person must decide.",
    Remedy.RECORD_PLACEMENT: "Record the hours in the firm and the firm's evaluation.",
    Remedy.REPEAT_PLACEMENT: "Repeat the placement in a firm.",
}
