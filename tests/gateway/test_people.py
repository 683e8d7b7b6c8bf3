"""People at the counter and on the telephone: whom to call, search, own data, forgotten passwords."""

import pytest

from tests.support.clinic import ANN, BEN, CHIEF, PASSWORD, SLOT, create_user
from tests.support.database import execute, fetch
from tests.support.gateway import Client

NEW_PASSWORD = "kTw9!fmZ pXv4#sLbR2"


def test_leave_tells_whom_to_call(ann: Client, chief: Client, url: str) -> None:
    execute(url, f"update medbook.users set phone = '+49 30 12345' where id = '{ANN}'")
    booking = ann.post("/v1/bookings", json={"slot_id": SLOT}).json()["booking"]
    leave = {"from": "2030-01-08T00:00:00Z", "to": "2030-01-09T00:00:00Z"}
    added = chief.post(f"/v1/admin/doctors/{booking['doctor_id']}/time-off", json=leave).json()
    (affected,) = added["affected_bookings"]
    chief.delete(f"/v1/admin/time-off/{added['created']}")
    told = {name: affected[f"patient_{name}"] for name in ("name", "email", "phone")}
    assert told == {"name": "Ann", "email": "ann@example.com", "phone": "+49 30 12345"}
    assert chief.get(f"/v1/admin/bookings/{booking['id']}").json()["booking"] == affected


def test_a_patient_at_the_counter_signs_in_once_address_and_password_are_given(anybody: Client, chief: Client) -> None:
    made = chief.post("/v1/admin/users", json={"name": "  Pat   Counter ", "phone": "030 / 777 88"})
    assert made.status_code == 201
    person = made.json()["user"]
    assert (person["name"], person["email"], person["phone"]) == ("Pat Counter", None, "030 / 777 88")
    found = chief.get("/v1/admin/users", params={"search": "counter 03077788"}).json()["users"]
    assert found == [person]
    path = f"/v1/admin/users/{person['id']}"
    assert chief.get(path).json()["user"] == person
    assert chief.post(f"{path}/password-reset").json()["errors"][0]["pointer"] == "#/email"
    assert chief.request("PATCH", path, json={"email": "pat.counter@example.com"}).status_code == 200
    code = chief.post(f"{path}/password-reset").json()["code"]
    body = {"email": "pat.counter@example.com", "code": code, "new_password": NEW_PASSWORD}
    assert anybody.sign_in("pat.counter@example.com").status_code == 401
    assert anybody.post("/v1/auth/reset", json=body).status_code == 204
    assert anybody.sign_in("pat.counter@example.com", NEW_PASSWORD).status_code == 200


def test_a_reset_ends_sessions_works_once_and_does_not_say_who_exists(anybody: Client, chief: Client, url: str) -> None:
    user_id, email = create_user(url)
    session = anybody.sign_in(email).json()
    body = {"email": email, "code": "wrong", "new_password": NEW_PASSWORD}
    wrong, unknown = (anybody.post("/v1/auth/reset", json=body | {"email": who}) for who in (email, "nobody@x.yz"))
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() | {"trace_id": ""} == unknown.json() | {"trace_id": ""}
    code = chief.post(f"/v1/admin/users/{user_id}/password-reset").json()["code"]
    answers = [anybody.post("/v1/auth/reset", json=body | {"code": code}).status_code for _ in range(2)]
    assert answers == [204, 401]
    refreshed = anybody.post("/v1/auth/refresh", json={"refresh_token": session["refresh_token"]})
    assert refreshed.status_code == 401


def test_one_changes_ones_own_data_and_the_address_with_the_password(ben: Client, url: str) -> None:
    changed = ben.request("PATCH", "/v1/me", json={"phone": "+1 555 0100", "time_zone": "Europe/Berlin"})
    assert (changed.json()["user"]["phone"], changed.json()["user"]["time_zone"]) == ("+1 555 0100", "Europe/Berlin")
    assert ben.request("PATCH", "/v1/me", json={"phone": ""}).json()["user"]["phone"] is None
    body = {"email": "benjamin@example.com"}
    assert ben.request("PATCH", "/v1/me", json=body).json()["errors"][0]["pointer"] == "#/current_password"
    assert ben.request("PATCH", "/v1/me", json=body | {"current_password": "wrong"}).status_code == 401
    taken = ben.request("PATCH", "/v1/me", json={"email": "ANN@example.com", "current_password": PASSWORD})
    assert (taken.status_code, taken.json()["code"]) == (409, "EMAIL_TAKEN")
    changed = ben.request("PATCH", "/v1/me", json=body | {"current_password": PASSWORD})
    execute(url, f"update medbook.users set email = 'ben@example.com' where id = '{BEN}'")
    assert changed.json()["user"]["email"] == "benjamin@example.com"


def test_what_is_missing_or_null_in_a_patch_stays(chief: Client, url: str) -> None:
    user_id, email = create_user(url)
    path = f"/v1/admin/users/{user_id}"
    chief.request("PATCH", path, json={"name": " Zoe\u00a0  Quill ", "phone": "(030) 123-45"})
    user = chief.request("PATCH", path, json={"name": None, "email": None, "phone": None}).json()["user"]
    assert (user["name"], user["email"], user["phone"]) == ("Zoe Quill", email, "(030) 123-45")


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", "   "), ("name", "Zoe\nQuill"), ("name", "Zoe\u200bQuill"), ("phone", "1234"), ("phone", "1" * 31),
     ("phone", "call me maybe"), ("phone", "-----"), ("email", ""), ("email", "no address")],
)  # fmt: skip
def test_an_error_of_a_persons_data_points_at_the_field(
    ann: Client, chief: Client, url: str, field: str, value: str
) -> None:
    made = chief.post("/v1/admin/users", json={"name": "Fine"} | {field: value})
    changed = chief.request("PATCH", f"/v1/admin/users/{ANN}", json={field: value})
    own = ann.request("PATCH", "/v1/me", json={field: value, "current_password": PASSWORD})
    for answer in (made, changed, own):
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, f"#/{field}")


def test_administrators_change_each_others_address_only_on_record(chief: Client, url: str) -> None:
    user_id, _ = create_user(url)
    execute(url, f"update medbook.users set role = 'ADMIN' where id = '{user_id}'")
    assert chief.request("PATCH", f"/v1/admin/users/{user_id}", json={"email": "mine@example.com"}).status_code == 200
    assert chief.post(f"/v1/admin/users/{user_id}/password-reset").status_code == 200
    query = "select actor_id::text, action from medbook.audit where subject_id = %s order by id"
    assert fetch(url, query, user_id) == [(CHIEF, "update user's e-mail"), (CHIEF, "issue password reset")]


def test_only_administrators_see_and_change_people(ann: Client, url: str) -> None:
    path = f"/v1/admin/users/{BEN}"
    answers = [
        ann.get("/v1/admin/users"),
        ann.post("/v1/admin/users", json={"name": "X"}),
        ann.get(path),
        ann.request("PATCH", path, json={"name": "X"}),
        ann.post(f"{path}/password-reset"),
        ann.get(f"/v1/admin/bookings/{SLOT}"),
    ]
    assert [answer.status_code for answer in answers] == [403] * 6
