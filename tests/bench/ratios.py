"""Measures two ways of doing a thing in turn, several times, and prints how many times the floor it takes."""

import time
from collections.abc import Callable
from statistics import median

ROUNDS = 5


def seconds(do: Callable[[], object]) -> float:
    """How long one call takes."""
    begun = time.perf_counter()
    do()
    return time.perf_counter() - begun


def compare(
    title: str, ours: Callable[[], object], floor: Callable[[], object], goal: float | None = None
) -> None:
    """Print the ratio of the medians of both, run in pairs so that a busy machine slows both."""
    pairs = [(seconds(ours), seconds(floor)) for _ in range(ROUNDS)]
    mine, least = (median(column) for column in zip(*pairs, strict=True))
    verdict = "" if goal is None else f" (goal {goal}) {'ok' if mine <= goal * least else 'over the goal'}"
    print(
        f"{title}: {mine * 1000:.1f} ms over {least * 1000:.1f} ms = {mine / least:.2f}{verdict}", flush=True
    )
