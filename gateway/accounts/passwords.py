"""Passwords: which are good enough (NIST SP 800-63B-4), and their hashes (argon2id)."""

import asyncio
import secrets
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

from gateway.http.problems import Problem

LENGTHS = range(15, 257)
COMMON_GUESSES = 10**8
JUDGED_LENGTH = 72
NORMALIZED_LENGTH = 4 * LENGTHS[-1]
LEET = str.maketrans("4@8({[<369!1|0$5+7%2", "aabcccceggiiiossttxz")
LEET_KINDS = 10
HASHING_THREADS = 2
HASHING_QUEUE = 64


def normalize(password: str) -> str:
    """Return the form in which all keyboards' spellings of a password are the same.

    What is too long to be a password stays as it is: it could take seconds.
    """
    return unicodedata.normalize("NFC", password) if len(password) <= NORMALIZED_LENGTH else password


def count_guesses(password: str, own_words: list[str]) -> int:
    """Return how many guesses a password takes.

    zxcvbn is exponential in characters that can stand for letters: with many kinds of them, translate them first.
    """
    judged = password[:JUDGED_LENGTH]
    if sum(chr(character) in judged for character in LEET) > LEET_KINDS:
        judged, own_words = judged.translate(LEET), [word.translate(LEET) for word in own_words]
    return int(zxcvbn(judged, own_words)["guesses"])


class Passwords:
    """Judges, hashes and checks passwords, two at a time, beside the event loop."""

    def __init__(self) -> None:
        self.hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
        self.executor = ThreadPoolExecutor(HASHING_THREADS, "argon2")
        # Of its own, so that no sign-in waits behind the sign-ups.
        self.judges = ThreadPoolExecutor(1, "zxcvbn")
        self.waiting = 0
        self.nobodys_hash = self.hasher.hash(secrets.token_urlsafe())

    async def run(self, work: Callable[[], Any], executor: ThreadPoolExecutor | None = None) -> Any:
        """Run one piece of work, by those who hash or by others. Raises Problem UNAVAILABLE when too many wait."""
        if self.waiting >= HASHING_QUEUE:
            raise Problem("UNAVAILABLE")
        self.waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(executor or self.executor, work)
        finally:
            self.waiting -= 1

    async def judge(self, password: str, own_words: tuple[str, ...]) -> str | None:
        """Return what is wrong with a new password, as the end of a sentence; None when nothing is.

        own_words: what everybody would try first, such as the owner's name. Raises Problem UNAVAILABLE.
        """
        password = normalize(password)
        if len(password) not in LENGTHS:
            return f"must have {LENGTHS[0]} to {LENGTHS[-1]} characters"
        words = [*own_words, *(part for text in own_words for part in text.split("@"))]
        guesses: int = await self.run(lambda: count_guesses(password, words), self.judges)
        return "must not be a common password, or made of one" if guesses < COMMON_GUESSES else None

    async def hash(self, password: str) -> str:
        """Return the PHC string of a password. Raises Problem UNAVAILABLE."""
        password_hash: str = await self.run(lambda: self.hasher.hash(normalize(password)))
        return password_hash

    async def check(self, password_hash: str | None, password: str) -> bool:
        """Tell whether the password is the hash's; without a hash it takes as long, and is not.

        Raises Problem UNAVAILABLE.
        """

        def verify() -> bool:
            try:
                return self.hasher.verify(password_hash or self.nobodys_hash, normalize(password))
            except (VerificationError, InvalidHashError):
                return False

        right: bool = await self.run(verify)
        return right and password_hash is not None
