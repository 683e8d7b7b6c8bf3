from dataclasses import astuple

from tests.bench.clinic import QUICK, clinic
from tests.bench.parts import measure


def test_every_row_of_the_table_is_filled_in() -> None:
    with clinic(QUICK) as made:
        rows = measure(made, with_express=False)
    assert len(rows) == 7
    assert all(cell for row in rows for cell in astuple(row))
