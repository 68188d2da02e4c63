"""Components as pages see them: the right words in both languages, labels and links where they are needed."""

from datetime import UTC, date, datetime, time

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from core.dates import PartialDate
from core.identity import Identifier, IdentifierKind
from core.paging import Page
from core.templatetags import ui


def render(source, language="th", **context):
    """The markup in one line: how the templates are laid out is not what is tested."""
    with translation.override(language):
        return " ".join(Template(source).render(Context(context)).split())


class Person(forms.Form):
    name = forms.CharField(label="Name")
    reasons = forms.MultipleChoiceField(
        label="Reasons", choices=[("a", "A"), ("b", "B")], widget=forms.CheckboxSelectMultiple
    )
    agreed = forms.BooleanField(label="Agreed", help_text="Paper seen")
    version = forms.CharField(widget=forms.HiddenInput)
    note = forms.CharField(label="Note", required=False)


# Dates and numbers


@pytest.mark.parametrize(
    ("language", "style", "shown"),
    [
        ("th", "long", "23 มกราคม 2567"),
        ("th", "short", "23 ม.ค. 2567"),
        ("en", "long", "23 January 2024"),
        ("en", "short", "23 Jan 2024"),
    ],
)
def test_a_date_is_buddhist_in_thai_and_common_in_english(language, style, shown):
    assert render("{{ day|thai_date:style }}", language, day=date(2024, 1, 23), style=style) == shown


def test_a_partial_date_shows_what_is_known():
    assert render("{{ day|thai_date }}", day=PartialDate(2010, 5)) == "พฤษภาคม 2553"


def test_no_date_shows_nothing():
    assert render("[{{ day|thai_date }}{{ day|thai_time }}{{ day|thai_datetime }}]", day=None) == "[]"


def test_a_moment_is_shown_on_the_clock_of_bangkok():
    late = datetime(2024, 1, 22, 18, 30, tzinfo=UTC)  # 01:30 of the next day in Bangkok
    assert render("{{ at|thai_datetime }}", at=late) == "23 ม.ค. 2567 01:30 น."
    assert render("{{ at|thai_datetime }}", "en", at=late) == "23 Jan 2024, 01:30"
    assert render("{{ at|thai_date }}", at=late) == "23 มกราคม 2567"


def test_a_time_of_day():
    assert render("{{ at|thai_time }}", at=time(9, 5)) == "09:05 น."
    assert render("{{ at|thai_time }}", "en", at=time(0, 0)) == "00:00"


def test_a_range_writes_the_common_part_once():
    days = {"first": date(2026, 11, 23), "last": date(2026, 11, 27)}
    assert render("{% date_range first last %}", **days) == "23–27 พฤศจิกายน 2569"
    assert render("{% date_range first last 'short' %}", "en", **days) == "23–27 Nov 2026"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("0000000000123", "x-xxxx-xxxxx-12-3"),
        (Identifier(IdentifierKind.G_CODE, "G644200000001"), "Gxxxxxxxxx001"),
        ("G644200000001", "xxxxxxxxxx001"),
        ("", ""),
        (None, ""),
    ],
)
def test_numbers_are_masked(value, shown):
    assert ui.masked_id(value) == shown


# States


def test_a_state_has_a_word_and_a_tone():
    assert render("{% status_tag 'accepted' 'รับแล้ว' %}") == '<span class="tag good">รับแล้ว</span>'


def test_an_unknown_state_is_neutral_and_its_own_word():
    assert render("{% status_tag 'odd' %}") == '<span class="tag neutral">odd</span>'


def test_a_given_tone_wins():
    assert 'class="tag warn"' in render("{% status_tag 'accepted' tone='warn' %}")


def test_words_are_escaped():
    assert "<b>" not in render("{% status_tag state %}", state="<b>x</b>")


# Errors


def test_the_error_summary_links_each_problem_to_its_control():
    form = Person({"version": ""})
    form.add_error(None, "Two people have this name")
    html = render("{% error_summary form %}", "en", form=form)
    assert '<a href="#id_name">Name: This field is required.</a>' in html
    assert '<a href="#id_reasons_0">Reasons: This field is required.</a>' in html
    assert "<li>Version: This field is required.</li>" in html
    assert html.index("Two people have this name") < html.index("Name:")


def test_a_label_that_ends_in_a_colon_has_but_one_in_the_summary():
    form = Person({"version": ""})
    form.fields["name"].label = "Seen was:"
    assert "Seen was: This field is required." in render("{% error_summary form %}", "en", form=form)


@pytest.mark.parametrize("form", [Person(), None])
def test_no_error_no_summary(form):
    assert render("{% error_summary form %}", form=form) == ""


def test_a_formset_lists_the_problems_of_every_form():
    formset = forms.formset_factory(Person)({"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "2"})
    html = render("{% error_summary formset %}", formset=formset)
    assert 'href="#id_form-0-name"' in html
    assert 'href="#id_form-1-name"' in html


def test_of_forms_that_are_rows_the_summary_says_whose_row_it_is():
    rows = [Person({"version": "1"}, auto_id=f"id_{n}_%s") for n in range(2)]
    for row, name in zip(rows, ("Anan", "Bua"), strict=True):
        row.row_name = name
    rows[1].add_error(None, "Not twice")
    html = render("{% error_summary rows %}", "en", rows=rows)
    assert '<a href="#id_0_name">Anan – Name: This field is required.</a>' in html
    assert '<a href="#id_1_name">Bua – Name: This field is required.</a>' in html
    assert "<li>Bua: Not twice</li>" in html


# Forms


def test_a_field_with_an_error_says_so_to_everybody():
    html = render("{{ form }}", "en", form=Person({"version": "1"}))
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_name_error"' in html
    assert '<ul class="field-error" id="id_name_error">' in html
    assert '<fieldset aria-describedby="id_reasons_error">' in html
    assert html.count('class="error-summary"') == 1


def test_a_group_of_choices_has_a_legend_and_a_checkbox_its_label_around_it():
    html = render("{{ form }}", "en", form=Person())
    assert "<legend>Reasons</legend>" in html
    assert '<label class="choice" for="id_agreed">' in html
    assert 'aria-describedby="id_agreed_helptext"' in html


def test_only_what_may_be_left_out_is_marked():
    html = render("{{ form }}", "en", form=Person())
    assert html.count('class="optional"') == 1
    assert html.index("Note") < html.index('class="optional"')


# Lists and tables


def test_a_table_has_a_caption_and_keeps_its_labels_for_the_phone():
    source = '{% data_table caption %}<tbody><tr><td data-label="Name">A</td></tr></tbody>{% enddata_table %}'
    html = render(source, caption="People & places")
    assert '<table class="stack">' in html
    assert "People &amp; places</caption>" in html
    assert '<td data-label="Name">A</td>' in html


def test_a_wide_table_can_be_reached_and_scrolled_by_keyboard():
    html = render("{% data_table 'Hours' False %}<tbody></tbody>{% enddata_table %}")
    assert 'role="region" tabindex="0" aria-label="Hours"' in html


def test_pagination_keeps_the_filters():
    request = RequestFactory().get("/people/?q=สม&cursor=old")
    html = render("{% pagination page %}", "en", request=request, page=Page([], "", "next"))
    assert 'href="?q=%E0%B8%AA%E0%B8%A1&amp;cursor=next"' in html
    assert 'rel="prev"' not in html


class Search(forms.Form):
    q = forms.CharField(label="Name", required=False, widget=forms.TextInput({"type": "search"}))


@pytest.mark.parametrize(("private", "method", "pushed"), [(False, "get", "true"), (True, "post", "false")])
def test_a_private_search_stays_out_of_addresses(private, method, pushed):
    context = {
        "form": Search(),
        "private": private,
        "request": RequestFactory().get("/p/"),
        "csrf_token": "tok",
    }
    html = render("{% filter_bar form '#list' private %}", **context)
    assert f'method="{method}"' in html
    assert f'hx-{method}="/p/"' in html
    assert f'hx-push-url="{pushed}"' in html
    assert ("csrfmiddlewaretoken" in html) is private


def test_a_single_page_has_no_pagination():
    request = RequestFactory().get("/people/")
    assert render("{% pagination page %}", request=request, page=Page([], "", "")) == ""


def test_a_missing_fact_is_said_and_a_zero_is_a_fact():
    html = render("{% summary_row 'Phone' '' %}{% summary_row 'Hours' 0 '/edit/' %}", "en")
    assert html.count("Not recorded") == 1
    assert "<dd>0</dd>" in html
    assert 'Change<span class="visually-hidden"> Hours</span>' in html


def test_a_summary_list_takes_rows_of_any_length():
    html = render("{% summary_list rows %}", "en", rows=[("A", 1), ("B", 2, "/b/"), ("C", 3, "/c/", "Move")])
    assert html.count("<dt>") == 3
    assert html.count("<a ") == 2
    assert "Move<span" in html


def test_a_step_without_address_is_not_a_link():
    html = render("{% task_list items %}", items=[{"label": "One", "url": "/1/"}, {"label": "Two"}])
    assert '<a href="/1/">One</a>' in html
    assert '<span class="muted">Two</span>' in html


def test_breadcrumbs_come_in_pairs():
    html = render("{% breadcrumbs 'Start' '/' 'Runs' '/runs/' %}")
    assert '<a href="/runs/">Runs</a>' in html
    with pytest.raises(ValueError, match="argument 2 is shorter"):
        ui.breadcrumbs("Start", "/", "Runs")


# Doing


def test_an_action_is_a_post_with_a_token_and_a_question():
    html = render("{% action_button 'Withdraw' '/w/' 'danger' 'Sure?' %}", csrf_token="tok")
    assert '<form class="inline-form" method="post" action="/w/" data-confirm="Sure?">' in html
    assert 'value="tok"' in html
    assert '<button type="submit" class="button danger">Withdraw</button>' in html


def test_progress_is_a_number_for_machines_and_words_for_people():
    html = render("{% progress_bar 12.5 30 'Hours' text='12.5 of 30' %}")
    assert '<progress max="30" value="12.5" aria-label="Hours">' in html
    assert "12.5 of 30" in html
