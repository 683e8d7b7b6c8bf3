"""Passwords: strength checks (NIST SP 800-63B-4) and hashing (argon2id)."""

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
COMMON = "must not be a common password, or made of one"
ZXCVBN_LENGTH = 72
NORMALIZED_LENGTH = 4 * LENGTHS[-1]
LEET = str.maketrans("4@8({[<369!1|0$5+7%2", "aabcccceggiiiossttxz")
LEET_KINDS = 10
HASHING_THREADS = 2
HASHING_QUEUE = 64


def normalize(password: str) -> str:
    """Return a password in Unicode form NFC, so that it is the same from every keyboard.

    Leave a text that is too long for a password as it is: normalizing it could take seconds.
    """
    return unicodedata.normalize("NFC", password) if len(password) <= NORMALIZED_LENGTH else password


def count_guesses(password: str, own_words: list[str]) -> int:
    """Return zxcvbn's estimate of the guesses that a password takes.

    zxcvbn is exponential in l33t characters: translate them first when there are many.
    """
    prefix = password[:ZXCVBN_LENGTH]
    if sum(chr(character) in prefix for character in LEET) > LEET_KINDS:
        prefix, own_words = prefix.translate(LEET), [word.translate(LEET) for word in own_words]
    return int(zxcvbn(prefix, own_words)["guesses"])


class Passwords:
    """Rates, hashes and verifies passwords in threads, off the event loop."""

    def __init__(self) -> None:
        self.hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
        self.executor = ThreadPoolExecutor(HASHING_THREADS, "argon2")
        # A thread of its own, so that no sign-in waits for sign-ups.
        self.zxcvbn = ThreadPoolExecutor(1, "zxcvbn")
        self.waiting = 0
        self.nobodys_hash = self.hasher.hash(secrets.token_urlsafe())

    async def run(self, work: Callable[[], Any], executor: ThreadPoolExecutor | None = None) -> Any:
        """Run work in a thread, by default a hashing one. Raises Problem UNAVAILABLE when the queue is full."""
        if self.waiting >= HASHING_QUEUE:
            raise Problem("UNAVAILABLE")
        self.waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(executor or self.executor, work)
        finally:
            self.waiting -= 1

    async def find_weakness(self, password: str, own_words: tuple[str, ...]) -> str | None:
        """Return why a new password is refused, as the end of a sentence; None when it is strong enough.

        own_words: the first guesses of an attacker, such as the owner's name. Raises Problem UNAVAILABLE.
        """
        password = normalize(password)
        if len(password) not in LENGTHS:
            return f"must have {LENGTHS[0]} to {LENGTHS[-1]} characters"
        words = [*own_words, *(part for text in own_words for part in text.split("@"))]
        guesses: int = await self.run(lambda: count_guesses(password, words), self.zxcvbn)
        return COMMON if guesses < COMMON_GUESSES else None

    async def hash(self, password: str) -> str:
        """Return a password's argon2id hash, as a PHC string. Raises Problem UNAVAILABLE."""
        password_hash: str = await self.run(lambda: self.hasher.hash(normalize(password)))
        return password_hash

    async def check(self, password_hash: str | None, password: str) -> bool:
        """Tell whether a password matches a hash. Without a hash: False, after the same time.

        The same time, so that nobody learns which accounts exist. Raises Problem UNAVAILABLE.
        """

        def verify() -> bool:
            try:
                return self.hasher.verify(password_hash or self.nobodys_hash, normalize(password))
            except (VerificationError, InvalidHashError):
                return False

        right: bool = await self.run(verify)
        return right and password_hash is not None
