"""pyHanko as a judge."""

from concurrent.futures import ThreadPoolExecutor

from pyhanko.sign.validation import validate_pdf_signature


def validated(signature, context):
    """What it finds; in a thread, since it starts an event loop and a browser may keep one in this thread."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(validate_pdf_signature, signature, context).result()
