"""Run the notifier: `python -m gateway.outbound`."""

import asyncio
import logging
import signal

import uvloop

from gateway import logs
from gateway.config import ConfigError
from gateway.outbound.config import Config, from_environment
from gateway.outbound.notifier import Notifier
from gateway.outbound.sender import Sender

log = logging.getLogger("gateway")


async def serve(config: Config) -> None:
    """Send what is due until a signal ends it."""
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(logs.on_loop_error)
    sender = Sender(config.is_private)
    notifier = Notifier(config.conninfo(), sender)
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, notifier.stop)
    log.info("medbook-notify sends events to webhooks%s", ", private addresses too" if config.is_private else "")
    try:
        await notifier.run()
    finally:
        await sender.close()


def main() -> None:
    """Run the notifier with the environment's configuration."""
    logs.configure()
    try:
        config = from_environment()
    except ConfigError as error:
        logs.end(str(error))
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve(config))


if __name__ == "__main__":
    main()
