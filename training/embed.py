"""Embeds the data sets once with the frozen encoder; everything after works on the cached vectors."""

import json
from pathlib import Path

import numpy as np

from encoder import Embedder

SAMPLE_SEED = 7
# name -> (files relative to the data folder, rows kept; None keeps all)
SETS = {
    "goemotions_train": (["goemotions/train.jsonl"], None),
    "goemotions_dev": (["goemotions/dev.jsonl"], None),
    "emobank_train": (["emobank/train.jsonl"], None),
    "emobank_dev": (["emobank/dev.jsonl"], None),
    "convabuse_train": (["convabuse/train.jsonl"], None),
    "convabuse_dev": (["convabuse/dev.jsonl"], None),
    "davidson": (["davidson/train.jsonl"], 12000),
    "politeness": (["politeness/train.jsonl"], None),
    "calm": (
        [f"multidogo/{d}/train.jsonl" for d in ("airline", "fastfood", "finance", "media")]
        + ["intents/clinc150/train.jsonl", "intents/banking77/train.jsonl"],
        6000,
    ),
}


def rows_of(data: Path, name: str) -> list[dict]:
    files, keep = SETS[name]
    rows = []
    for file in files:
        part = [json.loads(line) for line in (data / file).read_text().splitlines()]
        part = [row for row in part if row["text"]]
        rows += [{**row, "source": file} for row in part]
    if keep is not None and keep < len(rows):
        pick = np.random.default_rng(SAMPLE_SEED).choice(len(rows), keep, replace=False)
        rows = [rows[i] for i in sorted(pick)]
    return rows


# The written support messages that are trained on; the `gold` files beside them are only measured on.
SUPPORT_TRAIN = (
    "train.jsonl", "more-hurt.jsonl", "more-calm.jsonl", "more-third.jsonl", "more-fourth.jsonl", "more-fifth.jsonl",
)
SUPPORT_GOLD = ("gold.jsonl", "gold-second.jsonl")
# Labels for messages of the data sets, which are named by file and line and stay where they are.
BORROWED = "borrowed.jsonl"


def read_lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text().splitlines() if line]


def borrowed_rows(data: Path, folder: Path) -> list[dict]:
    rows, files = [], {}
    for row in read_lines(folder / BORROWED):
        if row["file"] not in files:
            files[row["file"]] = [json.loads(line)["text"] for line in (data / row["file"]).read_text().splitlines()]
        texts = files[row["file"]]
        context = [{"role": "customer", "text": texts[line - 1]} for line in row["context_lines"]]
        rows.append({**row, "text": texts[row["line"] - 1], "context": context})
    return rows


def support_rows(data: Path, folder: Path, part: str) -> list[dict]:
    """`gold`, or everything to train on without repeated texts and without the trades of `gold`."""
    gold = [row for file in SUPPORT_GOLD for row in read_lines(folder / file)]
    if part == "gold":
        return gold
    key = lambda row: (" ".join(row["text"].lower().split()), json.dumps(row["context"]))
    trades, seen, rows = {row["trade"] for row in gold}, {key(row) for row in gold}, []
    written = [row for file in SUPPORT_TRAIN for row in read_lines(folder / file)]
    for row in written + borrowed_rows(data, folder):
        if row["trade"] not in trades and key(row) not in seen:
            seen.add(key(row))
            rows.append(row)
    return rows


def embed_rows(rows: list[dict], folder: Path, cache: Path, name: str) -> None:
    if (cache / f"{name}.npy").exists():
        return
    embedder = Embedder(folder)
    vectors, ids = [], []
    for row in rows:
        vectors.append(embedder.embed(row["text"]).astype(np.float32))
        ids.append(embedder.ids(row["text"]))
    np.save(cache / f"{name}.npy", np.stack(vectors))
    (cache / f"{name}.jsonl").write_text(
        "\n".join(json.dumps({**row, "ids": i}) for row, i in zip(rows, ids))
    )
    print(name, len(rows), flush=True)



def embed_all(data: Path, cache: Path) -> None:
    """Embeds every set with the encoder in `cache/encoder`, unless it is there already."""
    for name in SETS:
        embed_rows(rows_of(data, name), cache / "encoder", cache, name)
    for part in ("train", "gold"):
        rows = support_rows(data, Path(__file__).parent / "annotation", part)
        embed_rows(rows, cache / "encoder", cache, f"support_{part}")
