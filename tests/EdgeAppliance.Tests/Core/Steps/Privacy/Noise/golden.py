#!/usr/bin/env python3
"""What NoiseTests expects, by another program: exact fractions instead of whole numbers, and the bits of HMAC-SHA-256 as integers.

Canonne, Kamath, Steinke 2020, "The Discrete Gaussian for Differential Privacy", algorithms 1 to 3.
"""
import hashlib
import hmac
import math
import struct
from fractions import Fraction


class Chance:
    def __init__(self, key, *topic):
        text = b"".join(struct.pack("<i", len(part.encode())) + part.encode() for part in topic)
        self.key, self.topic = key, hashlib.sha256(text).digest()

    def begin(self, time_us, ordinal, count):
        self.message, self.blocks, self.words, self.bits, self.left = self.topic + struct.pack("<qqq", time_us, ordinal, count), 0, [], 0, 0

    def word(self):
        if not self.words:
            self.words = list(struct.unpack("<4Q", hmac.new(self.key, self.message + struct.pack("<q", self.blocks), hashlib.sha256).digest()))
            self.blocks += 1
        return self.words.pop(0)

    def take(self, count):
        if count == 0:
            return 0
        if count > self.left:
            self.bits, self.left = self.word(), 64
        drawn, self.bits, self.left = self.bits % 2**count, self.bits >> count, self.left - count
        return drawn

    def below(self, bound):
        count = (bound - 1).bit_length()
        while True:
            drawn = self.take(count) if count <= 64 else self.take(count - 64) << 64 | self.take(64)
            if drawn < bound:
                return drawn


def toss(chance, a, b):
    while a > b:
        if not toss(chance, 1, 1):
            return False
        a -= b
    k = 1
    while chance.below(b * k) < a:
        k += 1
    return k % 2 == 1


def laplace(chance, t, s):
    while True:
        u = chance.below(t)
        if not toss(chance, u, t):
            continue
        v = 0
        while toss(chance, 1, 1):
            v += 1
        z = (u + t * v) // s
        negative = chance.take(1) == 1
        if not (negative and z == 0):
            return -z if negative else z


def gaussian(chance, sigma, _):
    t = sigma + 1
    while True:
        z = laplace(chance, t, 1)
        exponent = (abs(z) - Fraction(sigma * sigma, t)) ** 2 / (2 * sigma * sigma)
        unreduced = 2 * sigma * sigma * t * t
        if toss(chance, int(exponent * unreduced), unreduced):
            return z


def run(name, draw, t, s):
    chance = Chance(b"a key for tests, of the name ${file:k}", "noise 1", "pipeline", "source", "device", "a", name, f"{t}/{s} 0.1")
    last, ordinal, lines = None, 0, ""
    for time_us, a, b in [(1_000_000, 5, 1), (1_000_000, 5, 2), (2_000_000, None, 3), (3_000_000, 99, 4), (4_000_000, -99, 5)]:
        ordinal, last = (ordinal + 1 if time_us == last else 0), time_us
        shown = "NaN"
        if a is not None:
            count = round(min(max(a, 0), 10) * 10)
            chance.begin(time_us, ordinal, count)
            shown = f"{(count + draw(chance, t, s)) / 10:g}"
        lines += f"{time_us} a={shown} b={b}|"
    print(lines)


run("Laplace", laplace, 100 * 1_000_000, 1_000_000)
LOG = math.log(1e6)
ROOT = math.sqrt(LOG + 1) - math.sqrt(LOG)
run("Gaussian", gaussian, math.ceil(100 / math.sqrt(2 * ROOT * ROOT)), 1)
