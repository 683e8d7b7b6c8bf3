"""Positions: up to where data is known to be complete."""

# An LSN in bytes, and the database's clock in microseconds: every commit made before that time is in the WAL up to that
# LSN.
Position = tuple[int, int]

BEGINNING: Position = (0, 0)


def is_before(needed: Position, position: Position) -> bool:
    """Tell whether data that is complete up to `position` has everything committed up to `needed`."""
    return needed[0] <= position[0] and needed[1] < position[1]
