"""The random streams of the virtual city: one a purpose, all from one seed."""

from enum import IntEnum

import numpy as np


class Purpose(IntEnum):
    """What a stream is drawn for; numbers are fixed, so that a new purpose moves no old draw."""

    PLACES = 1
    RECIPIENTS = 2
    CONTRACTORS = 3
    SAMPLE = 4
    DISPOSITIONS = 5
    INTERVIEWERS = 6
    SITUATIONS = 7
    ANSWERS = 8
    FABRICATION = 9
    MEASURES = 10
    IDENTIFIERS = 11
    PARADATA = 12
    INVENTIONS = 13
    BACK_CHECKS = 14


def stream(seed: int, purpose: Purpose) -> np.random.Generator:
    """Return the generator of one purpose: independent of all others, equal for equal seeds."""
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(int(purpose),)))


def random_identifiers(seed: int, salt: int, positions: np.ndarray) -> np.ndarray:
    """Return 16 hexadecimal digits for each position: unique, without order, quick for millions.

    The mixing function is a bijection of 64-bit integers, so that distinct positions never meet.
    """
    start = np.random.SeedSequence(seed, spawn_key=(int(Purpose.IDENTIFIERS), salt))
    mixed = positions.astype(np.uint64) + start.generate_state(1, np.uint64)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    mixed ^= mixed >> np.uint64(31)
    digits = np.frombuffer(b"0123456789abcdef", dtype=np.uint8)
    octets = mixed.astype(">u8").view(np.uint8).reshape(-1, 8)
    hexadecimal = np.stack([digits[octets >> 4], digits[octets & 15]], axis=2)
    return np.ascontiguousarray(hexadecimal.reshape(-1, 16)).view("S16").ravel()
