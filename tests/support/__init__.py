"""What tests share: the clinic and its database, the gateway as a process, and the servers around it."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
