"""Makes the heads from the embedded texts and prints their figures; `make.py` runs it."""

import json
import shutil
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save_file

import trunk_head as trunk
from encoder import DIMENSIONS, LAYERS
from features import features

SEED = 7
REASONS = "deadline locked_out safety vulnerability money consequence stated".split()
# A message is urgent from here on: an answer within days.
URGENT = 0.4
# Ridge strengths of urgency and its reason, by cross-validation over trades.
URGENCY_RIDGE, REASON_PENALTY = 3000, 0.05
FEELINGS = "calm pleased grateful confused anxious disappointed sad frustrated angry".split()
TRAIN = ["goemotions_train", "emobank_train", "politeness", "convabuse_train", "davidson", "calm", "support_train"]
# Ridge strength of the readings, and how loud the sentence and the hidden layer are beside the few
# features that were made for the purpose; chosen by cross-validation over trades (see README).
PENALTY, SENTENCE_SHARE, HIDDEN_SHARE = 0.015, 0.4, 0.5
INTENSITY_RIDGE = 200
# Share of the blaming feelings in the probability of a complaint.
BLAME_SHARE = 0.5
# How many plain requests stand beside the written support messages as calm, and what each weighs. Most
# real messages are calm, the written ones are not: without these the reader sees feelings everywhere.
CALM_ROWS, CALM_WEIGHT = 1500, 0.1
# As many more are kept out of the readings, to see how plain requests are read.
# The reader keeps silent on this share of the cross-validated messages that stand alone, the least sure.
ABSTAINS = 0.06


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def pack_rows(matrix):
    scale = np.abs(matrix).max(1) / 127
    return np.round(matrix / scale[:, None]).astype(np.int8), scale.astype(np.float32)


def platt(logits, y):
    """Scale and shift that make each output's logit a calibrated one."""
    from sklearn.linear_model import LogisticRegression

    scale, shift = np.ones(logits.shape[1], np.float32), np.zeros(logits.shape[1], np.float32)
    for k in trunk.BINARY:
        known = ~np.isnan(y[:, k])
        if known.sum() and 5 <= y[known, k].sum():
            fit = LogisticRegression(C=1e3).fit(logits[known, k : k + 1], y[known, k] > 0.5)
            scale[k], shift[k] = fit.coef_[0, 0], fit.intercept_[0]
    return scale, shift


def softmax_fit(x, y, weight, penalty, classes):
    """Weighted, ridge-penalised softmax regression by L-BFGS; `classes` 1 means a logistic one."""
    x, weight = torch.as_tensor(x, dtype=torch.float64), torch.as_tensor(weight, dtype=torch.float64)
    y = torch.as_tensor(y)
    w = torch.zeros(classes, x.shape[1], dtype=torch.float64, requires_grad=True)
    b = torch.zeros(classes, dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.LBFGS([w, b], max_iter=200, line_search_fn="strong_wolfe")

    def closure():
        optimiser.zero_grad()
        z = x @ w.T + b
        if classes == 1:
            each = torch.nn.functional.binary_cross_entropy_with_logits(z[:, 0], y.double(), reduction="none")
        else:
            each = torch.nn.functional.cross_entropy(z, y.long(), reduction="none")
        loss = (each * weight).sum() / weight.sum() + penalty * (w**2).sum()
        loss.backward()
        return loss

    optimiser.step(closure)
    return w.detach().numpy(), b.detach().numpy()


def softmax(z):
    e = np.exp(z - z.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


def expected_calibration_error(p, y, bins=10):
    best, right = p.max(1), p.argmax(1) == y
    place = np.minimum((best * bins).astype(int), bins - 1)
    return sum(abs(best[place == b].mean() - right[place == b].mean()) * (place == b).mean() for b in set(place))


def f1_each(guess, y, classes):
    out = []
    for c in range(classes):
        tp = ((guess == c) & (y == c)).sum()
        out.append(2 * tp / max((guess == c).sum() + (y == c).sum(), 1))
    return np.array(out)


class Shared:
    """The fitted shared head with its calibration."""

    def __init__(self, cache):
        parts = {name: trunk.load(cache, name) for name in TRAIN}
        for name in ("politeness", "davidson"):
            x, rows = parts[name]
            seen = [i for i, row in enumerate(rows) if not trunk.kept_out(row["text"])]
            parts[name] = (x[seen], [rows[i] for i in seen])
        rows = [row for name in TRAIN for row in parts[name][1]]
        x = np.concatenate([parts[name][0] for name in TRAIN])
        y = np.concatenate([trunk.targets(name, parts[name][1]) for name in TRAIN])
        count = len(parts["goemotions_train"][1])
        self.mean = x[:count].mean(0)
        # A few dimensions of the last layer never move; do not blow them up.
        self.scale = (1 / np.maximum(x[:count].std(0, dtype=np.float64), 0.02)).astype(np.float32)
        x -= self.mean
        x *= self.scale
        held = np.zeros(len(x), bool)
        held[np.random.default_rng(SEED).choice(len(x), 8000, replace=False)] = True
        keep = np.where(~held)[0]
        self.head = trunk.fit(x[keep], [rows[i] for i in keep], y[keep], "shared", trunk.EPOCHS)
        self.quantise()
        index = np.where(held)[0]
        full, fast = trunk.predict(self.head, x[index], [rows[i] for i in index])
        # The encoder was tuned on the training rows; how sure to be of an emotion can only be learnt from others.
        dev_x, dev_rows = trunk.load(cache, "goemotions_dev")
        dev_y = trunk.targets("goemotions_dev", dev_rows)
        dev = trunk.predict(self.head, (dev_x - self.mean) * self.scale, dev_rows)
        self.calibrations = []
        for held_out, unseen in zip((full, fast), dev):
            scale, shift = platt(held_out, y[index])
            scale[:28], shift[:28] = (each[:28] for each in platt(unseen, dev_y))
            self.calibrations.append((scale, shift))
        self.thresholds = trunk.best_thresholds(sigmoid(self.calibrate(dev[0], 0))[:, :28], dev_y[:, :28])

    def quantise(self):
        """Rounds the big tensors in place, so that everything after sees what ships."""
        table = self.head.table.weight.detach().numpy()
        self.table_scale = (np.abs(table).max(0) / 127).astype(np.float32)
        self.table = np.round(table / self.table_scale).astype(np.int8)
        self.first, self.first_scale = pack_rows(self.head.first.weight.detach().numpy())
        with torch.no_grad():
            self.head.table.weight.copy_(torch.tensor(self.table * self.table_scale))
            self.head.first.weight.copy_(torch.tensor(self.first * self.first_scale[:, None]))

    def calibrate(self, logits, tier):
        scale, shift = self.calibrations[tier]
        return logits * scale + shift

    def outputs(self, x, rows):
        full, fast = trunk.predict(self.head, (x - self.mean) * self.scale, rows)
        return self.calibrate(full, 0), self.calibrate(fast, 1)

    def readings_input(self, x, rows):
        full, fast = self.outputs(x, rows)
        cheap = np.array([features(row["text"]) for row in rows], np.float32)
        sentence = x[:, -DIMENSIONS:]
        sentence = sentence / np.linalg.norm(sentence, axis=1, keepdims=True)
        hidden = trunk.hidden(self.head, (x - self.mean) * self.scale, rows)
        return np.hstack([sentence, full, cheap, hidden]), np.hstack([fast, cheap])


    def urgency_input(self, x, rows):
        """All layers, for time and circumstance are told in other places than feelings, words, cheap features."""
        with torch.no_grad():
            words = self.head.table(*trunk.bags(rows, range(len(x)))).numpy()
        cheap = np.array([features(row["text"]) for row in rows], np.float32)
        return np.hstack([(x - self.mean) * self.scale, words, cheap])


def scaling(x):
    """Standardises, then turns the two large groups down."""
    mean, scale = x.mean(0), 1 / np.maximum(x.std(0), 1e-3)
    if x.shape[1] > DIMENSIONS:
        scale[:DIMENSIONS] *= SENTENCE_SHARE
        scale[-trunk.HIDDEN :] *= HIDDEN_SHARE
    return mean, scale


def fit_readings(x, rows, penalty):
    mean, scale = scaling(x)
    z = (x - mean) * scale
    weight = np.array([row.get("weight", 1.0) for row in rows])
    feeling = np.array([FEELINGS.index(row["feeling"]) for row in rows])
    complaint = np.array([row["complaint"] for row in rows])
    support = np.array(["intensity" in row for row in rows])
    w, b = softmax_fit(z, feeling, weight, penalty, 9)
    wc, bc = softmax_fit(z, complaint, weight, penalty, 1)
    target = np.array([row.get("intensity", 0.0) for row in rows])
    zi, ti = z[support], target[support]
    gram = zi.T @ zi + INTENSITY_RIDGE * np.eye(zi.shape[1])
    wi = np.linalg.solve(gram, zi.T @ (ti - ti.mean()))
    return dict(mean=mean, scale=scale, feeling=w, feeling_bias=b, complaint=wc, complaint_bias=bc,
                intensity=wi[None], intensity_bias=np.array([ti.mean() - zi.mean(0) @ wi]))


def read(readings, x):
    z = (x - readings["mean"]) * readings["scale"]
    logits = z @ readings["feeling"].T + readings["feeling_bias"]
    complaint = sigmoid(z @ readings["complaint"].T + readings["complaint_bias"])[:, 0]
    blame = softmax(logits)[:, [FEELINGS.index(f) for f in ("disappointed", "frustrated", "angry")]].sum(1)
    complaint = (1 - BLAME_SHARE) * complaint + BLAME_SHARE * blame
    return logits, complaint, np.clip(z @ readings["intensity"].T + readings["intensity_bias"], 0, 1)[:, 0]


def best_temperature(logits, y):
    grid = np.linspace(0.5, 3, 101)
    losses = [-np.log(softmax(logits / t)[np.arange(len(y)), y] + 1e-9).mean() for t in grid]
    return grid[int(np.argmin(losses))]


def by_trade(x, rows, penalty, folds=6):
    """Held-out logits of the written support messages, whole trades held out together."""
    trades = sorted({row["trade"] for row in rows if "trade" in row})
    fold = np.array([trades.index(row["trade"]) % folds if "trade" in row else -1 for row in rows])
    logits, complaint = np.zeros((len(rows), 9)), np.zeros(len(rows))
    for f in range(folds):
        train, test = np.where(fold != f)[0], np.where(fold == f)[0]
        readings = fit_readings(x[train], [rows[i] for i in train], penalty)
        logits[test], complaint[test], _ = read(readings, x[test])
    return logits, complaint


def support_rows(cache):
    x, rows = trunk.load(cache, "support_train")
    calm_x, calm_rows = trunk.load(cache, "calm")
    order = np.random.default_rng(SEED).choice(len(calm_rows), 2 * CALM_ROWS, replace=False)
    pick, kept_out = order[:CALM_ROWS], order[CALM_ROWS:]
    calm = [{"text": calm_rows[i]["text"], "ids": calm_rows[i]["ids"], "feeling": "calm", "complaint": 0,
             "weight": CALM_WEIGHT} for i in pick]
    return np.concatenate([x, calm_x[pick]]), rows + calm, (calm_x[kept_out], [calm_rows[i] for i in kept_out])


def tier_readings(name, x, rows, gold_x, gold, penalty):
    logits, complaint = by_trade(x, rows, penalty)
    mine = np.array(["trade" in row for row in rows])
    y = np.array([FEELINGS.index(row["feeling"]) for row in rows])
    told = np.array([row["complaint"] for row in rows])
    alone = np.array([not row.get("context") for row in rows]) & mine
    # The encoder was tuned on the training messages, so that it is too sure of them even when a trade is held out
    # of the readings. How sure to be is learnt from the first hand's gold messages, of trades that tuning never
    # saw; the second hand's stay unseen.
    first = np.array([row["id"].startswith("s") for row in gold])
    yg = np.array([FEELINGS.index(row["feeling"]) for row in gold])
    readings = fit_readings(x, rows, penalty)
    temperature = best_temperature(read(readings, gold_x)[0][first], yg[first])
    p = softmax(logits[mine] / temperature)
    print(f"{name}: cross-validated macro-F1 {f1_each(p.argmax(1), y[mine], 9).mean():.3f}"
          f" ECE {expected_calibration_error(p, y[mine]):.3f} temperature {temperature:.2f}"
          f" complaint F1 {f1_each((complaint[mine] > 0.5).astype(int), told[mine], 2)[1]:.3f}")
    abstain_below = float(np.quantile(softmax(logits[alone] / temperature).max(1), ABSTAINS))
    readings["feeling"] = readings["feeling"] / temperature
    readings["feeling_bias"] = readings["feeling_bias"] / temperature
    logits, complaint, intensity = read(readings, gold_x)
    p = softmax(logits)
    each = f1_each(p.argmax(1), yg, 9)
    for hand, part in (("first hand", first), ("second hand", ~first)):
        print(f"{name}: gold, {hand}: macro-F1 {f1_each(p[part].argmax(1), yg[part], 9).mean():.3f}"
              f" accuracy {(p[part].argmax(1) == yg[part]).mean():.3f}"
              f" ECE {expected_calibration_error(p[part], yg[part]):.3f}")
    print("   ", {f: round(float(v), 2) for f, v in zip(FEELINGS, each)})
    told = np.array([row["complaint"] for row in gold])
    print(f"    complaint F1 {f1_each((complaint > 0.5).astype(int), told, 2)[1]:.3f}"
          f" intensity r {np.corrcoef(intensity, [row['intensity'] for row in gold])[0, 1]:.3f}")
    return readings, abstain_below


def plain_requests(readings, abstain_below, x):
    """How plain requests that were kept out are read: they ought to be calm, and surely so."""
    p = softmax(read(readings, x)[0])
    print(f"plain requests: calm {(p.argmax(1) == 0).mean():.3f} unclear {(p.max(1) < abstain_below).mean():.3f}")


def figures(shared, cache):
    for name in ("goemotions_dev", "emobank_dev", "convabuse_dev"):
        x, rows = trunk.load(cache, name)
        y = trunk.targets(name, rows)
        for tier, out in zip(("full", "fast"), shared.outputs(x, rows)):
            if name == "goemotions_dev":
                p, half = sigmoid(out[:, :28]), np.arange(len(out)) % 2 == 0
                scores = [trunk.macro_f1(p[b], y[b, :28], trunk.best_thresholds(p[a], y[a, :28]))
                          for a, b in ((half, ~half), (~half, half))]
                print(f"{tier}: GoEmotions macro-F1 {np.mean(scores):.4f} (thresholds of one half measured on the other)")
            elif name == "emobank_dev":
                r = [np.corrcoef(out[:, k], y[:, k])[0, 1] for k in (28, 29, 30)]
                print(f"{tier}: EmoBank r", [round(float(v), 3) for v in r])
            else:
                guess, truth = (out[:, 32] > 0).astype(int), y[:, 32].astype(int)
                print(f"{tier}: ConvAbuse macro-F1 {f1_each(guess, truth, 2).mean():.3f}")


def ridge(x, y, strength):
    mean, centre = x.mean(0), y.mean()
    z = x - mean
    weights = np.linalg.solve(z.T @ z + strength * np.eye(z.shape[1]), z.T @ (y - centre))
    return weights, centre - mean @ weights


def f1_urgent(guess, urgency):
    return f1_each((guess >= URGENT).astype(int), (urgency >= URGENT).astype(int), 2)[1]


def urgency_readings(shared, x, rows, gold_x, gold):
    """How soon an answer is needed, and why; the rules stand beside it in the crate."""
    x, gold_x = (shared.urgency_input(*each).astype(np.float64) for each in ((x, rows), (gold_x, gold)))
    mean, scale = x.mean(0), 1 / np.maximum(x.std(0), 1e-2)
    x, gold_x = (x - mean) * scale, (gold_x - mean) * scale
    y = np.array([row["urgency"] for row in rows])
    trades = sorted({row["trade"] for row in rows})
    fold = np.array([trades.index(row["trade"]) % 6 for row in rows])
    guess = np.zeros(len(y))
    for f in range(6):
        weights, bias = ridge(x[fold != f], y[fold != f], URGENCY_RIDGE)
        guess[fold == f] = x[fold == f] @ weights + bias
    # Ridge draws everything to the middle; stretched so that the best cut lies where urgency begins.
    stretch = URGENT / max(np.arange(0.15, 0.5, 0.01), key=lambda cut: f1_urgent(guess * URGENT / cut, y))
    weights, bias = ridge(x, y, URGENCY_RIDGE)
    weights, bias = weights * stretch, bias * stretch
    told = np.array([row["urgency_reason"] is not None for row in rows])
    reason = np.array([REASONS.index(row["urgency_reason"]) for row in rows if row["urgency_reason"]])
    wr, br = softmax_fit(x[told], reason, np.ones(len(reason)), REASON_PENALTY, len(REASONS))
    found, truth = gold_x @ weights + bias, np.array([row["urgency"] for row in gold])
    why = np.array([row["urgency_reason"] for row in gold], object)
    named = np.array(REASONS, object)[(gold_x @ wr.T + br).argmax(1)]
    known = (why != None) & (found >= URGENT)  # noqa: E711
    print(f"urgency: cross-validated F1 {f1_urgent(guess * stretch, y):.3f} r {np.corrcoef(guess, y)[0, 1]:.3f}"
          f" stretch {stretch:.2f}; gold F1 {f1_urgent(found, truth):.3f} r {np.corrcoef(found, truth)[0, 1]:.3f}"
          f" reason right {(named == why)[known].mean():.3f} of {known.sum()}")
    return dict(mean=mean, scale=scale, value=weights[None], value_bias=np.array([bias]), reason=wr, reason_bias=br)


def tensors_of(shared, full, fast, urgency, abstain_below):
    f32 = lambda a: np.ascontiguousarray(a, np.float32)
    head = shared.head
    out = {
        "table": shared.table, "table_scale": shared.table_scale,
        "input_mean": f32(shared.mean), "input_scale": f32(shared.scale),
        "first": shared.first, "first_scale": shared.first_scale,
        "first_bias": f32(head.first.bias.detach()),
        "second": f32(head.second.weight.detach()), "second_bias": f32(head.second.bias.detach()),
        "fast": f32(head.fast.weight.detach()), "fast_bias": f32(head.fast.bias.detach()),
        "calibration_scale": f32(np.concatenate([c[0] for c in shared.calibrations])),
        "calibration_shift": f32(np.concatenate([c[1] for c in shared.calibrations])),
        "thresholds": f32(shared.thresholds), "abstain_below": f32([abstain_below]),
    }
    for tier, readings in (("full", full), ("fast", fast), ("urgency", urgency)):
        out |= {f"{tier}_{name}": f32(value) for name, value in readings.items()}
    return out


def parity(shared, readings, x, rows):
    """What the Rust crate must say about a few texts as well."""
    pick = list(range(0, len(rows), 20))
    x, rows = x[pick], [rows[i] for i in pick]
    emotions = sigmoid(shared.outputs(x, rows)[0][:, :28])
    _, complaint, _ = read(readings, shared.readings_input(x, rows)[0])
    return [{"text": row["text"], "emotions": [round(float(v), 4) for v in e], "complaint": round(float(c), 4)}
            for row, e, c in zip(rows, emotions, complaint)]


def main(cache: Path, out: Path):
    torch.set_num_threads(1)
    shared = Shared(cache)
    figures(shared, cache)
    write(shared, cache, out)


def write(shared, cache: Path, out: Path):
    """Fits the readings over the shared head and writes everything that ships."""
    x, rows, (plain_x, plain) = support_rows(cache)
    gold_x, gold = trunk.load(cache, "support_gold")
    full_x, fast_x = shared.readings_input(x, rows)
    gold_full, gold_fast = shared.readings_input(gold_x, gold)
    full, abstain_below = tier_readings("full", full_x, rows, gold_full, gold, PENALTY)
    fast, _ = tier_readings("fast", fast_x, rows, gold_fast, gold, PENALTY)
    plain_requests(full, abstain_below, shared.readings_input(plain_x, plain)[0])
    mine = [i for i, row in enumerate(rows) if "trade" in row]
    urgency = urgency_readings(shared, x[mine], [rows[i] for i in mine], gold_x, gold)
    out.mkdir(parents=True, exist_ok=True)
    save_file(tensors_of(shared, full, fast, urgency, abstain_below), out / "heads.safetensors",
              metadata={"layers": " ".join(map(str, LAYERS)), "seed": str(SEED)})
    rows = parity(shared, full, gold_x, gold)
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (out / "parity.jsonl").write_text(lines)
    shutil.copy(Path(__file__).parent / "lexicon.json", out / "lexicon.json")
    print(f"abstain below {abstain_below:.3f}; heads {(out / 'heads.safetensors').stat().st_size} bytes")
