"""Pages with no domain in them: a job's progress, the service's health."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from core import jobs
from core.models import Job
from core.policy import public, signed_in

STOP_POLLING = 286  # htmx: take this answer and ask no more


@require_safe
@signed_in
def job(request: HttpRequest, pk: int) -> HttpResponse:
    """Progress of one's own job: a page, or its fragment once a second."""
    row = get_object_or_404(Job, pk=pk, owner=request.user)
    if not request.htmx:  # type: ignore[attr-defined]
        return render(request, "core/job.html", {"job": row})
    response = render(request, "core/_job.html", {"job": row}, status=STOP_POLLING if row.is_over else 200)
    if row.is_over and row.state == "done" and row.result_url:
        response.headers["HX-Redirect"] = row.result_url
    return response


@require_POST
@signed_in
def cancel_job(request: HttpRequest, pk: int) -> HttpResponse:
    jobs.cancel(get_object_or_404(Job, pk=pk, owner=request.user))
    return redirect("job", pk=pk)


@require_safe
@public
def health(request: HttpRequest) -> HttpResponse:
    """200 when the process answers and reaches its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


@require_safe
@public
def offline(request: HttpRequest) -> HttpResponse:
    """What the service worker shows without a connection; in both languages, since it is kept for whoever comes."""
    return render(request, "core/offline.html")


@require_safe
@public
def service_worker(request: HttpRequest) -> HttpResponse:
    """The service worker, at the root since it may act only for the pages below its own address."""
    return render(request, "core/service_worker.js", content_type="text/javascript; charset=utf-8")
