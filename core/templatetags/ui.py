"""The components as template tags, and the filters for dates and numbers, built into every template.

`docs/ui.md` shows each in use. Markup is in `templates/components/`, the look in `static/css/site.css`.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import ROUND_DOWN, Decimal
from typing import Any

from django import template
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms import BaseForm, BaseFormSet
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from core import dates
from core.drafts import DAYS_KEPT, device_key
from core.identity import Identifier, mask_citizen_id, mask_identifier
from core.week import Day, rows_by_name, rows_by_slot

register = template.Library()

MOST_FILTERS, FIRST_FILTERS = 4, 3  # a form of more fields than the one shows the other, and folds the rest

# Colour of a state. The words are those that life cycles share; a state of its own kind passes `tone`.
TONES: Mapping[str, str] = {
    **dict.fromkeys(("draft", "drafted", "planned", "queued", "pending", "withdrawn", "closed"), "neutral"),
    **dict.fromkeys(("open", "sent", "received", "proposed", "offered", "running", "started"), "info"),
    **dict.fromkeys(("accepted", "approved", "confirmed", "enrolled", "active", "published"), "good"),
    **dict.fromkeys(("live", "signed"), "good"),
    **dict.fromkeys(("coming", "invited", "announced", "bed"), "info"),
    **dict.fromkeys(("done", "completed", "passed", "issued", "valid", "present"), "good"),
    **dict.fromkeys(("waiting", "waitlisted", "expiring", "expired", "late", "suspended"), "warn"),
    **dict.fromkeys(("declined", "rejected", "failed", "cancelled", "revoked", "absent", "overdue"), "bad"),
}


# Dates and numbers -------------------------------------------------------------------------------------


@register.filter
def thai_date(value: date | dates.PartialDate | None, style: str = "long") -> str:
    """23 มกราคม 2567 in Thai (B.E.), 23 January 2024 in English; `"short"` shortens the month."""
    if not value:
        return ""
    day = _local(value) if isinstance(value, datetime) else value
    return dates.format_thai_date(day, style) if in_thai() else dates.format_english_date(day, style)


@register.filter
def thai_time(value: datetime | time | None) -> str:
    """09:30 น. in Thai, 09:30 in English; a datetime is shown on the clock of Bangkok."""
    if value is None:
        return ""
    clock = f"{_local(value) if isinstance(value, datetime) else value:%H:%M}"
    return f"{clock} น." if in_thai() else clock


@register.filter
def thai_datetime(value: datetime | None, style: str = "short") -> str:
    """23 ม.ค. 2567 09:30 น. in Thai, 23 Jan 2024, 09:30 in English."""
    if value is None:
        return ""
    return f"{thai_date(value, style)}{' ' if in_thai() else ', '}{thai_time(value)}"


@register.filter
def hours(minutes: int | None) -> str:
    """Whole minutes as hours: 90 is 1.5, 180 is 3; cut to two decimals."""
    if minutes is None:
        return ""
    whole, rest = divmod(minutes, 60)
    return f"{whole}.{rest * 100 // 60:02d}".rstrip("0").rstrip(".") if rest else str(whole)


@register.filter
def percent(share: Decimal | float | None) -> str:
    """A share in percent: 87.77, 80.5, 100; cut to two decimals, as the hours it is of."""
    if share is None:
        return ""
    cut = Decimal(str(share)).quantize(Decimal("0.01"), ROUND_DOWN)
    return f"{cut:f}".rstrip("0").rstrip(".")


@register.simple_tag
def date_range(first: date, last: date, style: str = "long") -> str:
    """23–25 มกราคม 2567: what both days share is written once."""
    write = dates.format_thai_range if in_thai() else dates.format_english_range
    return write(first, last, style)


@register.filter
def masked_id(value: Identifier | str | None) -> str:
    """A 13-digit number as x-xxxx-xxxxx-12-3; of any other identifier only the last three signs."""
    if not value:
        return ""
    if isinstance(value, Identifier):
        return mask_identifier(value)
    if len(value) == 13 and value.isdecimal():
        return mask_citizen_id(value)
    return "x" * (len(value) - 3) + value[-3:]


def in_thai() -> bool:
    """Whether the page is being written in Thai (the default)."""
    return (get_language() or "th").startswith("th")


def _local(moment: datetime) -> datetime:
    return timezone.localtime(moment) if timezone.is_aware(moment) else moment


# The frame of a page -----------------------------------------------------------------------------------


@register.inclusion_tag("components/page_header.html")
def page_header(title: str, lead: str = "", caption: str = "") -> dict[str, Any]:
    """The page's only h1, the line above it (what this belongs to) and the sentence below it."""
    return {"title": title, "lead": lead, "caption": caption}


@register.inclusion_tag("components/breadcrumbs.html")
def breadcrumbs(*labels_and_urls: str) -> dict[str, Any]:
    """`{% breadcrumbs "Runs" runs_url run.code run_url %}`: label and address of each page above this one."""
    pairs = zip(labels_and_urls[::2], labels_and_urls[1::2], strict=True)
    return {"crumbs": [{"label": label, "url": url} for label, url in pairs]}


@register.inclusion_tag("components/tabs.html")
def tabs(items: Sequence[Mapping[str, Any]], label: str) -> dict[str, Any]:
    """Links between the parts of one subject: items of {label, url, current}; `label` names the group."""
    return {"items": items, "label": label}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: Context, page: Any, parameter: str = "cursor") -> dict[str, Any]:
    """Previous and next of a `core.paging.Page`, keeping the filters of the present address."""
    query = context["request"].GET
    return {
        "previous": _at(query, parameter, page.previous),
        "following": _at(query, parameter, page.following),
    }


def _at(query: Any, parameter: str, cursor: str) -> str:
    """The present query string with another cursor; "" where there is no such page."""
    if not cursor:
        return ""
    changed = query.copy()
    changed[parameter] = cursor
    return f"?{changed.urlencode()}"


@register.inclusion_tag("components/filter_bar.html", takes_context=True)
def filter_bar(context: Context, form: BaseForm, target: str = "", private: bool = False) -> dict[str, Any]:
    """A form above a list; with `target` (a CSS selector) the list is replaced as one types.

    `private` sends by POST: where a personal number may be typed, it must not get into an address. Of many fields the
    first stand open and the rest are folded, unless one of them is in use: on a phone the list is what one came for.
    """
    request = {"path": context["request"].path, "csrf_token": context.get("csrf_token")}
    fields = form.visible_fields()
    first = len(fields) if len(fields) <= MOST_FILTERS else FIRST_FILTERS
    folded = fields[first:]
    unfolded = any(field.value() for field in folded)
    sides = {"fields": fields[:first], "folded": folded, "unfolded": unfolded}
    return {"form": form, "target": target, "private": private, **sides, **request}


# Facts -------------------------------------------------------------------------------------------------


@register.inclusion_tag("components/status_tag.html")
def status_tag(state: Any, label: str = "", tone: str = "") -> dict[str, str]:
    """A state as a word on a colour: the word is `label`, or a choices member's own label, or the state."""
    return {
        "label": str(label or getattr(state, "label", state)),
        "tone": tone or TONES.get(str(state).lower(), "neutral"),
    }


@register.inclusion_tag("components/summary_row.html")
def summary_row(label: str, value: Any, url: str = "", action: str = "") -> dict[str, Any]:
    """One fact inside `<dl class="summary">`, with a link to change it."""
    return {"label": label, "value": value, "url": url, "action": action}


@register.inclusion_tag("components/summary_list.html")
def summary_list(rows: Iterable[Sequence[Any]]) -> dict[str, Any]:
    """A whole list of facts: rows of (label, value), (label, value, url) or (label, value, url, action)."""
    names = ("label", "value", "url", "action")
    return {"rows": [dict(zip(names, (*row, "", ""), strict=False)) for row in rows]}


@register.inclusion_tag("components/stat.html")
def stat(label: str, value: Any, note: str = "", url: str = "", tone: str = "info") -> dict[str, Any]:
    """One figure inside `<dl class="stats">`."""
    return {"label": label, "value": value, "note": note, "url": url, "tone": tone}


@register.inclusion_tag("components/progress_bar.html")
def progress_bar(
    value: float, maximum: float, label: str, tone: str = "info", text: str = ""
) -> dict[str, Any]:
    """How far something is, as a bar and in words ("12 / 20" unless `text` is given)."""
    return {"value": value, "maximum": maximum, "label": label, "tone": tone, "text": text}


@register.inclusion_tag("components/task_list.html")
def task_list(items: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Steps: {label} with any of {url, state, state_label, tone, hint}; without url it is not open."""
    empty = dict.fromkeys(("url", "state", "state_label", "tone", "hint"), "")
    return {"items": [{**empty, **item} for item in items]}


@register.inclusion_tag("components/timeline.html")
def timeline(entries: Iterable[Any]) -> dict[str, Any]:
    """What happened, newest first as given: entries of {at, title, text, by, tone, url}."""
    return {"entries": entries}


@register.inclusion_tag("components/week.html")
def week(days: Sequence[Day], label: str, rows: Iterable[str] | None = None) -> dict[str, Any]:
    """A timetable of `core.week.Day`s: half days by days, or, given names of rows, names by half days."""
    named = rows is not None
    return {
        "days": days,
        "label": label,
        "named": named,
        "rows": rows_by_slot(days) if rows is None else rows_by_name(days, rows),
    }


# Words to the user and their answers -------------------------------------------------------------------


@register.simple_block_tag
def notice(content: SafeString, tone: str = "info", title: str = "") -> SafeString:
    """A message that stays on the page; tones: info, good, warn, bad."""
    return render_to_string("components/notice.html", {"content": content, "tone": tone, "title": title})


@register.simple_block_tag
def data_table(
    content: SafeString, caption: str, stack: bool = True, show_caption: bool = True
) -> SafeString:
    """A table around its `<thead>` and `<tbody>`; on a phone rows become cards headed by `td data-label`."""
    context = {"content": content, "caption": caption, "stack": stack, "show_caption": show_caption}
    return render_to_string("components/data_table.html", context)


@register.inclusion_tag("components/empty_state.html")
def empty_state(title: str, text: str = "", action: str = "", url: str = "") -> dict[str, str]:
    """What stands in the place of a list that has nothing in it, and what to do about it."""
    return {"title": title, "text": text, "action": action, "url": url}


@register.inclusion_tag("components/action_button.html", takes_context=True)
def action_button(
    context: Context,
    label: str,
    url: str,
    style: str = "secondary",
    confirm: str = "",
    name: str = "",
    value: str = "",
) -> dict[str, Any]:
    """A button that changes something: a POST form of its own; `confirm` is asked first."""
    words = {"label": label, "url": url, "style": style, "confirm": confirm, "name": name, "value": value}
    return {"csrf_token": context.get("csrf_token"), **words}


@register.simple_tag
def submission_key() -> SafeString:
    """The hidden key by which a form counts once (`core.submissions.once`)."""
    return format_html('<input type="hidden" name="submission_key" value="{}">', uuid.uuid4())


@register.inclusion_tag("components/drafts.html")
def drafts(user: Any) -> dict[str, Any]:
    """What `static/js/drafts.js` needs to keep forms marked `data-draft` on the device, and its words."""
    return {"key": device_key(user), "days": DAYS_KEPT}


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: BaseForm | BaseFormSet[Any] | Sequence[BaseForm] | None) -> dict[str, Any]:
    """All that is wrong on this page, each linked to its field; nothing where nothing is wrong."""
    return {"problems": [problem for form in forms if form for problem in _problems(form)]}


def _problems(form: BaseForm | BaseFormSet[Any] | Sequence[BaseForm]) -> list[dict[str, str]]:
    """Those of no field first, then in the order of the fields; of several forms those of each in turn."""
    if not isinstance(form, BaseForm | BaseFormSet):
        return [problem for row in form for problem in _problems(row)]
    if isinstance(form, BaseFormSet):
        own = [{"text": str(text), "label": "", "anchor": ""} for text in form.non_form_errors()]
        return own + [problem for part in form.forms for problem in _problems(part)]
    return [
        {"text": str(text), **_place(form, name)}
        for name in (NON_FIELD_ERRORS, *form.fields)
        for text in form.errors.get(name, ())
    ]


def _place(form: BaseForm, name: str) -> dict[str, str]:
    """The label and the id of the control to go to; a group of choices is entered at its first control. A form that
    is one row of many says whose by `row_name`."""
    whose = getattr(form, "row_name", "")
    if name == NON_FIELD_ERRORS:
        return {"label": whose, "anchor": ""}
    field = form[name]
    if field.is_hidden:
        return {"label": whose or str(field.label), "anchor": ""}
    label = str(field.label).removesuffix(":")  # the summary sets one itself
    label = f"{whose} – {label}" if whose else label
    return {"label": label, "anchor": field.id_for_label or f"{field.auto_id}_0"}
