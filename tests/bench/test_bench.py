import re
from dataclasses import astuple

import pytest

from tests.bench import servers
from tests.bench.clinic import QUICK, clinic
from tests.bench.parts import measure


def test_every_row_of_the_table_is_filled_in_and_only_the_flood_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # It is not the speed that counts here.
    monkeypatch.setattr(servers, "WORKERS", 1)
    with clinic(QUICK) as made:
        rows = measure(made, with_express=False)
    assert len(rows) == 51
    assert all(cell for row in rows for cell in astuple(row))
    shares = [share for row in rows for share in re.findall(r"[0-9.]+%", row.successes)]
    assert [share for share in shares if share != "100.00%"] == ["0.00%"]
