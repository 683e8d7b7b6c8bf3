import re
from dataclasses import astuple

from tests.bench.clinic import QUICK, clinic
from tests.bench.parts import measure


def test_every_row_of_the_table_is_filled_in_and_only_the_flood_is_refused() -> None:
    with clinic(QUICK) as made:
        rows = measure(made, with_express=False)
    assert len(rows) == 13
    assert all(cell for row in rows for cell in astuple(row))
    assert [row.successes for row in rows if re.match(r"[0-9]\.", row.successes)] == ["0.00%"]
