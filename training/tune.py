"""Tunes the sentence encoder on how writers feel and on what helps them: `python tune.py DATA CACHE OUT [MINUTES]`.

One encoder serves retrieval and perception, so that each message is read once. The readings see the mean of
every layer; retrieval sees the last. Each step therefore minimises three things: the loss of the labels that a
row has, read from all layers; the angle between the last layer's mean and that of the published model, so that
what it knew is kept (distillation; its vectors are in CACHE, see `embed.py`); and, every few steps, how well a
message in one customer's words finds the answer that helps or another customer's words for the same need, among
the topics of its trade (`pairs/`; InfoNCE, van den Oord et al. 2018, with the siblings as hard negatives). Word
pieces' own vectors and the first layer stay as they were published.

Checkpoints to OUT/checkpoint.pt every few minutes and goes on from there when it is started again. MINUTES
ends it early, with the checkpoint written.
"""

import json
import math
import random
import sys
import time
from pathlib import Path

import numpy as np
import torch
from transformers import AutoModel

import trunk_head as trunk
from embed import embed_all
from encoder import DIMENSIONS, Reader, model_folder
from train import FEELINGS, sigmoid

SEED = 7
TOKENS = 64
BATCH = 64
RATE, HEAD_RATE = 1e-4, 1e-3
# What the labels' mean loss and the angle to the published sentence vector weigh beside the pairs. The mean of
# 28 rare labels is small by nature: weighed like the angle it is outweighed (macro-F1 .48 instead of above .5).
LABELS = 10.0
HOLD = 5.0
# Every so many steps one is about pairs; so many topics of one trade at a time, and how sharply they are told
# apart.
PAIRS_EVERY = 3
TOPICS = 32
SHARPNESS = 20.0
# How often the rows of a set are seen in one pass; the rest of a set below one is another in each pass.
PASSES = 2
# Layers that stay as they were published.
FROZEN = 1
SHARES = {
    "goemotions_train": 1.0,
    "emobank_train": 1.0,
    "politeness": 0.5,
    "convabuse_train": 1.0,
    "davidson": 0.4,
    "calm": 0.5,
    "support_train": 3.0,
}
# Nine feelings, complaint and intensity follow the shared outputs; only the support messages have them.
SUPPORT_OUTPUTS = len(FEELINGS) + 2


class Tuned(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.bert = AutoModel.from_pretrained(model_folder(), attn_implementation="sdpa", add_pooling_layer=False)
        self.bert.embeddings.requires_grad_(False)
        self.bert.encoder.layer[:FROZEN].requires_grad_(False)
        width = self.bert.config.hidden_size * self.bert.config.num_hidden_layers
        self.norm = torch.nn.LayerNorm(width)
        self.drop = torch.nn.Dropout(0.1)
        self.out = torch.nn.Linear(width, trunk.K + SUPPORT_OUTPUTS)

    def forward(self, ids, mask):
        states = self.bert(input_ids=ids, attention_mask=mask, output_hidden_states=True).hidden_states
        weight = mask.unsqueeze(-1).to(states[-1].dtype)
        means = [(state * weight).sum(1) / weight.sum(1) for state in states[1:]]
        return self.out(self.drop(self.norm(torch.cat(means, 1).float()))), means[-1].float()

    def vectors(self, texts):
        """The sentence vectors of token lists, at length one."""
        ids, mask = table_of(texts)
        states = self.bert(input_ids=ids, attention_mask=mask).last_hidden_state
        weight = mask.unsqueeze(-1).to(states.dtype)
        return torch.nn.functional.normalize(((states * weight).sum(1) / weight.sum(1)).float(), dim=1)


def support_targets(rows):
    y = np.full((len(rows), SUPPORT_OUTPUTS), np.nan, np.float32)
    for i, row in enumerate(rows):
        if "feeling" in row:
            y[i, : len(FEELINGS)] = 0
            y[i, FEELINGS.index(row["feeling"])] = 1
            y[i, -2:] = row["complaint"], row["intensity"]
    return y


def read(cache: Path):
    """Every training row with its tokens, its targets and its published sentence vector, set after set."""
    sets = {}
    for name in [*SHARES, "goemotions_dev"]:
        vectors, rows = trunk.load(cache, name)
        seen = [i for i, row in enumerate(rows) if name not in ("politeness", "davidson") or not trunk.kept_out(row["text"])]
        rows, vectors = [rows[i] for i in seen], vectors[seen, -DIMENSIONS:]
        short = lambda ids: ids if len(ids) <= TOKENS else ids[: TOKENS // 2] + ids[-TOKENS // 2 :]
        targets = np.hstack([trunk.targets(name, rows), support_targets(rows)])
        sets[name] = ([short(row["ids"]) for row in rows], targets, vectors)
    return sets


def one_pass(sets, epoch):
    """The batches of one pass: rows of like length together, batches in random order."""
    rng = np.random.default_rng((SEED, epoch))
    chosen = []
    for name, share in SHARES.items():
        count = len(sets[name][0])
        whole, part = divmod(share, 1)
        picks = [np.arange(count)] * int(whole) + [rng.permutation(count)[: int(part * count)]]
        chosen += [(name, i) for pick in picks for i in pick]
    chosen = [chosen[i] for i in rng.permutation(len(chosen))]
    groups = [chosen[at : at + BATCH * 40] for at in range(0, len(chosen), BATCH * 40)]
    batches = []
    for group in groups:
        group.sort(key=lambda pick: len(sets[pick[0]][0][pick[1]]))
        batches += [group[at : at + BATCH] for at in range(0, len(group), BATCH)]
    return [batches[i] for i in rng.permutation(len(batches))]


def read_pairs():
    """Of each trade, its topics: the tokens of what is answered, and of each question."""
    reader = Reader()
    trades = []
    for file in sorted((Path(__file__).parent / "pairs").glob("*.jsonl")):
        topics = [json.loads(line) for line in file.read_text().splitlines()]
        tokens = lambda text: reader.ids(text)[:TOKENS]
        trades.append([(tokens(f"{t['title']}. {t['answer']}"), [tokens(q) for q in t["questions"]]) for t in topics])
    return trades


def pair_loss(model, trades, rng):
    """How badly one customer's words find, among the topics of a trade, the answer (half of the time) or another
    customer's words."""
    topics = rng.choice(trades)
    topics = rng.sample(topics, min(TOPICS, len(topics)))
    questions = [rng.sample(each, 2) for _, each in topics]
    asked = model.vectors([first for first, _ in questions])
    if rng.random() < 0.5:
        sought = model.vectors([answer for answer, _ in topics])
    else:
        sought = model.vectors([second for _, second in questions])
    near, own = SHARPNESS * asked @ sought.T, torch.arange(len(topics))
    cross = torch.nn.functional.cross_entropy
    return (cross(near, own) + cross(near.T, own)) / 2


def padded(sets, batch):
    return table_of([sets[name][0][i] for name, i in batch])


def table_of(ids):
    longest = max(map(len, ids))
    table = torch.zeros(len(ids), longest, dtype=torch.long)
    for row, each in zip(table, ids):
        row[: len(each)] = torch.tensor(each)
    return table, (torch.arange(longest)[None] < torch.tensor([[len(each)] for each in ids])).long()


def label_loss(out, y):
    """The mean loss of the labels that are known; the nine feelings count as one choice."""
    shared = trunk.loss_of(out[:, : trunk.K], y[:, : trunk.K])
    first, last = trunk.K, trunk.K + len(FEELINGS)
    told = ~torch.isnan(y[:, first])
    if not told.any():
        return shared
    feeling = torch.nn.functional.cross_entropy(out[told, first:last], y[told, first:last].argmax(1))
    complaint = torch.nn.functional.binary_cross_entropy_with_logits(out[told, -2], y[told, -2])
    intensity = ((out[told, -1] - y[told, -1]) ** 2).mean()
    share = told.float().mean()
    return shared + share * (0.3 * feeling + 0.3 * complaint + intensity)


def f1_on_dev(model, sets):
    model.eval()
    ids, y, _ = sets["goemotions_dev"]
    order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
    p = np.zeros((len(ids), 28), np.float32)
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        for at in range(0, len(order), 128):
            pick = order[at : at + 128]
            out, _ = model(*padded(sets, [("goemotions_dev", i) for i in pick]))
            p[pick] = sigmoid(out[:, :28].float().numpy())
    half = np.arange(len(ids)) % 2 == 0
    scores = [
        trunk.macro_f1(p[b], y[b, :28], trunk.best_thresholds(p[a], y[a, :28])) for a, b in ((half, ~half), (~half, half))
    ]
    model.train()
    return float(np.mean(scores))


def main(data: Path, cache: Path, out: Path, minutes: float):
    out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(SEED)
    embed_all(data, cache)
    sets = read(cache)
    model = Tuned()
    head = [p for name, p in model.named_parameters() if not name.startswith("bert")]
    body = [p for p in model.bert.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW([{"params": body, "lr": RATE}, {"params": head, "lr": HEAD_RATE}], weight_decay=0.01)
    passes = [one_pass(sets, epoch) for epoch in range(PASSES)]
    batches = [batch for each in passes for batch in each]
    warm = len(batches) // 20
    shape = lambda step: min(1, (step + 1) / warm) * max(0.02, 1 - step / len(batches))
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, shape)
    checkpoint, start = out / "checkpoint.pt", 0
    if checkpoint.exists():
        kept = torch.load(checkpoint, weights_only=True)
        model.load_state_dict(kept["model"])
        optimiser.load_state_dict(kept["optimiser"])
        schedule.load_state_dict(kept["schedule"])
        start = kept["step"]
    trades = read_pairs()
    began = saved = time.monotonic()
    model.train()

    def save(step):
        state = {"model": model.state_dict(), "optimiser": optimiser.state_dict(), "step": step}
        torch.save({**state, "schedule": schedule.state_dict()}, checkpoint.with_suffix(".new"))
        checkpoint.with_suffix(".new").replace(checkpoint)

    sums, counted, found = np.zeros(2), 0, []
    for step in range(start, len(batches)):
        ids, mask = padded(sets, batches[step])
        y = torch.from_numpy(np.stack([sets[name][1][i] for name, i in batches[step]]))
        target = torch.from_numpy(np.stack([sets[name][2][i] for name, i in batches[step]]))
        with torch.autocast("cpu", torch.bfloat16):
            answer, vector = model(ids, mask)
        labels = label_loss(answer, y)
        angle = 1 - torch.nn.functional.cosine_similarity(vector, target).mean()
        optimiser.zero_grad()
        (LABELS * labels + HOLD * angle).backward()
        if step % PAIRS_EVERY == 0:
            with torch.autocast("cpu", torch.bfloat16):
                missed = pair_loss(model, trades, random.Random(SEED * 1_000_003 + step))
            missed.backward()
            found.append(missed.item())
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        sums, counted = sums + (labels.item(), angle.item()), counted + 1
        if step % 50 == 49:
            print(f"{step + 1}/{len(batches)} labels {sums[0] / counted:.4f} angle {sums[1] / counted:.4f}"
                  f" pairs {np.mean(found):.3f} {(time.monotonic() - began) / 60:.1f} min", flush=True)
            sums, counted, found = np.zeros(2), 0, []
        late = time.monotonic() - began > minutes * 60
        if late or time.monotonic() - saved > 240 or step + 1 == len(batches):
            save(step + 1)
            saved = time.monotonic()
        if step + 1 in (len(passes[0]), len(batches)):
            print(f"goemotions dev macro-F1 {f1_on_dev(model, sets):.4f}", flush=True)
        if late:
            return
    model.bert.save_pretrained(out / "encoder")


if __name__ == "__main__":
    folders = [Path(folder) for folder in sys.argv[1:4]]
    main(*folders, float(sys.argv[4]) if len(sys.argv) > 4 else math.inf)
