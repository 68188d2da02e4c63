"""The layout engine, shut in: it fetches our own fonts only, and its complaints are failures."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache

from weasyprint.logger import LOGGER
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from core.guarded.refusals import marked as _
from core.paper import fonts
from core.paper.refusals import LayoutBroken

NOT_OURS = _("the template asked for an address that is not the project's own")
ASSETS = {f"asset:{path.name}": path for path in fonts.font_files()}


class Complaints(logging.Handler):
    """Collects what the layout engine complains of: it goes on after a drawing that failed, and so lost a QR code."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the sentence without what was filled in, which may be part of a name."""
        self.found.append(str(record.msg))

    @contextmanager
    def heard(self) -> Iterator[None]:
        """Listen while the block runs; raises LayoutBroken for the first complaint."""
        LOGGER.addHandler(self)
        try:
            yield
        finally:
            LOGGER.removeHandler(self)
        if self.found:
            raise LayoutBroken(_("the layout engine complains: %(words)s"), words=self.found[0])


class OwnAssets(URLFetcher):
    """Serves the built fonts by name; any other address stops the rendering."""

    def fetch(self, url: str, _headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        """The file of an `asset:` name; raises FatalURLFetchingError, which WeasyPrint does not swallow."""
        path = ASSETS.get(url)
        if path is None:
            raise FatalURLFetchingError(NOT_OURS)
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": "font/ttf"})


@cache
def font_configuration() -> FontConfiguration:
    """One per process: each new one keeps some 0.3 MB for good."""
    fonts.require()
    return FontConfiguration()
