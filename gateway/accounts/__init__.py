"""Accounts: sign-up, sign-in, sessions and passwords. No other package knows what an account is."""
