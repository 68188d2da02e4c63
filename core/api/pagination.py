"""Paging of the API: by cursor, so that page 1,000 costs as much as page 1."""

from rest_framework.pagination import CursorPagination


class KeysetPagination(CursorPagination):
    ordering = "pk"
    page_size = 50
