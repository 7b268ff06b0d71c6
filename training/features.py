"""Cheap features of a text. The Rust crate computes the same; `parity.json` proves it."""

import json
import math
import re
from pathlib import Path


LEXICON = json.loads((Path(__file__).parent / "lexicon.json").read_text())
WORD_LISTS = [name for name in LEXICON if not name.endswith("_marks") and name != "spellings"]
NAMES = [
    "length", "words", "exclamations", "question", "capitals", "elongated", "ellipsis",
    "positive_marks", "negative_marks",
] + WORD_LISTS


def unaddressed(text: str) -> str:
    """Blanks out web addresses and @names, which carry no feeling; every other character keeps its place."""
    return re.sub(r"https?://\S+|(?<!\w)@\w+", lambda found: " " * len(found[0]), text)


def normalise(text: str) -> str:
    """Lower case, letters, digits and apostrophes only, one space between words and at both ends."""
    lower = text.lower().replace("’", "'")
    kept = "".join(c if c.isalnum() or c == "'" else " " for c in lower)
    return " " + " ".join(kept.split()) + " "


def count(normal: str, entries: list[str]) -> int:
    return sum(
        (" " + e[:-1] in normal) if e.endswith("*") else (f" {e} " in normal) for e in entries
    )


def elongated(text: str) -> bool:
    lower = text.lower()
    return any(a == b == c and a.isalpha() for a, b, c in zip(lower, lower[1:], lower[2:]))


def features(text: str) -> list[float]:
    text = unaddressed(text)
    normal, lower = normalise(text), text.lower()
    words = text.split()
    long_words = [w for w in words if sum(c.isalpha() for c in w) >= 3]
    capitals = [w for w in long_words if all(c.isupper() for c in w if c.isalpha())]
    out = [
        math.log1p(len(text)) / 6,
        math.log1p(len(words)) / 4,
        min(text.count("!"), 5) / 5,
        1.0 if "?" in text else 0.0,
        len(capitals) / len(long_words) if long_words else 0.0,
        1.0 if elongated(text) else 0.0,
        1.0 if "..." in text or "…" in text else 0.0,
        min(sum(lower.count(m) for m in LEXICON["positive_marks"]), 2) / 2,
        min(sum(lower.count(m) for m in LEXICON["negative_marks"]), 2) / 2,
    ]
    return out + [min(count(normal, LEXICON[name]), 3) / 3 for name in WORD_LISTS]
