"""A press whose child does not draw, for tests that are not about the paper."""

from certificates.paper.press import Press


def quick_press():
    """Prints a page with the number and no more; the register, its locks and its rows are the real ones."""
    return Press(worker="tests.certificates.paper.workers:print_blank")
