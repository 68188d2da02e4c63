"""A press whose child does not draw, for tests that are not about the paper."""

from certificates.paper.press import Press


def quick_press():
    """Prints the number as the paper; the register, its locks and its rows are the real ones."""
    return Press(worker="tests.certificates.paper.workers:print_noise")
