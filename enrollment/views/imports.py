from uuid import UUID
from django.http import HttpRequest, HttpResponse
from core.policy import signed_in
@signed_in
def show_import(request: HttpRequest, pk: UUID) -> HttpResponse:
    return HttpResponse()
