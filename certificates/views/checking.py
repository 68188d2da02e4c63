"""The public check: by code, by the QR code's address, by a file."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from certificates import queries
from certificates.comparing import compare
from certificates.forms import CheckFileForm, CodeForm
from core.files import FILE_REFUSALS
from core.limits import caller, limit_of, too_many
from core.policy import public

EVERYBODY = "everybody"


@require_http_methods(["GET", "HEAD", "POST"])
@public
def check_form(request: HttpRequest) -> HttpResponse:
    """Anyone: type the code of a paper, or hand in its file."""
    form = CodeForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        misses, at = limit_of("CHECK_MISSES"), timezone.now()
        if misses.is_used_up(caller(request), at=at):
            return too_many(request, misses, at=at)
        found = queries.check(form.cleaned_data["code"])
        if found:
            return redirect("check", code=found.certificate.code)
        if not misses.take(caller(request), at=at):
            return too_many(request, misses, at=at)
        form.add_error("code", _("No certificate on public view has this code. Compare it letter by letter."))
    if form.errors:
        status = 422
    context = {"form": form, "file_form": CheckFileForm()}
    return render(request, "certificates/check_form.html", context, status=status)


@require_safe
@public
def check(request: HttpRequest, code: str, signed: str = "") -> HttpResponse:
    """Anyone who holds the paper: every printed fact, and whether it is valid today.

    What a QR code carries behind the code (`signed`) is for checking without us; here the register answers. Only
    misses are counted: whoever guesses is stopped, a school that checks a hundred papers is not.
    """
    misses, at = limit_of("CHECK_MISSES"), timezone.localtime()
    if misses.is_used_up(caller(request), at=at):
        return too_many(request, misses, at=at)
    found = queries.check(code)
    if not found and not misses.take(caller(request), at=at):
        return too_many(request, misses, at=at)
    context = {"check": found, "now": at}
    return _unkept(render(request, "certificates/check.html", context, status=200 if found else 404))


@require_http_methods(["GET", "HEAD", "POST"])
@public
def check_file(request: HttpRequest) -> HttpResponse:
    """Anyone: is this file as it was issued, and if not, what was changed? The file is read and forgotten."""
    if request.method != "POST":
        return redirect("check_form")
    at = timezone.localtime()
    for limit, who in (
        (limit_of("CHECK_FILES"), caller(request)),
        (limit_of("CHECK_FILES_OF_ALL"), EVERYBODY),
    ):
        if not limit.take(who, at=at):
            return too_many(request, limit, at=at)
    form = CheckFileForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            found = compare(file.name, file.read())
        except FILE_REFUSALS as refusal:
            form.add_error("file", str(refusal))
        else:
            shown = {"comparison": found, "check": found.check, "now": at}
            return _unkept(render(request, "certificates/check_file.html", shown))
    context = {"form": CodeForm(), "file_form": form}
    return _unkept(render(request, "certificates/check_form.html", context, status=422))


def _unkept(response: HttpResponse) -> HttpResponse:
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Cache-Control"] = "no-store"
    return response
