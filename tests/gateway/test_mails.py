"""Which mail a user gets, how reminders are turned off from a mail, and how a new password is asked for."""

from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from gateway.commands.cluster import Cluster
from tests.support.clinic import ANN, DORA, SLOT, create_user
from tests.support.database import execute, fetch
from tests.support.gateway import Client, answers, serve, wait_for

PATH = "/v1/me/notifications"
FORGOT = "/v1/auth/forgot"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}
WAITING = "select count(*) from medbook.mails where user_id = %s and kind = 'password_reset' and sent_at is null"
REMINDER = """
insert into medbook.mails (
  kind, user_id, doctor_id, booking_id, minutes_before, unsubscribe_token, due_at, next_at)
values ('reminder', %s, %s, %s, 120, %s, core.now(), core.now())
"""


@pytest.fixture
def link(url: str) -> str:
    """The address in a reminder to Ann, who wants them."""
    execute(url, "delete from medbook.mails")
    execute(url, "delete from medbook.notification_preferences")
    token = str(uuid4())
    execute(url, REMINDER, ANN, DORA, SLOT, token)
    return f"/v1/notifications/unsubscribe?token={token}"


def reminders(client: Client) -> bool:
    """Tell whether a user is reminded of appointments."""
    return bool(client.get(PATH).json()["notifications"]["reminders"])


def test_a_user_chooses_which_mail_comes_and_when(ann: Client, ben: Client, url: str) -> None:
    execute(url, "delete from medbook.notification_preferences")
    before = ann.get(PATH).json()["notifications"]
    assert before == {
        "user_id": ANN,
        **dict.fromkeys(("confirmed", "cancelled", "moved", "reminders", "is_reminded_as_usual"), True),
        "reminder_minutes": [1440, 120],
        "language": "en",
    }
    answer = ann.request("PATCH", PATH, json={"moved": False, "reminder_minutes": [60, 2880], "language": "de"})
    assert answer.status_code == 200
    changed = {"moved": False, "reminder_minutes": [2880, 60], "is_reminded_as_usual": False, "language": "de"}
    assert answer.json()["notifications"] == ann.get(PATH).json()["notifications"] == before | changed
    assert ann.request("PATCH", PATH, json={"reminder_minutes": []}).status_code == 200
    assert ann.get(PATH).json()["notifications"]["reminder_minutes"] == [1440, 120]
    assert ben.get(PATH).json()["notifications"]["language"] == "en"


@pytest.mark.parametrize(
    ("name", "value"),
    [("reminder_minutes", [7]), ("reminder_minutes", {}), ("language", "fr"), ("moved", "no"), ("sms", True)],
)
def test_a_wrong_choice_is_refused_with_its_pointer(ann: Client, name: str, value: object) -> None:
    before = ann.get(PATH).json()
    answer = ann.request("PATCH", PATH, json={name: value})
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [f"#/{name}"]
    assert ann.get(PATH).json() == before


def test_nobody_chooses_without_signing_in(anybody: Client) -> None:
    assert anybody.get(PATH).status_code == anybody.request("PATCH", PATH, json={}).status_code == 401


def test_the_page_of_a_link_changes_nothing_and_its_button_may_post(anybody: Client, ann: Client, link: str) -> None:
    page = anybody.get(link)
    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert '<form method="post"><button>' in page.text
    assert "form-action 'self'" in page.headers["content-security-policy"]
    assert reminders(ann)


@pytest.mark.parametrize("form", [{"data": ONE_CLICK}, {"files": {"List-Unsubscribe": (None, "One-Click")}}, {}])
def test_one_click_turns_reminders_off_again_and_again(
    anybody: Client, ann: Client, link: str, form: dict[str, object]
) -> None:
    for _ in range(2):
        answer = anybody.post(link, **form)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
        assert "You will get no more reminders." in answer.text
        assert not reminders(ann)


def test_an_unknown_link_is_not_found(anybody: Client, ann: Client, link: str) -> None:
    unknown = f"/v1/notifications/unsubscribe?token={uuid4()}"
    for answer in (anybody.get(unknown), anybody.post(unknown, data=ONE_CLICK)):
        assert (answer.status_code, answer.json()["code"]) == (404, "LINK_NOT_FOUND")
    assert reminders(ann)


@pytest.mark.parametrize("query", ["", "?token=x", "?token=x&more=1"])
def test_what_is_no_link_is_refused(anybody: Client, query: str) -> None:
    path = f"/v1/notifications/unsubscribe{query}"
    assert anybody.get(path).status_code == anybody.post(path, data=ONE_CLICK).status_code == 422


def test_a_body_that_is_not_looked_at_may_not_be_endless(anybody: Client, link: str) -> None:
    assert anybody.post(link, content=b"x" * 65537).status_code == 413


@pytest.mark.parametrize("form", ["text", "json"])
def test_no_log_has_the_token_of_a_link(url: str, tmp_path: Path, cluster: Cluster, link: str, form: str) -> None:
    with serve(url, tmp_path / "log", MEDBOOK_LOGS=form) as server:
        wait_for(lambda: answers(server, "/readyz"))
        assert [server.client.post(path).status_code for path in (link, link + "x", link + "&x=")] == [200, 422, 422]
        execute(url, "alter function outbound.find_subscriber rename to lost_subscriber")
        try:
            broken = server.client.post(link)
        finally:
            execute(url, "alter function outbound.lost_subscriber rename to find_subscriber")
    assert broken.json()["code"] == "INTERNAL"
    log = server.log.read_text()
    assert broken.json()["trace_id"] in log
    assert "/v1/notifications/unsubscribe" in log
    assert link.partition("=")[2] not in log + cluster.log.read_text(errors="replace")


def test_who_forgot_the_password_gets_mail_and_the_answer_tells_nothing(anybody: Client, url: str) -> None:
    user_id, email = create_user(url)

    def shown(answer: httpx.Response) -> tuple[int, bytes, list[str]]:
        return answer.status_code, answer.content, sorted(answer.headers)

    known, again, unknown = (
        shown(anybody.post(FORGOT, json={"email": who})) for who in (email, email.upper(), "nobody@x.yz")
    )
    assert known == again == unknown
    assert known[0] == 204
    assert fetch(url, WAITING, user_id) == [(1,)]
