"""The notifier as a process of its own, with real receivers."""
