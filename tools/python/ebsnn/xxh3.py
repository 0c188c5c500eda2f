"""XXH3 (64 bits, seed 0), the checksum of the project's files, with NumPy alone.

Source: Y. Collet, xxHash, https://github.com/Cyan4973/xxHash, doc/xxhash_spec.md. The secret is the
default one of that specification. It finds damaged files; it does not protect against intent.
"""

from __future__ import annotations

import numpy as np

_SECRET = bytes.fromhex(
    "b8fe6c3923a44bbe7c01812cf721ad1cded46de9839097db7240a4a4b7b3671f"
    "cb79e64eccc0e578825ad07dccff7221b8084674f743248ee03590e6813a264c"
    "3c2852bb91c300cb88d0658b1b532ea371644897a20df94e3819ef46a9deacd8"
    "a8fa763fe39c343ff9dcbbc7c70b4f1d8a51e04bcdb45931c89f7ec9d9787364"
    "eac5ac8334d3ebc3c581a0fffa1363eb170ddd51b7f0da49d316552629d4689e"
    "2b16be587d47a1fc8ff8b8d17ad031ce45cb3a8f95160428afd7fbcabb4b407e")
_MASK = (1 << 64) - 1
_P32_1, _P32_2, _P32_3 = 0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D
_P64_1, _P64_2, _P64_3 = 0x9E3779B185EBCA87, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9
_P64_4, _P64_5 = 0x85EBCA77C2B2AE63, 0x27D4EB2F165667C5
_STRIPE, _BLOCK = 64, 1024  # bytes; 16 stripes are a block
_PIECE = 4096  # blocks whose products are in memory at a time


def xxh3_64(data: bytes) -> int:
    """The checksum of `data`: 0 .. 2^64 - 1."""
    size = len(data)
    if size <= 16:
        return _up_to_16(data)
    if size <= 128:
        return _up_to_128(data)
    return _up_to_240(data) if size <= 240 else _long(data)


def _u32(data: bytes, at: int) -> int:
    return int.from_bytes(data[at:at + 4], "little")


def _u64(data: bytes, at: int) -> int:
    return int.from_bytes(data[at:at + 8], "little")


def _rotated(value: int, bits: int) -> int:
    return ((value << bits) | (value >> (64 - bits))) & _MASK


def _folded_product(a: int, b: int) -> int:
    product = a * b
    return (product & _MASK) ^ (product >> 64)


def _avalanche(h: int) -> int:
    h = ((h ^ (h >> 37)) * 0x165667919E3779F9) & _MASK
    return h ^ (h >> 32)


def _avalanche_xxh64(h: int) -> int:
    h = ((h ^ (h >> 33)) * _P64_2) & _MASK
    h = ((h ^ (h >> 29)) * _P64_3) & _MASK
    return h ^ (h >> 32)


def _up_to_16(data: bytes) -> int:
    size = len(data)
    if size == 0:
        return _avalanche_xxh64(_u64(_SECRET, 56) ^ _u64(_SECRET, 64))
    if size <= 3:
        combined = data[0] << 16 | data[size >> 1] << 24 | data[-1] | size << 8
        return _avalanche_xxh64(combined ^ _u32(_SECRET, 0) ^ _u32(_SECRET, 4))
    if size <= 8:
        word = _u32(data, size - 4) + (_u32(data, 0) << 32)
        h = word ^ _u64(_SECRET, 8) ^ _u64(_SECRET, 16)
        h ^= _rotated(h, 49) ^ _rotated(h, 24)
        h = (h * 0x9FB21C651E98DF25) & _MASK
        h = ((h ^ ((h >> 35) + size)) * 0x9FB21C651E98DF25) & _MASK
        return h ^ (h >> 28)
    low = _u64(data, 0) ^ _u64(_SECRET, 24) ^ _u64(_SECRET, 32)
    high = _u64(data, size - 8) ^ _u64(_SECRET, 40) ^ _u64(_SECRET, 48)
    swapped = int.from_bytes(low.to_bytes(8, "little"), "big")
    return _avalanche((size + swapped + high + _folded_product(low, high)) & _MASK)


def _mixed(data: bytes, at: int, secret_at: int) -> int:
    return _folded_product(_u64(data, at) ^ _u64(_SECRET, secret_at),
                           _u64(data, at + 8) ^ _u64(_SECRET, secret_at + 8))


def _up_to_128(data: bytes) -> int:
    size = len(data)
    h = size * _P64_1
    for i in range((size - 1) // 32 + 1):  # from both ends to the middle
        h += _mixed(data, 16 * i, 32 * i) + _mixed(data, size - 16 * (i + 1), 32 * i + 16)
    return _avalanche(h & _MASK)


def _up_to_240(data: bytes) -> int:
    size = len(data)
    h = size * _P64_1 + sum(_mixed(data, 16 * i, 16 * i) for i in range(8))
    h = _avalanche(h & _MASK)
    h += sum(_mixed(data, 16 * i, 16 * (i - 8) + 3) for i in range(8, size // 16))
    return _avalanche((h + _mixed(data, size - 16, 136 - 17)) & _MASK)


# keys[s] are the eight words that stripe s of a block is combined with.
_KEYS = np.stack([np.frombuffer(_SECRET, "<u8", 8, 8 * s) for s in range(16)])
_SCRAMBLE_KEY = np.frombuffer(_SECRET, "<u8", 8, 128)
_LAST_KEY = np.frombuffer(_SECRET, "<u8", 8, 192 - _STRIPE - 7)
_LOW = np.uint64(0xFFFFFFFF)


def _sums(stripes: np.ndarray, keys: np.ndarray) -> np.ndarray:
    """What stripes [..., stripe, 8] add to the accumulators: [..., 8]."""
    keyed = stripes ^ keys
    products = (keyed & _LOW) * (keyed >> np.uint64(32))
    swapped = stripes.reshape(*stripes.shape[:-1], 4, 2)[..., ::-1].reshape(stripes.shape)
    total: np.ndarray = (products + swapped).sum(axis=-2, dtype=np.uint64)
    return total


def _long(data: bytes) -> int:
    size = len(data)
    h = np.array([_P32_3, _P64_1, _P64_2, _P64_3, _P64_4, _P32_2, _P64_5, _P32_1], np.uint64)
    blocks = (size - 1) // _BLOCK
    for first in range(0, blocks, _PIECE):
        count = min(_PIECE, blocks - first)
        piece = np.frombuffer(data, "<u8", count * 128, first * _BLOCK).reshape(count, 16, 8)
        for total in _sums(piece, _KEYS):
            h += total
            h ^= h >> np.uint64(47)
            h ^= _SCRAMBLE_KEY
            h *= np.uint64(_P32_1)
    stripes = (size - 1 - blocks * _BLOCK) // _STRIPE
    rest = np.frombuffer(data, "<u8", stripes * 8, blocks * _BLOCK).reshape(stripes, 8)
    h += _sums(rest, _KEYS[:stripes])
    h += _sums(np.frombuffer(data[-_STRIPE:], "<u8").reshape(1, 8), _LAST_KEY)
    words = [int(word) for word in h]
    merged = size * _P64_1 + sum(
        _folded_product(words[2 * i] ^ _u64(_SECRET, 11 + 16 * i),
                        words[2 * i + 1] ^ _u64(_SECRET, 19 + 16 * i)) for i in range(4))
    return _avalanche(merged & _MASK)
