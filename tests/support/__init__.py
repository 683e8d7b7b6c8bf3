"""What tests share: the clinic and its database, the gateway as a process, and the servers around it."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# The schemas of the code, each a folder of sql/; and the same with the tables' schema, as an array in SQL.
CODE_SCHEMAS = ("core", "booking", "calendar", "limits", "feed", "account", "outbound", "health", "api")
CODE = f"'{{{', '.join(CODE_SCHEMAS)}}}'::regnamespace[]"
PRODUCT = f"'{{medbook, {', '.join(CODE_SCHEMAS)}}}'::regnamespace[]"
