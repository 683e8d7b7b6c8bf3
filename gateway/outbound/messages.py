"""What is sent, signed as Standard Webhooks has it (https://www.standardwebhooks.com)."""

import hmac
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from gateway.config import version


@dataclass(frozen=True)
class Delivery:
    """An event that a webhook is to get, as outbound.claim_deliveries gives it."""

    webhook_id: UUID
    event_id: int
    attempt: int
    url: str
    secrets: Sequence[bytes]
    body: str

    @property
    def message_id(self) -> str:
        """The id that stays the same, however often the event is sent to this webhook."""
        return f"msg_{self.webhook_id.hex}_{self.event_id}"


def signature(secret: bytes, signed: bytes) -> str:
    """Return the signature with one secret."""
    return "v1," + b64encode(hmac.digest(secret, signed, "sha256")).decode()


def headers(delivery: Delivery, now: int) -> dict[str, str]:
    """Return the headers of a request. now: Unix time in seconds."""
    signed = f"{delivery.message_id}.{now}.{delivery.body}".encode()
    return {
        "Content-Type": "application/json",
        "User-Agent": f"MedBook/{version()}",
        "webhook-id": delivery.message_id,
        "webhook-timestamp": str(now),
        "webhook-signature": " ".join(signature(secret, signed) for secret in delivery.secrets),
    }
