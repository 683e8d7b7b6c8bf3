"""Changes of one topic as server-sent events."""

import asyncio
from collections.abc import Mapping

from falcon.asgi import Request, Response

from gateway.admission.gate import Gate
from gateway.http.problems import check_answer
from gateway.live.hub import NOBODY, Closed, Hub, Subscriber, topic_of
from gateway.stores.calls import Database
from gateway.surface.catalog import Endpoint
from gateway.surface.request import Responder, read_arguments

RETRY_MILLISECONDS = 2000


class EventStream:
    """The body of an endless response. Subscribes when the first bytes are read, unsubscribes when it is closed."""

    def __init__(self, hub: Hub, topic: str, cursor: str | None, arguments: Mapping[str, str]) -> None:
        self.hub = hub
        self.topic = topic
        self.cursor = cursor
        self.arguments = arguments
        self.subscriber: Subscriber | None = None

    def __aiter__(self) -> "EventStream":
        return self

    async def __anext__(self) -> bytes:
        """Return the next events, or a ping when there are none; first of all, how to reconnect."""
        if self.subscriber is None:
            return self.begin()
        try:
            batch = await self.subscriber.take()
        except Closed:
            raise StopAsyncIteration from None
        return batch.events if batch is not None else self.ping(self.hub.id_for(self.subscriber))

    def ping(self, id_: str) -> bytes:
        """Return a ping: a comment, for which browsers fire no event."""
        return f": ping\nid: {id_}\n\n".encode() if id_ else b": ping\n\n"

    def begin(self) -> bytes:
        """Subscribe; return the first bytes."""
        self.subscriber = Subscriber(asyncio.current_task())
        retry = f"retry: {RETRY_MILLISECONDS}\n"
        if self.cursor is None:
            self.hub.subscribe(self.subscriber, frozenset({self.topic}))
            return f"{retry}id: {self.hub.id}\n\n".encode()
        self.hub.subscribe(self.subscriber, NOBODY)
        self.hub.replay(self.subscriber, self.topic, self.cursor, self.arguments)
        return f"{retry}\n".encode()

    async def close(self) -> None:
        """Unsubscribe. Falcon calls this however the response ends."""
        if self.subscriber is not None:
            self.hub.leave(self.subscriber)


def create_event_stream(endpoint: Endpoint, database: Database, gate: Gate, hub: Hub) -> Responder:
    """Return the Falcon responder for a stream of server-sent events."""

    async def respond(req: Request, resp: Response) -> None:
        await gate.admit(endpoint, req, resp)
        arguments = await read_arguments(endpoint, req, {})
        asked = arguments.pop("cursor", None)
        followed = topic_of(endpoint, arguments)
        hub.check_room()
        answer = await database.call(endpoint.function, endpoint.typed(arguments), is_read=True)
        check_answer(answer.error, answer.body)
        resp.content_type = "text/event-stream"
        resp.set_header("X-Accel-Buffering", "no")
        resp.stream = EventStream(hub, followed, req.get_header("Last-Event-ID") or asked, arguments)

    return respond
