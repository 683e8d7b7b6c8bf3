"""Who calls, may they, and how often."""
