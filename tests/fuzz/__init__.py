"""Random input: requests and SQL calls that nobody would write by hand, their traces in logs, crowds.

`make test` runs a short form, the same each time. `make fuzz` runs a long one, with a new seed that it prints.
"""

import os

IS_LONG = "FUZZ_SEED" in os.environ
SEED = int(os.environ.get("FUZZ_SEED", "1"))

# Whatever is personal in what is sent contains one of these, so that the logs can be searched for it.
CANARY = "canary"
ADDRESS = "203.0.113.77"
