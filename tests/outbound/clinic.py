"""A clinic for notifiers: what they are to send happens, without a gateway."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from tests.support import ROOT
from tests.support.clinic import ANN, CHIEF, DORA
from tests.support.database import execute, fetch
from tests.support.gateway import wait_for

SLOTS = "select id::text from medbook.slots where doctor_id = %s and is_available and start_time > core.now()"


class Clinic:
    """A database, and the folder of the notifiers' logs."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url = url
        self.folder = folder
        self.notifiers = count()
        self.slots = [slot for (slot,) in fetch(url, SLOTS, DORA)]
        execute(url, "update medbook.settings set max_holds_per_user = 1000, max_bookings_per_user = 1000")
        execute(url, "update medbook.settings set max_bookings_per_doctor_day = 1000")

    def ask(self, call: str, *values: object) -> Any:
        """Return the answer of a function of api."""
        ((answer,),) = fetch(self.url, f"select api.{call}", *values)
        assert answer["success"], answer
        return answer

    def register(self, url: str) -> tuple[str, str]:
        """Add a webhook for everything; return its id and its secret."""
        answer = self.ask("create_webhook(%s, %s)", CHIEF, url)
        return answer["created"], answer["secret"]

    def book(self, number: int = 0, user: str = ANN) -> str:
        """Book a slot; return the booking's id."""
        return str(self.ask("book_slot(%s, %s)", user, self.slots[number])["booking"]["id"])

    def webhook(self) -> dict[str, Any]:
        """Return the only webhook."""
        (webhook,) = self.ask("list_webhooks(%s)", CHIEF)["webhooks"]
        return dict(webhook)

    def delivery(self, webhook: str) -> dict[str, Any]:
        """Return the latest delivery of a webhook."""
        return dict(self.ask("list_deliveries(%s, %s)", CHIEF, webhook)["deliveries"][0])

    def is_noted(self, webhook: str, **values: object) -> bool:
        """Tell whether the latest delivery of a webhook has these values."""
        deliveries = self.ask("list_deliveries(%s, %s)", CHIEF, webhook)["deliveries"]
        return bool(deliveries) and values.items() <= deliveries[0].items()

    def log(self) -> str:
        """Return what all notifiers have logged."""
        return "".join(path.read_text() for path in self.folder.glob("log.*"))

    @contextmanager
    def notifier(self, private: str = "on", **variables: str) -> Iterator[subprocess.Popen[bytes]]:
        """Run a notifier until the block ends."""
        own = {"MEDBOOK_DATABASE_URL": self.url, "MEDBOOK_WEBHOOK_PRIVATE": private}
        environment = os.environ | own | variables
        path = self.folder / f"log.{next(self.notifiers)}"
        with path.open("wb") as log:
            words = [sys.executable, "-m", "gateway.outbound"]
            process = subprocess.Popen(words, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            wait_for(lambda: "sends events" in path.read_text(), process)
            yield process
        finally:
            process.terminate()
            assert process.wait(timeout=60) in {0, -signal.SIGKILL}
