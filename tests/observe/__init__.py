"""Alerts: their rules, who is told, what to do, and that they see what breaks."""
