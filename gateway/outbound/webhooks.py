"""The way of events to webhooks."""

import asyncio
import logging
from typing import Any

from gateway.outbound.channel import Channel
from gateway.outbound.messages import Delivery
from gateway.outbound.sender import Sender

log = logging.getLogger("gateway")


class Webhooks(Channel):
    """Sends deliveries."""

    at_once = 64
    claim = b"select webhook_id, event_id, attempt, url, secrets, body from outbound.claim_deliveries(%s)"
    note = b"select outbound.record_delivery(%s, %s, %s, %s, %s, %s)"

    def __init__(self, news: asyncio.Event, sender: Sender) -> None:
        super().__init__(news)
        self.sender = sender

    async def send(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        """Send a delivery."""
        delivery = Delivery(*row)
        outcome = await self.sender.send(delivery)
        if outcome.error is not None:
            log.warning(
                "event %d was not delivered to webhook %s: %s%s, attempt %d",
                delivery.event_id,
                delivery.webhook_id,
                outcome.error,
                "" if outcome.status is None else f" {outcome.status}",
                delivery.attempt,
            )
        key = (delivery.webhook_id, delivery.event_id, delivery.attempt)
        return *key, outcome.status, outcome.error, outcome.retry_after
