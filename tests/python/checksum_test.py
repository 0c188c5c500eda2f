"""The checksum XXH3 in Python, against values of the xxHash library."""

import unittest

from ebsnn.xxh3 import xxh3_64

# Of bytes i * 7 % 251, from Debian's python3-xxhash 3.2.0; one length for each way to compute it.
KNOWN = {0: 0x2d06800538d394c2, 1: 0xc44bdff4074eecdb, 3: 0xc3489259e968ad9e, 5: 0x559935c0f3f7327f,
         9: 0x03688dcad730d826, 17: 0xf34c3c9cf5a112d1, 100: 0x1023ae92e631eac5,
         129: 0xb85222b83902b6e5, 200: 0xd12016b53c9565ba, 241: 0xc614c8c3575348c1,
         1500: 0xde3153dcb8699975}


class Checksum(unittest.TestCase):
    """Lengths of all kinds."""

    def test_known_values(self):
        for size, value in KNOWN.items():
            with self.subTest(size=size):
                self.assertEqual(xxh3_64(bytes(i * 7 % 251 for i in range(size))), value)

    def test_pieces_of_long_data_do_not_change_it(self):
        from ebsnn import xxh3
        data = bytes(i * 7 % 251 for i in range(20_000))
        whole, piece = xxh3_64(data), xxh3._PIECE
        self.addCleanup(setattr, xxh3, "_PIECE", piece)
        xxh3._PIECE = 3
        self.assertEqual(xxh3_64(data), whole)
