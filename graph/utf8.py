"""Text that UTF-8 can carry. Python strings may hold more, lone surrogates, which nothing can store or send."""


def is_utf8(text: str) -> bool:
    """Return whether a text can be written as UTF-8."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
