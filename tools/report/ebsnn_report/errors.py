"""The one error that this package throws, and the exit codes of the project's programs."""

EXIT_DONE = 0
EXIT_FAILURE = 1
EXIT_BAD_INPUT = 2

# What numpy and matplotlib throw over numbers that cannot be drawn.
DRAWING_ERRORS = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, RuntimeError,
                  MemoryError)


class ReportError(Exception):
    """Input that cannot be used. The message is complete: file or option, value, bound."""

    def __init__(self, message: str, exit_code: int = EXIT_BAD_INPUT):
        super().__init__(message)
        self.exit_code = exit_code
