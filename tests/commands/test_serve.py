"""`make serve`, `make demo` and `make create-admin`: a clinic of one's own, in which no password is known."""

import os
import pwd
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from gateway.commands import cluster as private
from gateway.commands import gateways
from gateway.commands.serve import NOTIFIER, USER, create_user
from tests.support.commands import Running, copy_project, make, running, temporary_home
from tests.support.database import Databases, execute, fetch
from tests.support.gateway import wait_for

PASSWORD = "seven purple cranes over Lisbon"
DEMO_ADMIN = {"email": "admin@example.com", "password": "medbook-demo-admin"}
RIGHTS = re.compile(r"^Uid:\t(\d+).*^Groups:\t([^\n]*)", re.MULTILINE | re.DOTALL)
MAILED = "select sent_at is not null from medbook.mails where kind = 'password_reset'"
TOUCHED = "select count(*) from pg_namespace where nspname in ('medbook', 'api')"


@pytest.fixture
def home() -> Iterator[Path]:
    with temporary_home() as made:
        yield made


@pytest.fixture
def own_url(databases: Databases) -> Iterator[str]:
    """The administrator's URL of an empty database on a server of one's own, which root's gateway may enter too."""
    if os.getuid() == 0:
        create_user()
        private.admit(databases.cluster, USER, "postgres")
    with databases.copy("template0") as made:
        yield made


def sign_in(gateway: Running, email: str, password: str) -> httpx.Response:
    return httpx.post(f"{gateway.url}/v1/auth/login", json={"email": email, "password": password}, timeout=30)


def test_make_run_leaves_a_server_of_ones_own_alone_and_names_make_serve(home: Path, own_url: str) -> None:
    done = make("run", MEDBOOK_DATABASE_URL=own_url, MEDBOOK_HOME=str(home))
    assert done.returncode != 0
    assert "make serve" in done.stderr.splitlines()[0]
    assert fetch(own_url, TOUCHED) == [(0,)]


def test_the_first_administrator_of_a_server_of_ones_own_signs_in_and_nobody_else(
    home: Path, own_url: str, tmp_path: Path
) -> None:
    (tmp_path / "password").write_text(f"{PASSWORD}\n")
    own = {"MEDBOOK_DATABASE_URL": own_url, "MEDBOOK_HOME": str(home)}
    with running("serve", log=tmp_path / "log", **own) as gateway:
        arguments = ["EMAIL=ada@example.com", "NAME=Ada Admin", f"PASSWORD_FILE={tmp_path / 'password'}"]
        made = make("create-admin", *arguments, **own)
        assert (made.returncode, made.stderr) == (0, "")
        assert sign_in(gateway, "ada@example.com", PASSWORD).json()["user"]["role"] == "ADMIN"
        assert sign_in(gateway, **DEMO_ADMIN).status_code == 401
        again = make("create-admin", *arguments, **own)
        assert again.stderr.startswith("ada@example.com has an account")


@pytest.mark.parametrize(
    ("words", "report"),
    [
        ({"PASSWORD_FILE": "/missing"}, "/missing"),
        ({"PASSWORD_FILE": "weak"}, "The password must have 15"),
        ({"EMAIL": ""}, "Say who: make create-admin EMAIL=ada@example.com"),
        ({"NAME": ""}, "Say who: make create-admin EMAIL=ada@example.com"),
        ({"PASSWORD_FILE": "strong", "EMAIL": "ada"}, "email must be an e-mail address"),
        ({}, "PASSWORD_FILE="),
    ],
)
def test_an_administrator_who_cannot_be_made_is_refused_with_one_line(
    url: str, tmp_path: Path, words: dict[str, str], report: str
) -> None:
    (tmp_path / "weak").write_text("12345")
    (tmp_path / "strong").write_text(PASSWORD)
    given = {"EMAIL": "ada@example.com", "NAME": "Ada"} | words
    if "PASSWORD_FILE" in given:
        given["PASSWORD_FILE"] = str(tmp_path / given["PASSWORD_FILE"])
    done = make("create-admin", *(f"{name}={value}" for name, value in given.items()), MEDBOOK_DATABASE_URL=url)
    assert report in done.stderr.splitlines()[0]
    assert "Traceback" not in done.stderr
    assert fetch(url, "select count(*) from medbook.users where email like 'ada%'") == [(0,)]


def test_the_demo_is_loaded_only_when_it_is_agreed_to(own_url: str) -> None:
    ((database,),) = fetch(own_url, "select current_database()")
    refused = make("demo", MEDBOOK_DATABASE_URL=own_url)
    assert database in refused.stdout
    assert refused.stderr.startswith("Nothing was done")
    assert fetch(own_url, TOUCHED) == [(0,)]
    agreed = make("demo", MEDBOOK_DATABASE_URL=own_url, YES="1")
    assert agreed.returncode == 0, agreed.stderr
    assert fetch(own_url, "select core.is_demo()") == [(True,)]


def test_a_database_that_is_in_use_never_becomes_the_demo(url: str) -> None:
    before = fetch(url, "select count(*) from medbook.users")
    done = make("demo", MEDBOOK_DATABASE_URL=url, YES="1")
    assert "is in use, and not as a demo: see make serve" in done.stderr.splitlines()[0]
    assert fetch(url, "select count(*) from medbook.users") == before


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give up rights")
def test_a_gateway_can_still_connect_after_another_command_has_looked_at_the_cluster(home: Path) -> None:
    cluster = private.Cluster(home, private.from_environment().user)
    create_user()
    private.start(cluster)
    private.admit(cluster, USER)
    private.start(cluster)
    query = ["psql", "-XAtc", "select current_user", cluster.url("postgres", "medbook_gateway")]
    execute(cluster.url("postgres"), "create role medbook_gateway login")
    as_user = ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--init-groups"]
    answer = subprocess.run([*as_user, *query], cwd="/", capture_output=True, text=True, check=False)
    assert (answer.stdout, answer.stderr) == ("medbook_gateway\n", "")
    above = cluster.url("postgres", "postgres")
    refused = subprocess.run([*as_user, "psql", "-Xc", "select 1", above], cwd="/", capture_output=True, check=False)
    assert refused.returncode != 0


def rights(home: Path) -> set[tuple[str, str]]:
    """Return the users of the one gateway's workers and of what keeps its notifier running, and their groups."""
    (gateway,) = gateways.running(home)
    workers = Path(f"/proc/{gateway.pid}/task/{gateway.pid}/children").read_text().split()
    statuses = [Path(f"/proc/{pid}/status").read_text() for pid in workers]
    return {(told[1], told[2].strip()) for status in statuses if (told := re.search(RIGHTS, status))}


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give up rights")
def test_roots_gateway_runs_as_another_user_even_from_a_folder_that_only_root_can_read(
    home: Path, tmp_path: Path
) -> None:
    folder = copy_project(tmp_path / "folder of root's")
    folder.chmod(0o700)
    with running("run", log=tmp_path / "log", folder=folder, MEDBOOK_HOME=str(home)) as gateway:
        user = pwd.getpwnam(USER)
        notifier = pwd.getpwnam(NOTIFIER)
        connected = "select usename::text from pg_stat_activity where application_name = 'medbook-notify'"
        url = private.Cluster(home, private.from_environment().user).url()
        wait_for(lambda: fetch(url, connected) == [("medbook_notifier",)])
        assert rights(home) == {(str(user.pw_uid), str(user.pw_gid)), (str(notifier.pw_uid), str(user.pw_gid))}
        fetch(url, "select account.request_reset(%s)", DEMO_ADMIN["email"])
        wait_for(lambda: fetch(url, MAILED) == [(True,)])
        pages = ["/docs", "/docs/docs.js", "/docs/swagger/swagger-ui.css", "/openapi.json", "/v1/doctors", "/nothing"]
        statuses = [httpx.get(gateway.url + page, timeout=30).status_code for page in pages]
        assert statuses == [200, 200, 200, 200, 200, 404]
        assert sign_in(gateway, **DEMO_ADMIN).status_code == 200
        with httpx.stream("GET", f"{gateway.url}/v1/slots/events?specialization=Cardiology", timeout=30) as events:
            assert next(events.iter_lines())
        assert "Traceback" not in gateway.log.read_text()
