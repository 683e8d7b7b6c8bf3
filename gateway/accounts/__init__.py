"""The only package that knows what an account is: sign-up, sign-in, sessions and passwords."""
