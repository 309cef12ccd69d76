#!/usr/bin/env python3
"""Writes decompositions.txt, which AccentTable reads: of every character whose canonical decomposition (Unicode, NFD) holds nonspacing marks or other
characters, what is left of it without the marks. Hangul syllables are worked out instead. Run by hand: ./decompositions.py"""
import os
import unicodedata

HANGUL = range(0xAC00, 0xD7A4)
SURROGATES = range(0xD800, 0xE000)


def entries():
    for code in range(0x110000):
        if code in HANGUL or code in SURROGATES:
            continue
        text = chr(code)
        left = "".join(c for c in unicodedata.normalize("NFD", text) if unicodedata.category(c) != "Mn")
        if left != text and unicodedata.category(text) != "Mn":
            yield f"{code:X}" + "".join(f" {ord(c):X}" for c in left)


def main():
    found = list(entries())
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "decompositions.txt"), "w") as file:
        for start in range(0, len(found), 12):
            file.write(";".join(found[start:start + 12]) + "\n")


main()
