"""Sentences about every clinic, held against clinics that Hypothesis thinks of.

`make test` tries the same ones each time. FUZZ_SEED is the seed of a long run, which tries other ones and many more.
"""

import os
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, seed, settings

IS_LONG = "FUZZ_SEED" in os.environ
SEED = int(os.environ.get("FUZZ_SEED", "1"))


def tried(examples: int, steps: int = 50) -> Callable[[Any], Any]:
    """Say how many examples a property is tried with; a long run has fifty times as many."""
    chosen = settings(
        max_examples=examples * 50 if IS_LONG else examples,
        stateful_step_count=steps,
        derandomize=not IS_LONG,
        database=None,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    return lambda test: chosen(seed(SEED)(test) if IS_LONG else test)
