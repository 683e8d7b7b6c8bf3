"""Builds the images once, and brings each profile up once; skips everything where there is no podman."""

from collections.abc import Iterator

import pytest

from tests.support.containers import DOCKER, Stack, missing, podman, stack


@pytest.fixture(scope="session")
def images() -> None:
    """All images, built."""
    if lack := missing():
        pytest.skip(f"no containers: {lack}")
    for profile in ("scale", "observe"):
        Stack(profile).script("compose", "build")
    arguments = ("--format", "docker", "--network", "host", "-f", str(DOCKER / "db.Dockerfile"), "--target", "test")
    podman("build", "-q", *arguments, "-t", "medbook-db:test", str(DOCKER.parent))


@pytest.fixture(scope="module")
def alone(images: None) -> Iterator[Stack]:
    """PostgreSQL, one gateway and one notifier, with the demo clinic; webhooks may be at private addresses."""
    with stack(MEDBOOK_DEMO="on", MEDBOOK_WEBHOOK_PRIVATE="on") as made:
        yield made


@pytest.fixture(scope="module")
def scale(images: None) -> Iterator[Stack]:
    """The whole drawing, with the demo clinic; no rate limits."""
    with stack("scale", MEDBOOK_DEMO="on", MEDBOOK_RATE_LIMITS="off") as made:
        yield made
