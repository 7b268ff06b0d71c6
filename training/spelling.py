"""Spells a text as the encoder's vocabulary does, for the encoder alone: drawn-out letters and the commonest slips,
which the word lists name. The Rust crate does the same (`spelling.rs`).

Guessing the nearest known word was tried and dropped: it reads "debit" as "debut" and "wifi" as "wife".
"""

import re

from features import LEXICON

SPELLINGS = dict(entry.split("=") for entry in LEXICON["spellings"])
WORD = re.compile(r"(?<![^\W_])[A-Za-z]+(?![^\W_])")


class Speller:
    def __init__(self, vocabulary: dict[str, int]):
        self.vocabulary = vocabulary

    def meant(self, word: str) -> str | None:
        """What `word` stands for, if it is not spelt so."""
        lower = word.lower()
        if len(word) > 3 and re.search(r"(.)\1\1", lower):
            tries = [re.sub(r"(.)\1\1+", by, lower) for by in (r"\1\1", r"\1")]
            known = [each for each in tries if len(each) > 1 and each in self.vocabulary]
            # The vocabulary is sorted by how often a word is used.
            return min(known, key=self.vocabulary.get) if known else None
        return SPELLINGS.get(lower)

    def respelt(self, text: str) -> str:
        return WORD.sub(lambda found: self.meant(found[0]) or found[0], text)
