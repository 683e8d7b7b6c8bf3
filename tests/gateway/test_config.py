"""What the environment may say, and which servers it then names."""

import pytest
from psycopg.conninfo import conninfo_to_dict

from gateway.config import Config, ConfigError, each_host, from_environment, writable

BASE = {"MEDBOOK_JWT_KEYS": "k" * 32, "MEDBOOK_DATABASE_URL": "postgresql://a@one/medbook"}


def hosts(url: str) -> list[tuple[str | int | None, ...]]:
    found = [conninfo_to_dict(each) for each in each_host(url)]
    return [tuple(each.get(name) for name in ("host", "hostaddr", "port", "dbname", "sslmode")) for each in found]


def test_a_url_of_one_host_is_one_replica() -> None:
    assert hosts("postgresql://one/medbook") == [("one", None, None, "medbook", None)]
    assert hosts("postgresql:///medbook") == [(None, None, None, "medbook", None)]


def test_a_url_of_several_hosts_is_as_many_replicas_with_all_else_in_common() -> None:
    assert hosts("postgresql://one:1,two:2/medbook?sslmode=require") == [
        ("one", None, "1", "medbook", "require"),
        ("two", None, "2", "medbook", "require"),
    ]
    assert hosts("host=one,two port=6 dbname=medbook hostaddr=192.0.2.1,192.0.2.2") == [
        ("one", "192.0.2.1", "6", "medbook", None),
        ("two", "192.0.2.2", "6", "medbook", None),
    ]


def test_of_several_hosts_the_primary_is_the_one_that_takes_writes_unless_the_url_says_else() -> None:
    assert conninfo_to_dict(writable("postgresql://one,two/medbook"))["target_session_attrs"] == "read-write"
    assert writable("postgresql://one/medbook") == "postgresql://one/medbook"
    given = writable("postgresql://one,two/medbook?target_session_attrs=any")
    assert conninfo_to_dict(given)["target_session_attrs"] == "any"


def test_the_settings_are_in_the_options_behind_those_of_the_url() -> None:
    config = from_environment(BASE | {"MEDBOOK_DATABASE_URL": "postgresql://one/medbook?options=-cwork_mem%3D4MB"})
    options = conninfo_to_dict(config.conninfo())["options"]
    assert str(options).startswith("-cwork_mem=4MB -c role=medbook_gateway -c statement_timeout=3000 ")
    assert "default_transaction_read_only=on" not in str(options)
    assert "default_transaction_read_only=on" in str(conninfo_to_dict(config.conninfo("host=two"))["options"])


def test_with_pgbouncer_there_are_no_options() -> None:
    config = from_environment(BASE | {"MEDBOOK_PGBOUNCER": "on"})
    assert "options" not in conninfo_to_dict(config.conninfo()) | conninfo_to_dict(config.conninfo("host=two"))


def test_without_a_replica_none_is_asked() -> None:
    assert (from_environment(BASE).replica_urls, Config.replica_lag, Config.pgbouncer) == ((), 10, False)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MEDBOOK_REPLICA_URL", "host=one,two port=1,2,3"),
        ("MEDBOOK_REPLICA_URL", "no URL"),
        ("MEDBOOK_DATABASE_URL", "no URL"),
        ("MEDBOOK_REPLICA_LAG", "0"),
        ("MEDBOOK_REPLICA_LAG", "never"),
        ("MEDBOOK_PGBOUNCER", "yes"),
        ("MEDBOOK_CACHE", "yes"),
        ("MEDBOOK_REDIS_URL", "http://127.0.0.1"),
        ("MEDBOOK_REDIS_URL", "127.0.0.1:6379"),
        ("MEDBOOK_STREAMS", "0"),
        ("MEDBOOK_WORKERS", "0"),
        ("MEDBOOK_WORKERS", ""),
        ("MEDBOOK_METRICS_BIND", "9464"),
        ("MEDBOOK_METRICS_BIND", "127.0.0.1:0"),
        ("MEDBOOK_METRICS_BIND", "127.0.0.1:65536"),
        ("MEDBOOK_SERVER_TIMING", "yes"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "127.0.0.1:4318"),
        ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "grpc://127.0.0.1:4317"),
    ],
)
def test_an_impossible_value_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=f"^{name} must"):
        from_environment(BASE | {name: value})


@pytest.mark.parametrize("name", ["MEDBOOK_DATABASE_URL", "MEDBOOK_REPLICA_URL"])
def test_options_are_refused_with_pgbouncer(name: str) -> None:
    environment = BASE | {"MEDBOOK_PGBOUNCER": "on", name: "postgresql://one/medbook?options=-cwork_mem%3D4MB"}
    with pytest.raises(ConfigError, match=f"^{name} must have no options"):
        from_environment(environment)


def test_metrics_have_an_address_unless_it_is_empty() -> None:
    found = [from_environment(BASE | {"MEDBOOK_METRICS_BIND": text}).metrics_bind for text in ("[::1]:1", "a-b:2", "")]
    assert found == [("::1", 1), ("a-b", 2), None]
    assert from_environment(BASE).metrics_bind == ("127.0.0.1", 9464)


def test_traces_are_asked_for_by_the_standard_variables() -> None:
    endpoint = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318"}
    of_traces = {"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "https://collector.example/v1/traces"}
    for asked in (endpoint, of_traces, endpoint | {"OTEL_SDK_DISABLED": "false"}):
        assert from_environment(BASE | asked).traces
    empty = dict.fromkeys(endpoint | of_traces, "")
    for off in ({}, empty, endpoint | {"OTEL_SDK_DISABLED": "True"}, endpoint | {"OTEL_TRACES_EXPORTER": "none"}):
        assert not from_environment(BASE | off).traces


@pytest.mark.parametrize("name", ["OTEL_EXPORTER_OTLP_PROTOCOL", "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL"])
def test_traces_by_another_protocol_are_refused_by_name(name: str) -> None:
    endpoint = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318"}
    assert from_environment(BASE | endpoint | {name: "http/protobuf"}).traces
    with pytest.raises(ConfigError, match=f"^{name} must be http/protobuf"):
        from_environment(BASE | endpoint | {name: "grpc"})
