"""`make bench`: measures, prints one table, and keeps it in results/."""

import argparse
import os
import signal
import sys
from datetime import UTC, datetime

from tests.bench.clinic import FULL, HERE, QUICK, clinic, machine
from tests.bench.load import BenchError
from tests.bench.parts import measure
from tests.bench.report import table


def main() -> None:
    """Measure and report; a quick run only shows that the benchmark works, and is not kept."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=main.__doc__)
    parser.add_argument("--quick", action="store_true", help="little data, one short round, no Express")
    quick = parser.parse_args().quick
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    others, _, _ = os.getloadavg()
    try:
        with clinic(QUICK if quick else FULL) as made:
            rows = measure(made, with_express=not quick)
            text = f"{table(rows)}\n\n{machine(made, others)}\n"
    except BenchError as error:
        sys.exit(str(error))
    print(text)
    if not quick:
        path = HERE / "results" / f"{datetime.now(UTC):%Y-%m-%d}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)


if __name__ == "__main__":
    main()
