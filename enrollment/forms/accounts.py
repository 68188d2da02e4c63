"""Input for a trainee's account."""

from agencies.forms.accounts import AccountForm


class TraineeAccountForm(AccountForm):
    """A user name and a first password, told to the trainee in person: most have no e-mail."""
