"""Changes over a WebSocket: a client subscribes to any number of topics on one connection."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import psycopg
from falcon.asgi import Request, Response, WebSocket
from falcon.errors import PayloadTypeError, WebSocketDisconnected

from gateway.admission.gate import Gate
from gateway.http.arguments import check_all
from gateway.http.problems import Problem, invalid_input
from gateway.http.tracing import request_id
from gateway.live.hub import NOBODY, Closed, Hub, Subscriber, topic_of
from gateway.surface.catalog import Endpoint
from gateway.surface.request import parse

SUBSCRIPTIONS = 100
# What is spoken here; a client that names protocols expects that one of them is taken.
PROTOCOL = "medbook"
GOING_AWAY = 1001

SocketResponder = Callable[[Request, WebSocket], Awaitable[None]]


def check_origin(req: Request, origins: frozenset[str]) -> None:
    """Refuse WebSockets from other sites' pages, which browsers allow. Raises Problem FORBIDDEN."""
    origin = req.get_header("Origin")
    if origin is not None and origin not in origins and origin.rpartition("://")[2] != req.get_header("Host"):
        raise Problem("FORBIDDEN")


def create_socket(endpoint: Endpoint, gate: Gate, hub: Hub, origins: frozenset[str]) -> SocketResponder:
    """Return the Falcon responder for a WebSocket. origins: allowed besides our own."""

    async def respond(req: Request, ws: WebSocket) -> None:
        try:
            check_origin(req, origins)
            await gate.admit(endpoint, req, Response())
            hub.check_room()
        except (Problem, psycopg.Error) as error:
            req.context.code = error.code if isinstance(error, Problem) else "UNAVAILABLE"
            # Before the WebSocket is accepted there is no way to send a reason.
            await ws.close()
            return
        subprotocol = PROTOCOL if PROTOCOL in ws.subprotocols else None
        await ws.accept(subprotocol=subprotocol, headers={"X-Request-Id": request_id(req)})
        await Conversation(ws, endpoint, hub, lambda: gate.admit(endpoint, req, Response())).run()

    return respond


class Conversation:
    """One WebSocket client: subscribes to topics, unsubscribes, receives changes.

    admit: counts a message as a request against the rate limits; called for messages that cost a query.
    """

    def __init__(self, ws: WebSocket, endpoint: Endpoint, hub: Hub, admit: Callable[[], Awaitable[object]]) -> None:
        self.ws = ws
        self.admit = admit
        self.endpoint = endpoint
        self.hub = hub
        self.subscriber = Subscriber(None)

    async def run(self) -> None:
        """Send and receive until either ends."""
        tasks = {asyncio.create_task(self.send()), asyncio.create_task(self.receive())}
        self.hub.subscribe(self.subscriber, NOBODY)
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                if not task.cancelled():
                    task.result()
        finally:
            for task in tasks:
                task.cancel()
            self.hub.leave(self.subscriber)

    async def send(self) -> None:
        """Send changes as they come, and pings in between."""
        self.subscriber.sender = asyncio.current_task()
        try:
            while True:
                batch = await self.subscriber.take()
                for message in self.ping() if batch is None else batch.messages:
                    await self.ws.send_text(message)
        except Closed:
            await self.ws.close(GOING_AWAY)
        except WebSocketDisconnected:
            return

    async def receive(self) -> None:
        """Answer the client's messages, one after the other."""
        try:
            while True:
                try:
                    answer = await self.answer(parse((await self.ws.receive_text()).encode()))
                except PayloadTypeError:
                    answer = self.message("problem", {"code": "MALFORMED_JSON"})
                except psycopg.Error:
                    answer = self.message("problem", {"code": "UNAVAILABLE"})
                except Problem as problem:
                    answer = self.message("problem", {"code": problem.code, **problem.details})
                await self.ws.send_text(answer)
        except WebSocketDisconnected:
            return

    def message(self, event: str, data: Any, id_: str = "") -> str:
        """Return a message to the client as JSON."""
        return json.dumps({"event": event, "data": data} | ({"id": id_} if id_ else {}))

    def ping(self) -> tuple[str, ...]:
        """Return a ping message."""
        return (self.message("ping", None, self.hub.id_for(self.subscriber)),)

    async def answer(self, asked: dict[str, Any]) -> str:
        """Handle a message; return the reply.

        Raises Problem INVALID_INPUT or RATE_LIMITED, and psycopg.Error.
        """
        cursor = asked.pop("cursor", None)
        match asked:
            case {"ping": data} if len(asked) == 1:
                return self.message("pong", data)
            case {"subscribe": dict(given)} if len(asked) == 1:
                return await self.subscribe({**given, "cursor": cursor})
            case {"unsubscribe": dict(given)} if len(asked) == 1 and cursor is None:
                return self.unsubscribe(given)
        raise invalid_input({"": "must hold subscribe and maybe cursor, unsubscribe, or ping"})

    async def subscribe(self, given: Mapping[str, Any]) -> str:
        """Subscribe to a topic; with a cursor, replay the changes since it first."""
        arguments = check_all(self.endpoint.client_arguments, given)
        cursor = arguments.pop("cursor", None)
        followed = topic_of(self.endpoint, arguments)
        topics = self.hub.topics.get(self.subscriber, NOBODY) | {followed}
        if len(topics) > SUBSCRIPTIONS:
            raise invalid_input({"": f"must not make more than {SUBSCRIPTIONS} subscriptions"})
        if cursor is not None:
            await self.admit()
            await self.hub.replay(self.subscriber, followed, cursor, arguments).wait()
        else:
            self.hub.subscribe(self.subscriber, topics)
        return self.message("subscribed", arguments, self.hub.id_for(self.subscriber))

    def unsubscribe(self, given: Mapping[str, Any]) -> str:
        """Unsubscribe from a topic."""
        arguments = check_all(self.endpoint.client_arguments, given)
        left = {topic_of(self.endpoint, arguments)}
        self.hub.subscribe(self.subscriber, self.hub.topics.get(self.subscriber, NOBODY) - left)
        return self.message("unsubscribed", arguments)
