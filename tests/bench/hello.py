"""The least that Falcon does on the same server: a route that answers a constant."""

from falcon.asgi import App, Request, Response


class Hello:
    """Answers every GET alike."""

    async def on_get(self, req: Request, resp: Response, **fields: str) -> None:
        """Answer."""
        resp.data = b'{"success": true}'


app: App[Request, Response] = App()
for path in ("/readyz", "/v1/doctors/{doctor_id}/slots"):
    app.add_route(path, Hello())
