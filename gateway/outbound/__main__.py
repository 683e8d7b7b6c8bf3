"""Run the notifier: `python -m gateway.outbound`."""

import asyncio
import logging
import os
import signal

import uvloop

from gateway import logs
from gateway.config import ConfigError
from gateway.outbound.channel import Channel
from gateway.outbound.config import Config, from_environment
from gateway.outbound.folder import Folder
from gateway.outbound.mails import Writer
from gateway.outbound.notifier import Notifier
from gateway.outbound.post import Carrier, Post
from gateway.outbound.sender import Sender
from gateway.outbound.smtp import Smtp
from gateway.outbound.webhooks import Webhooks

log = logging.getLogger("gateway")

# Half of them look up names, each for as long as no server answers. Of the two that there would be, one webhook takes
# both from all others and from mail.
THREADS = 2 * Webhooks.at_once


def carrier(config: Config) -> Carrier | None:
    """Return what takes mails; None if nothing does. It is told once."""
    if config.mail_server is not None:
        log.info("medbook-notify sends mails to %s, port %d", config.mail_server.host, config.mail_server.port)
        return Smtp(config.mail_server)
    if config.mail_folder is not None:
        log.info("medbook-notify writes mails to the folder %s", config.mail_folder)
        return Folder(config.mail_folder)
    log.info("medbook-notify sends no mails: neither MEDBOOK_SMTP_URL nor MEDBOOK_MAIL_FOLDER is set")
    return None


async def serve(config: Config) -> None:
    """Send what is due until a signal ends it."""
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(logs.on_loop_error)
    news = asyncio.Event()
    sender = Sender(config.is_private)
    channels: list[Channel] = [Webhooks(news, sender)]
    post = carrier(config)
    if post is not None:
        channels.append(Post(news, post, Writer(config.mail_from, config.public_url)))
    notifier = Notifier(config.conninfo(), channels, news)
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, notifier.stop)
    log.info("medbook-notify sends events to webhooks%s", ", private addresses too" if config.is_private else "")
    try:
        await notifier.run()
    finally:
        await sender.close()
        if post is not None:
            await post.close()


def main() -> None:
    """Run the notifier with the environment's configuration."""
    logs.configure()
    try:
        config = from_environment()
    except ConfigError as error:
        logs.end(str(error))
    os.environ["UV_THREADPOOL_SIZE"] = str(THREADS)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve(config))


if __name__ == "__main__":
    main()
