"""The notifier's configuration from the environment. The README has the table of variables."""

import os
from collections.abc import Mapping
from dataclasses import dataclass

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from gateway.config import ConfigError, primary_url, switch, writable

# A server that is gone without a word is noticed within seconds, not hours.
TCP = {"keepalives_idle": "5", "keepalives_interval": "5", "keepalives_count": "2", "tcp_user_timeout": "15000"}


@dataclass(frozen=True)
class Config:
    """The notifier's configuration. is_private: it sends also to addresses that are not of the internet."""

    database_url: str
    is_private: bool = False

    def conninfo(self) -> str:
        """Return the connection string of the primary, in the notifier's role."""
        url = writable(self.database_url)
        options = f"{conninfo_to_dict(url).get('options') or ''} -c role=medbook_notifier -c jit=off".strip()
        names = {"client_encoding": "UTF8", "application_name": "medbook-notify", "connect_timeout": "5"}
        return make_conninfo(url, **names, **TCP, options=options)


def from_environment(environment: Mapping[str, str] = os.environ) -> Config:
    """Read the configuration from the environment. Raises ConfigError, which names the variable."""
    variable = "MEDBOOK_DATABASE_URL"
    try:
        url = primary_url(environment.get(variable, ""))
        variable = "MEDBOOK_WEBHOOK_PRIVATE"
        return Config(url, switch(environment.get(variable) or "off"))
    except ValueError as error:
        raise ConfigError(f"{variable} {error}") from error
