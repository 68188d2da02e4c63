import pytest

from core.paper import fonts


@pytest.fixture(autouse=True, scope="session")
def built_fonts() -> None:
    """The fonts of the set-up; nothing to do where they are built already."""
    fonts.build()
