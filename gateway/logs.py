"""The form of what is logged: readable lines, or JSON lines of the Elastic Common Schema (ECS).

No text of an exception is logged that was raised while requests are served: it may hold their values.
"""

import asyncio
import logging
import os
import sys
from traceback import format_exception, format_tb
from types import TracebackType
from typing import Any, NoReturn

from ecs_logging import StdlibFormatter

from gateway.config import version

SERVICE = "medbook"
TEXT = "[%(asctime)s] [%(process)d] [%(levelname)s] %(message)s"
TIME = "%Y-%m-%d %H:%M:%S %z"

log = logging.getLogger("gateway")


def is_json() -> bool:
    """Tell whether logs are JSON. Asked before the configuration is read, so that what is wrong with it is JSON too."""
    return os.environ.get("MEDBOOK_LOGS") == "json"


def chain(error: BaseException | None) -> str:
    """Return where an exception and its causes were raised, and their types: a stack without their texts."""
    told = []
    while error is not None:
        kind = type(error)
        name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
        told.append("".join(format_tb(error.__traceback__)) + name)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\ncaused by\n".join(told)


def serves_requests() -> bool:
    """Tell whether this is called in a worker's event loop."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


class TextFormatter(logging.Formatter):
    """Readable lines, in gunicorn's form."""

    def __init__(self) -> None:
        super().__init__(TEXT, TIME)

    def formatException(  # noqa: N802 - logging's name
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        """Return the stack of an exception."""
        return chain(ei[1]) if serves_requests() else "".join(format_exception(ei[1])).rstrip()


class JsonFormatter(StdlibFormatter):
    """ECS, as ecs-logging writes it, without what the message says already."""

    def __init__(self) -> None:
        super().__init__(
            extra={"service.name": SERVICE, "service.version": version()},
            exclude_fields=("log.origin", "log.original", "process.name", "process.thread"),
        )

    def format_to_ecs(self, record: logging.LogRecord) -> dict[str, Any]:
        """Return the fields of a line."""
        fields = super().format_to_ecs(record)
        if record.exc_info and (error := record.exc_info[1]) is not None:
            fields["error"]["stack_trace"] = chain(error)
            if serves_requests():
                fields["error"].pop("message", None)
        return fields


def formatter() -> logging.Formatter:
    """Return the formatter of this process."""
    return JsonFormatter() if is_json() else TextFormatter()


def configure(level: int = logging.INFO) -> None:
    """Let this process log to its standard error in the form that MEDBOOK_LOGS names.

    JSON holds also the warnings of Python and the exceptions that nobody caught.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(formatter())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    if is_json():
        logging.captureWarnings(True)
        sys.excepthook = on_uncaught


def on_uncaught(kind: type[BaseException], error: BaseException, _: TracebackType | None) -> None:
    """Log the exception that ends the process."""
    log.critical("the process ends: %s", kind.__name__, exc_info=error)


def on_loop_error(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Log what asyncio tells of an exception in a callback or a task, of which nobody else learns."""
    log.error("%s", context["message"], exc_info=context.get("exception"))


def end(reason: str) -> NoReturn:
    """End the process with status 1 and one line that says why."""
    if is_json():
        log.critical("%s", reason.strip())
        sys.exit(1)
    sys.exit(reason)
