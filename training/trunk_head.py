"""The shared head: one hidden layer over frozen sentence vectors and a small word-piece table.

Learns emotions, valence/arousal/dominance, politeness, hostility and offensiveness together; rows
without a label for a task carry NaN there and add nothing to its loss. A linear reading of the
word-piece table alone is learnt beside it: the fast tier.
"""

import json
from pathlib import Path

import numpy as np
import torch

from encoder import DIMENSIONS

EMOTIONS = (
    "admiration amusement anger annoyance approval caring confusion curiosity desire disappointment "
    "disapproval disgust embarrassment excitement fear gratitude grief joy love nervousness optimism "
    "pride realization relief remorse sadness surprise neutral"
).split()
OUTPUTS = EMOTIONS + ["valence", "arousal", "dominance", "politeness", "hostile", "offensive"]
K = len(OUTPUTS)
BINARY = list(range(28)) + [32, 33]
REAL = [28, 29, 30, 31]
VOCABULARY = 30522
TABLE = 32
HIDDEN = 256
TABLE_RATE = 2e-2
EPOCHS = 10
UNKNOWN = 100


def load(cache: Path, name: str):
    return np.load(cache / f"{name}.npy"), [json.loads(l) for l in (cache / f"{name}.jsonl").open()]


def kept_out(text: str) -> bool:
    """One text in ten of the sets without a dev split: never trained on, the only ones evaluated."""
    value = 0x811C9DC5
    for byte in text.encode():
        value = (value ^ byte) * 0x01000193 & 0xFFFFFFFF
    return value % 10 == 0


def targets(name: str, rows: list[dict]) -> np.ndarray:
    y = np.full((len(rows), K), np.nan, np.float32)
    for i, row in enumerate(rows):
        if name.startswith("goemotions"):
            y[i, :28] = 0
            for label in row["labels"]:
                y[i, EMOTIONS.index(label)] = 1
        elif name.startswith("emobank"):
            y[i, 28:31] = [(row[k] - 3) / 2 for k in ("valence", "arousal", "dominance")]
        elif name == "politeness":
            y[i, 31] = np.clip(row["score"] / 2, -1, 1)
        elif name.startswith("convabuse"):
            y[i, 32] = row["abusive"]
        elif name == "davidson":
            y[i, 33] = row["label"] != "neither"
        elif name == "calm":
            y[i, 32:34] = 0
        elif name.startswith("support"):
            y[i, 32] = row["hostility"] != "none"
    return y


def columns(layers) -> np.ndarray:
    return np.concatenate([np.arange((n - 1) * DIMENSIONS, n * DIMENSIONS) for n in layers])


def bags(rows: list[dict], index):
    ids = [rows[i]["ids"][1:-1] or [UNKNOWN] for i in index]
    offsets = np.cumsum([0] + [len(i) for i in ids[:-1]])
    return torch.from_numpy(np.concatenate(ids).astype(np.int64)), torch.from_numpy(offsets)


class Head(torch.nn.Module):
    def __init__(self, inputs: int):
        super().__init__()
        self.table = torch.nn.EmbeddingBag(VOCABULARY, TABLE, mode="mean", sparse=True)
        torch.nn.init.normal_(self.table.weight, 0, 0.1)
        self.first = torch.nn.Linear(inputs + TABLE, HIDDEN)
        self.second = torch.nn.Linear(HIDDEN, K)
        self.fast = torch.nn.Linear(TABLE, K)
        self.drop_input, self.drop = torch.nn.Dropout(0.2), torch.nn.Dropout(0.3)

    def hidden(self, x, words):
        return torch.relu(self.first(torch.cat([self.drop_input(x), self.drop(words)], 1)))

    def forward(self, x, bag):
        words = self.table(*bag)
        return self.second(self.drop(self.hidden(x, words))), self.fast(words)


def loss_of(out: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    known = ~torch.isnan(y)
    y = torch.nan_to_num(y)
    binary = torch.nn.functional.binary_cross_entropy_with_logits(out, y, reduction="none")
    real = (out - y) ** 2 * 8
    each = torch.where(torch.tensor([k in BINARY for k in range(K)]), binary, real)
    return (each * known).sum() / known.sum()


def fit(x, rows, y, layers_note: str, epochs: int = 6, seed: int = 7) -> Head:
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    head, batch, rate = Head(x.shape[1]), 256, 1.5e-3
    dense = [p for name, p in head.named_parameters() if not name.startswith("table")]
    optimisers = [
        torch.optim.AdamW(dense, lr=rate, weight_decay=0.01),
        torch.optim.SparseAdam(head.table.parameters(), lr=TABLE_RATE),
    ]
    steps = epochs * -(-len(x) // batch)
    schedules = [
        torch.optim.lr_scheduler.OneCycleLR(o, top, total_steps=steps, cycle_momentum=False)
        for o, top in zip(optimisers, (rate, TABLE_RATE))
    ]
    x, y = torch.as_tensor(x), torch.as_tensor(y)
    for epoch in range(epochs):
        head.train()
        order = rng.permutation(len(x))
        for start in range(0, len(order), batch):
            index = order[start : start + batch]
            full, fast = head(x[index], bags(rows, index))
            loss = loss_of(full, y[index]) + loss_of(fast, y[index])
            head.zero_grad()
            loss.backward()
            for step in optimisers + schedules:
                step.step()
        print(layers_note, "epoch", epoch, "loss", round(loss.item(), 4), flush=True)
    return head.eval()


def predict(head: Head, x, rows):
    full, fast = [], []
    with torch.no_grad():
        for start in range(0, len(x), 2000):
            index = range(start, min(start + 2000, len(x)))
            a, b = head(torch.as_tensor(x[start : start + 2000]), bags(rows, index))
            full.append(a.numpy())
            fast.append(b.numpy())
    return np.concatenate(full), np.concatenate(fast)


def hidden(head: Head, x, rows):
    with torch.no_grad():
        return head.hidden(torch.as_tensor(x), head.table(*bags(rows, range(len(x))))).numpy()


def macro_f1(p, y, thresholds) -> float:
    hit = p > thresholds
    true = y > 0.5
    tp = (hit & true).sum(0)
    return float(np.mean(2 * tp / np.maximum(hit.sum(0) + true.sum(0), 1)))


def best_thresholds(p, y) -> np.ndarray:
    grid = np.linspace(0.04, 0.85, 60)
    true = y > 0.5
    scores = []
    for t in grid:
        hit = p > t
        scores.append(2 * (hit & true).sum(0) / np.maximum(hit.sum(0) + true.sum(0), 1))
    return grid[np.argmax(np.stack(scores), axis=0)]
