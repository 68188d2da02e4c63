"""A template as a form: its looks, and a small form for each line. What comes out is the template's data."""

from dataclasses import asdict
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from certificates.paper import emblem
from certificates.paper.refusals import TemplateInvalid
from certificates.paper.samples import BARE, LONGEST, ORDINARY, SLOT_NAMES, TALLEST
from certificates.paper.template import (
    MOST_LINES,
    NO_SUCH_SLOT,
    STANDARD,
    STANDARD_EMBLEM,
    Box,
    Frame,
    Line,
    PaperTemplate,
)
from certificates.refusals import told
from core.reasons import ReasonField

SAMPLE_NAMES = [
    (LONGEST, _("Longest names")),
    (TALLEST, _("Tallest letters")),
    (ORDINARY, _("Ordinary names")),
    (BARE, _("Without English")),
]
OWN_EMBLEM = "own"
SIDES = ("left", "top", "width", "height")
STYLES = [("Light", _("light")), ("Regular", _("regular")), ("SemiBold", _("half bold")), ("Bold", _("bold"))]
ALIGNMENTS = [("left", _("left")), ("center", _("middle")), ("right", _("right"))]
LANGUAGES = [("th", _("Thai")), ("en", _("English"))]


def millimeters(label: Any, most: float, *, required: bool = True) -> forms.FloatField:
    """A measure on the page."""
    widget = forms.NumberInput(attrs={"class": "short", "step": "0.1"})
    return forms.FloatField(label=label, min_value=0, max_value=most, widget=widget, required=required)


def in_words(refused: TemplateInvalid) -> str:
    """Why, in the reader's language."""
    return str(told(refused))


class TemplateForm(forms.Form):
    """All of a template but its lines."""

    sample = forms.ChoiceField(label=_("Show it with"), choices=SAMPLE_NAMES, required=False)
    note = ReasonField(label=_("What is new in this version"), max_length=300, required=False)
    frame = forms.ChoiceField(
        label=_("Frame"),
        choices=[
            (Frame.GUILLOCHE.value, _("woven border")),
            (Frame.RULES.value, _("plain lines")),
            (Frame.NONE.value, _("none")),
        ],
        widget=forms.RadioSelect,
    )
    watermark = forms.BooleanField(label=_("Watermark"), required=False)
    emblem = forms.ChoiceField(
        label=_("Emblem"),
        choices=[
            (STANDARD_EMBLEM, _("the product's neutral sign")),
            (OWN_EMBLEM, _("our own, uploaded")),
            ("", _("none")),
        ],
        required=False,
        widget=forms.RadioSelect,
    )
    emblem_file = forms.FileField(
        label=_("Emblem as SVG"),
        required=False,
        help_text=_(
            "Plain shapes in plain colors, up to 40 kB. Use a state emblem only where the law lets you."
        ),
        widget=forms.FileInput(attrs={"accept": ".svg,image/svg+xml"}),
    )
    emblem_left = millimeters(_("Emblem from the left (mm)"), 297)
    emblem_top = millimeters(_("Emblem from the top (mm)"), 210)
    emblem_size = millimeters(_("Emblem size (mm)"), 80)
    qr_left = millimeters(_("QR code from the left (mm)"), 297)
    qr_top = millimeters(_("QR code from the top (mm)"), 210)
    qr_size = millimeters(_("QR code size (mm)"), 60)
    signing_lines = forms.BooleanField(label=_("Lines to sign on"), required=False)
    thai_digits = forms.BooleanField(label=_("Thai digits in Thai lines"), required=False)
    common_era = forms.BooleanField(
        label=_("Years of the Common Era in Thai lines"),
        required=False,
        help_text=_("Otherwise Thai lines have years of the Buddhist Era. English lines never have."),
    )
    table_left = millimeters(_("Topics from the left (mm)"), 297, required=False)
    table_top = millimeters(_("Topics from the top (mm)"), 210, required=False)
    table_width = millimeters(_("Width of the topics (mm)"), 297, required=False)
    table_height = millimeters(_("Height of the topics (mm)"), 210, required=False)
    is_department_form = forms.BooleanField(
        label=_("This is the department's own form"),
        required=False,
        help_text=_(
            "Tick it only for a layout that the department has prescribed. Otherwise each paper says that it is not."
        ),
    )

    def clean_emblem_file(self) -> str:
        """The uploaded drawing as we write it; "" where none was sent."""
        file: UploadedFile[bytes] | None = self.cleaned_data["emblem_file"]
        if file is None:
            return ""
        try:
            return emblem.clean(file.read(emblem.LARGEST + 1).decode())
        except UnicodeDecodeError as error:
            raise forms.ValidationError(_("This is not an SVG drawing.")) from error
        except TemplateInvalid as refused:
            words = _("This drawing is not taken: %(detail)s.") % {"detail": in_words(refused)}
            raise forms.ValidationError(words) from refused

    def looks(self, before: PaperTemplate) -> dict[str, Any]:
        """What the form says, as parts of a template. Raises TemplateInvalid."""
        said = self.cleaned_data
        size = said["emblem_size"]
        return {
            "frame": Frame(said["frame"]),
            "watermark": said["watermark"],
            "emblem": self._emblem(before),
            "emblem_place": Box(said["emblem_left"], said["emblem_top"], size, size),
            "qr": Box(said["qr_left"], said["qr_top"], said["qr_size"], said["qr_size"]),
            "rules": (before.rules or STANDARD.rules) if said["signing_lines"] else (),
            "thai_digits": said["thai_digits"],
            "common_era": said["common_era"],
            "table": self._table(before),
            "is_department_form": said["is_department_form"],
        }

    def _table(self, before: PaperTemplate) -> Box | None:
        """Where a transcript lists its topics; what was not entered stays."""
        if before.table is None:
            return None
        entered = (self.cleaned_data[f"table_{side}"] for side in SIDES)
        kept = (getattr(before.table, side) for side in SIDES)
        return Box(*(old if new is None else new for new, old in zip(entered, kept, strict=True)))

    def _emblem(self, before: PaperTemplate) -> str:
        chosen: str = self.cleaned_data["emblem"]
        if chosen != OWN_EMBLEM:
            return chosen
        kept = before.emblem if before.emblem not in {"", STANDARD_EMBLEM} else ""
        own: str = self.cleaned_data["emblem_file"] or kept
        if not own:
            raise TemplateInvalid(gettext_noop("no emblem was uploaded"))
        return own


class LineForm(forms.Form):
    """One line of a template."""

    name = forms.CharField(label=_("Name of the line"), max_length=40)
    text = ReasonField(label=_("Words"), max_length=200)
    aside = ReasonField(label=_("Words behind, smaller"), max_length=200, required=False)
    left = millimeters(_("From the left (mm)"), 297)
    top = millimeters(_("From the top (mm)"), 210)
    width = millimeters(_("Width (mm)"), 297)
    height = millimeters(_("Height (mm)"), 210)
    size = millimeters(_("Size (points)"), 72)
    smallest = millimeters(_("Smallest size"), 72)
    style = forms.ChoiceField(label=_("Weight"), choices=STYLES, initial="Regular")
    align = forms.ChoiceField(label=_("Aligned"), choices=ALIGNMENTS, initial="center")
    color = forms.CharField(
        label=_("Color"), initial="#22262e", widget=forms.TextInput(attrs={"type": "color"})
    )
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, initial="th")
    flourish = forms.BooleanField(label=_("Ornament on both sides"), required=False)


Lines = forms.formset_factory(
    LineForm, extra=1, max_num=MOST_LINES, validate_max=True, absolute_max=MOST_LINES, can_delete=True
)


def initial_of(template: PaperTemplate, note: str) -> dict[str, Any]:
    """The template as what the form begins with."""
    own = template.emblem not in {"", STANDARD_EMBLEM}
    return {
        "note": note,
        "frame": template.frame.value,
        "watermark": template.watermark,
        "emblem": OWN_EMBLEM if own else template.emblem,
        "emblem_left": template.emblem_place.left,
        "emblem_top": template.emblem_place.top,
        "emblem_size": template.emblem_place.width,
        "qr_left": template.qr.left,
        "qr_top": template.qr.top,
        "qr_size": template.qr.width,
        "signing_lines": bool(template.rules),
        "thai_digits": template.thai_digits,
        "common_era": template.common_era,
        **({f"table_{side}": getattr(template.table, side) for side in SIDES} if template.table else {}),
        "is_department_form": template.is_department_form,
    }


def lines_of(template: PaperTemplate) -> list[dict[str, Any]]:
    """The lines as what their forms begin with."""
    return [asdict(line) for line in template.lines]


def template_from(form: TemplateForm, lines: Any, before: PaperTemplate) -> PaperTemplate:
    """The template that both say; raises TemplateInvalid, also for a slot that does not exist."""
    made = [
        Line(**{name: value for name, value in each.items() if name != "DELETE"})
        for each in (row.cleaned_data for row in lines)
        if each and not each.get("DELETE")
    ]
    template = PaperTemplate(lines=tuple(made), **form.looks(before))
    unknown = sorted(template.slots - SLOT_NAMES)
    if unknown:
        raise TemplateInvalid(NO_SUCH_SLOT, slots=", ".join(unknown))
    return template
