"""People at the counter and on the telephone: whom to call, search, own data, forgotten passwords."""

from tests.support.clinic import ANN, BEN, PASSWORD, SLOT, create_user
from tests.support.database import execute
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
