"""Input about imports: the file, what its columns are, which rows to look at, which possible duplicates are new."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.enums import AgencyKind
from agencies.models import Agency, User
from core.tables.table import MOST_BYTES, MOST_ROWS
from enrollment.forms.people import agencies_of, school_choices
from enrollment.importing.columns import SYNONYMS
from enrollment.importing.judging import Verdict
from enrollment.importing.wordings import FIELD_LABELS

MOST_DIGITS = 6  # of a row's number: more may be the number of a person


class UploadForm(forms.Form):
    """A file of leavers, for one of the account's agencies."""

    agency = forms.ModelChoiceField(label=_("For"), queryset=Agency.objects.none(), empty_label=None)
    school = forms.ModelChoiceField(
        label=_("All are of one school"),
        queryset=Agency.objects.none(),
        required=False,
        empty_label=_("No: the file says the school of each"),
    )
    file = forms.FileField(
        label=_("Excel or CSV file"),
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.tsv,.txt"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        most = {"rows": f"{MOST_ROWS:,}", "megabytes": MOST_BYTES // 1024**2}
        self.fields["file"].help_text = (
            _("Up to %(rows)s rows and %(megabytes)s MB. Nothing is entered before you confirm the preview.")
            % most
        )
        own = agencies_of(user)
        self.fields["agency"].queryset = own  # type: ignore[attr-defined]
        if len(own) == 1:
            self.fields["agency"].widget = forms.HiddenInput()
            self.fields["agency"].initial = own[0]
        offices = [agency for agency in own if agency.kind != AgencyKind.SCHOOL]
        if offices:
            schools = {school.pk for agency in offices for school in school_choices(agency)}
            self.fields["school"].queryset = Agency.objects.filter(pk__in=schools)  # type: ignore[attr-defined]
        else:
            del self.fields["school"]  # a school's file is of its own people

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        agency = said.get("agency")
        if said.get("school") and agency and agency.kind == AgencyKind.SCHOOL:
            said["school"] = None
        return said


class ColumnsForm(forms.Form):
    """One choice a column of the file: a fact about the person, or nothing."""

    def __init__(
        self, *args: Any, columns: Sequence[Mapping[str, Any]], known: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("(not read)")), *((field, FIELD_LABELS[field]) for field in SYNONYMS)]
        self.headings: dict[str, str] = {}
        for column in columns:
            if column["heading"]:
                name = f"column_{column['index']}"
                self.headings[name] = column["heading"]
                self.fields[name] = forms.ChoiceField(
                    label=f"{column['letter']}: {column['heading']}",
                    choices=choices,
                    required=False,
                    initial=known.get(str(column["index"]), ""),
                    help_text=" · ".join(column["values"]),
                )

    @property
    def chosen(self) -> dict[str, str]:
        """Heading -> field."""
        return {heading: self.cleaned_data[name] for name, heading in self.headings.items()}


class RowsForm(forms.Form):
    """Which rows of the preview to show."""

    text = forms.CharField(
        label=_("Name, column or row"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    verdict = forms.ChoiceField(
        label=_("What is found"), required=False, choices=[("", _("All")), *Verdict.choices]
    )

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"]).strip()
        if sum(map(str.isdigit, text)) > MOST_DIGITS:
            raise forms.ValidationError(_("Search by name: numbers of people are not shown here."))
        return text


class TicksForm(forms.Form):
    """Of the possible duplicates on a page those that are new people; or all of them, or none."""

    shown = forms.TypedMultipleChoiceField(coerce=int, required=False)
    rows = forms.TypedMultipleChoiceField(coerce=int, required=False)
    every = forms.ChoiceField(choices=[("", ""), ("yes", ""), ("no", "")], required=False)

    def __init__(self, *args: Any, offered: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("shown", "rows"):
            self.fields[name].choices = [(row, row) for row in offered]  # type: ignore[attr-defined]
