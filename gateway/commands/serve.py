"""`make serve`: brings the database up to date and becomes the gateway, without demo data."""

import errno
import os
import pwd
import re
import secrets
import socket
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

from gateway.commands import cluster, command, gateways
from gateway.commands.command import CommandError
from gateway.commands.migrate import update
from gateway.config import from_environment
from gateway.outbound.config import from_environment as notifier_from_environment

ROOT = Path(__file__).resolve().parents[2]
# Of root's gateway: it may sign in to the private cluster as the gateway's role, and may do nothing else.
USER = "medbook"
# Of root's notifier, which may sign in as another role: the gateway must not come to the secrets of webhooks.
NOTIFIER = "medbook-notify"
LAST_SYSTEM_USER = 999
# By its path: after a plain su, PATH is that of the user before.
ADD_USER = ("/usr/sbin/useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin")


def jwt_keys() -> str:
    """Return the keys of MEDBOOK_JWT_KEYS, or the one in MEDBOOK_HOME, which is created if it is missing."""
    if keys := os.environ.get("MEDBOOK_JWT_KEYS"):
        return keys
    own = cluster.from_environment()
    path = own.home / "jwt.key"
    # Two that start at once for the first time must sign with the same key.
    with cluster.alone(own):
        if not path.exists() or not path.read_text():
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(32))
        return path.read_text().strip()


def bind() -> str:
    """Return MEDBOOK_BIND, or 127.0.0.1 with MEDBOOK_PORT. Raises CommandError if that is not a port."""
    port = os.environ.get("MEDBOOK_PORT") or "8000"
    if not (re.fullmatch("[0-9]{1,5}", port) and 0 < int(port) < 65536):
        raise CommandError(f"MEDBOOK_PORT must be from 1 to 65535, not {port!r}")
    return os.environ.get("MEDBOOK_BIND") or f"127.0.0.1:{port}"


def check_free(address: str) -> None:
    """Check that gunicorn will be able to listen. Raises CommandError, which says what to do."""
    host, _, port = address.rpartition(":")
    if host == "unix":
        return
    try:
        family, kind, _, _, where = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(where)
    except OSError as error:
        advice = {
            errno.EADDRINUSE: "MedBook may run already, see make status. Another port: MEDBOOK_PORT=8001",
            errno.EACCES: "below 1024 only root may. Another port: MEDBOOK_PORT=8001",
        }
        raise CommandError(
            f"Cannot listen on {address}: {error.strerror}. {advice.get(error.errno or 0, 'See MEDBOOK_BIND')}"
        ) from error


def create_user(name: str = USER, *group: str) -> None:
    """Create an unprivileged user if it is missing.

    group: words of useradd; without them it gets a group of its own. Raises CommandError.
    """
    try:
        found = pwd.getpwnam(name)
    except KeyError:
        words = [*ADD_USER, *(group or ("--user-group",)), name]
        made = subprocess.run(words, capture_output=True, text=True, check=False)
        if made.returncode != 0:
            raise CommandError(f"The user {name} cannot be created: {made.stderr.strip()}") from None
    else:
        if found.pw_uid > LAST_SYSTEM_USER:
            raise CommandError(f"{name} is somebody's account, and MedBook would run as it: rename the account")


def user_arguments() -> list[str]:
    """Return gunicorn's arguments for an unprivileged user if this is root. Raises CommandError.

    The code is loaded before: it may lie where only root can read.
    """
    if os.getuid() != 0:
        return []
    create_user()
    if cluster.is_private():
        cluster.admit(cluster.from_environment(), USER)
    # libpq would look for keys and passwords in root's home, which this user may not read.
    os.environ["HOME"] = "/nonexistent"
    return ["--user", USER, "--group", str(pwd.getpwnam(USER).pw_gid), "--initgroups", "--preload"]


def start_notifier() -> None:
    """Start medbook-notify beside the gateway: it ends when the last process of the gateway has. Raises CommandError.

    After the gateway's own user was created, whose group reaches the private cluster.
    """
    user = []
    if os.getuid() == 0:
        create_user(NOTIFIER, "--gid", USER)
        user = [NOTIFIER]
    url = cluster.administrator_url()
    own = cluster.from_environment()
    if os.environ.get("MEDBOOK_MAIL_FOLDER") == str(own.mail):
        cluster.open_mail(own, *user)
    if cluster.is_private():
        cluster.identify(own, user[0] if user else own.user, "medbook_notifier")
        url = own.url(role="medbook_notifier")
    environment = {name: value for name, value in os.environ.items() if name != "MEDBOOK_JWT_KEYS"}
    reading, writing = os.pipe()
    # For gunicorn, which takes this process's place, and for its workers.
    os.set_inheritable(writing, True)
    words = [sys.executable, "-m", "gateway.outbound.beside", *user]
    subprocess.Popen(words, stdin=reading, cwd=ROOT, env=environment | {"MEDBOOK_DATABASE_URL": url})
    os.close(reading)


def prepare() -> str:
    """Check and complete the configuration before anything is started; return the URL for people.

    Raises CommandError and ConfigError.
    """
    address = bind()
    for one in address.split(","):
        check_free(one)
    cluster.claim_home(cluster.from_environment())
    os.environ.update(MEDBOOK_BIND=address, MEDBOOK_JWT_KEYS=jwt_keys())
    from_environment({**os.environ, "MEDBOOK_DATABASE_URL": cluster.gateway_url()})
    url = address.partition(",")[0]
    if not url.startswith("unix:"):
        url = f"http://{url}".replace("//0.0.0.0:", "//127.0.0.1:").replace("//[::]:", "//[::1]:")
        os.environ["MEDBOOK_PUBLIC_URL"] = os.environ.get("MEDBOOK_PUBLIC_URL") or url
    notifier_from_environment({**os.environ, "MEDBOOK_DATABASE_URL": cluster.administrator_url()})
    return url


def become_gateway(url: str) -> NoReturn:
    """Replace this process by gunicorn, which serves the URL; the end of its terminal ends it. Raises CommandError."""
    arguments = user_arguments()
    start_notifier()
    # Its password is the notifier's alone.
    os.environ.pop("MEDBOOK_SMTP_URL", None)
    gateways.record(cluster.from_environment().home, url)
    os.environ.update(MEDBOOK_DATABASE_URL=cluster.gateway_url(), MADE_BY_MAKE="on")
    os.chdir(ROOT)
    # As a module: the script names the folder in which the virtual environment was made.
    gunicorn = [sys.executable, "-m", "gunicorn", "--config", "gateway/gunicorn.conf.py", *arguments]
    os.execv(sys.executable, [*gunicorn, "gateway.app:application()"])


def tell_pages(url: str) -> None:
    """Tell what there is to see at the URL."""
    command.tell(f"Serving {url}, with the pages of administrators at {url}/admin and the documentation at {url}/docs")


def main() -> None:
    """Serve what the database holds."""
    url = prepare()
    cluster.start_own()
    update(cluster.administrator_url())
    tell_pages(url)
    become_gateway(url)


if __name__ == "__main__":
    command.run(main)
