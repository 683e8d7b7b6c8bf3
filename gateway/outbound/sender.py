"""One request to a receiver, and what came of it."""

import asyncio
import errno
import re
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import aiohttp
from yarl import URL

from gateway.outbound.addresses import public_socket
from gateway.outbound.messages import Delivery, headers

SECONDS = 10.0
ANSWER_BYTES = 64 * 1024
LONGEST_WAIT = 86400


@dataclass(frozen=True)
class Outcome:
    """What came of a delivery: the answer's status, why it has failed, and the seconds that the receiver asks to wait.

    error: STATUS, TIMEOUT, CONNECTION, TLS or ADDRESS; None: it is delivered.
    """

    delivery: Delivery
    status: int | None = None
    error: str | None = None
    retry_after: int | None = None


def retry_after(text: str | None, now: datetime) -> int | None:
    """Return the seconds of a header Retry-After, a day at most; None if it is missing or says nothing."""
    if text is None:
        return None
    if re.fullmatch(r"[0-9]{1,9}", text.strip()):
        return min(int(text), LONGEST_WAIT)
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    return min(max(int((at.replace(tzinfo=at.tzinfo or UTC) - now).total_seconds()), 0), LONGEST_WAIT)


def judge(error: aiohttp.ClientError) -> str:
    """Return the word for an error. Its text is not used: it may hold the URL."""
    if isinstance(error, aiohttp.ClientConnectorError) and error.os_error.errno == errno.EACCES:
        return "ADDRESS"
    return "TLS" if isinstance(error, aiohttp.ClientSSLError) else "CONNECTION"


async def drain(response: aiohttp.ClientResponse) -> None:
    """Read an answer, which nobody looks at, as far as its most bytes."""
    size = 0
    async for chunk in response.content.iter_chunked(8192):
        size += len(chunk)
        if size > ANSWER_BYTES:
            return


class Sender:
    """Sends deliveries, each on a connection of its own to an address that was checked when it was made."""

    def __init__(self, is_private: bool) -> None:
        connector = aiohttp.TCPConnector(
            limit=0,
            force_close=True,
            use_dns_cache=False,
            socket_factory=None if is_private else public_socket,
        )
        self.session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None),
            auto_decompress=False,
            trust_env=False,
        )

    async def send(self, delivery: Delivery) -> Outcome:
        """Send a delivery; return what came of it, within ten seconds."""
        try:
            async with asyncio.timeout(SECONDS):
                return await self.request(delivery)
        except TimeoutError:
            return Outcome(delivery, error="TIMEOUT")
        except aiohttp.ClientError as error:
            return Outcome(delivery, error=judge(error))
        except (OSError, ValueError):
            # What no name server and no connection can take, such as a host's name with two dots in a row.
            return Outcome(delivery, error="CONNECTION")

    async def request(self, delivery: Delivery) -> Outcome:
        """Make the request; redirects are not followed. Raises aiohttp.ClientError, OSError and ValueError."""
        async with self.session.post(
            URL(delivery.url, encoded=True),
            data=delivery.body.encode(),
            headers=headers(delivery, int(time.time())),
            allow_redirects=False,
        ) as response:
            await drain(response)
            if 200 <= response.status < 300:
                return Outcome(delivery, response.status)
            wait = retry_after(response.headers.get("Retry-After"), datetime.now(UTC))
            return Outcome(delivery, response.status, "STATUS", wait)

    async def close(self) -> None:
        """Close what is open."""
        await self.session.close()
