"""Learns which replies keep a practice and which break it, and writes `models/practices/`: `python practices.py`.

Nothing is chosen or learnt on `measuring.jsonl`. What a reply shows is read by the crate itself (its example
`features`), so that training and serving cannot see different things.
"""

import json
import subprocess
import zlib
from pathlib import Path

import numpy as np
import yaml
from scipy.sparse import csr_matrix, diags, hstack, vstack
from sklearn.linear_model import LogisticRegression

ROOT = Path(__file__).parent.parent
LEARNING = ROOT / "training/annotation/practices/learning.jsonl"
MODEL = ROOT / "models/practices"
JUDGEMENTS = {
    "acceptance": "acceptance",
    "not-reactive": "not-reactive",
    "not-defensive": "not-defensive",
    "heard": "heard",
    "match": "matched",
    "check": "checked",
    "never-know-how-you-feel": "no-claimed-feeling",
    "sympathy-versus-empathy": "empathy",
    "empathy-with-action": "next-step",
}
GROUPS = ("words", "shape", "manner")
# How loud each group of features is, how much all judgements share, what a reply that was written as a good example
# of another practice weighs beside a judgement's own replies, and the inverse strength of the penalty.
LOUDNESS = {"words": 1.0, "shape": 1.0, "manner": 0.7}
SHARED, ELSEWHERE, PENALTY = 0.4, 0.02, 3.0
ANSWERS = ("demo", "answer")
# What a hint must keep in cross-validation: so many are right, and so few good replies of other practices get one.
# Where that would leave most faults unfound, a little less must do.
PRECISION, PRECISION_AT_LEAST, ENOUGH_RECALL, ELSEWHERE_MARKED = 0.85, 0.80, 0.5, 0.08
# A reply is surely kept where so few of the broken ones score as low.
SURE = 0.10
# A reply that shows less than this has little to be judged by.
LEAST_SEEN = 60
FOLDS = 8
# A feature of fewer replies is not shipped, nor one beyond the heaviest of its judgement. Both do their work in
# training, where they explain their own reply away.
LEAST_REPLIES, MOST_FEATURES = 2, 4000
SEED = 7


def learning_rows():
    rows = [json.loads(line) for line in LEARNING.read_text().splitlines()]
    return [row | {"judgement": JUDGEMENTS[row["practice"]], "broken": row["label"] == "broken"} for row in rows]


def statements():
    """What may be said around an answer, by part."""
    blanks = {
        "happened": "your order has not arrived",
        "cannot": "go ahead",
        "without": "it",
        "name": "Sam",
    }
    parts = {}
    for path in sorted((ROOT / "content/starter/statements").glob("*.yaml")):
        for statement in yaml.safe_load(path.read_text()):
            parts.setdefault(statement["part"], []).append(statement["text"].format(**blanks))
    return parts


def answer_rows():
    """Plain good replies: the demo company's approved answers and those of other trades, each bare and as it is framed,
    and what Rapport itself says."""
    answered = []
    for path in sorted((ROOT / "content/demo/topics").glob("*.md")):
        _, head, answer = path.read_text().split("---\n", 2)
        answered.append(("demo", yaml.safe_load(head)["examples"], answer.strip()))
    for path in sorted((ROOT / "training/pairs").glob("*.jsonl")):
        for topic in map(json.loads, path.read_text().splitlines()):
            answered.append(("answer", topic["questions"], topic["answer"]))
    wordings = yaml.safe_load((ROOT / "content/demo/wordings.yaml").read_text()).values()
    pairs = [("answer", "Thank you, that is all.", text) for text in wordings if "{" not in text]
    parts = statements()
    for at, (kind, questions, answer) in enumerate(answered):
        said = {part: texts[at % len(texts)] for part, texts in parts.items()}
        before = said["accept" if at % 3 == 0 else "acknowledge"]
        after = said["check" if at % 2 == 0 else "next_step"]
        pairs += [(kind, questions[0], answer), (kind, questions[-1], f"{before} {said['act']} {answer} {after}")]
    return [
        {"customer": str(customer), "reply": reply, "context": [], "judgement": kind, "broken": False}
        for kind, customer, reply in pairs
    ]


def features_of(rows):
    """The three groups of features of every row."""
    command = ["cargo", "run", "--quiet", "--release", "-p", "rapport-coaching", "--example", "features"]
    lines = "".join(json.dumps({name: row[name] for name in ("customer", "reply", "context")}) + "\n" for row in rows)
    done = subprocess.run(command, cwd=ROOT, input=lines, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


class Matrix:
    """All rows as one sparse matrix; `seen` are the rows whose features are known."""

    def __init__(self, features, seen):
        self.names, parts = [], []
        for group in GROUPS:
            names = sorted({name for row in seen for name in features[row][group]})
            column = {name: at for at, name in enumerate(names)}
            cells = [(row, column[name]) for row, found in enumerate(features) for name in found[group] if name in column]
            shape = (len(features), len(names))
            part = csr_matrix((np.ones(len(cells)), tuple(np.array(cells).T)), shape)
            rarity = np.log(len(seen) / np.asarray(part[seen].sum(0)).ravel()) if group == "words" else np.ones(len(names))
            # A long reply shows more of everything: its sum is scaled by the root of how much it shows.
            length = 1 / np.sqrt([max(len(found[group]), LEAST_SEEN) for found in features])
            parts.append(diags(length) @ part @ diags(rarity * LOUDNESS[group]))
            self.names += [(group, name, factor) for name, factor in zip(names, rarity * LOUDNESS[group])]
        self.cells = hstack(parts).tocsr()


def fit(matrix, rows, seen):
    """Weights and bias of every judgement. Half of each is shared by all (Daumé's easy adaptation): what sounds wrong
    in one practice often does in another."""
    kinds = list(JUDGEMENTS.values())
    kind_of, broken = np.array([row["judgement"] for row in rows]), np.array([row["broken"] for row in rows])
    blocks, labels, weights = [], [], []
    width = matrix.cells.shape[1]
    for at, kind in enumerate(kinds):
        own = [row for row in seen if kind_of[row] == kind]
        elsewhere = [row for row in seen if kind_of[row] != kind and not broken[row]]
        cells = matrix.cells[own + elsewhere]
        known = diags((np.asarray(abs(matrix.cells[own]).sum(0)).ravel() > 0).astype(float))
        empty = csr_matrix(cells.shape)
        parts = [cells @ known if other == at else empty for other in range(len(kinds))]
        bias = np.zeros((cells.shape[0], len(kinds)))
        bias[:, at] = 1
        blocks.append(hstack([SHARED * cells, *parts, csr_matrix(bias)]).tocsr())
        labels += list(broken[own]) + [False] * len(elsewhere)
        weights += [1.0] * len(own) + [ELSEWHERE] * len(elsewhere)
    model = LogisticRegression(C=PENALTY, solver="liblinear", max_iter=200, random_state=SEED)
    model.fit(vstack(blocks).tocsr(), labels, sample_weight=weights)
    shared, own = model.coef_[0][:width], model.coef_[0][width : width * (1 + len(kinds))].reshape(len(kinds), width)
    return SHARED * shared + own, model.coef_[0][-len(kinds) :] + model.intercept_[0]


def shipped(matrix, weights, seen):
    """The weights as the file holds them: few features, in whole steps, and what a step is worth."""
    replies = np.asarray((matrix.cells[seen] != 0).sum(0)).ravel()
    weights = weights * (replies >= LEAST_REPLIES)
    heaviest = np.sort(abs(weights), axis=1)[:, -MOST_FEATURES]
    weights = np.where(abs(weights) >= heaviest[:, None], weights, 0)
    # The file's weights are per feature, not per cell of the matrix.
    weights = weights * np.array([factor for _, _, factor in matrix.names])
    steps = abs(weights).max(1) / 127
    return np.round(weights / steps[:, None]).astype(int), steps


def score(matrix, weights, steps, bias):
    factors = np.array([factor for _, _, factor in matrix.names])
    return matrix.cells @ diags(1 / factors) @ (weights * steps[:, None]).T + bias


def cross_validated(features, rows):
    """What each reply scores with weights that have not seen its customer."""
    fold = np.array([zlib.crc32(row["customer"].encode()) % FOLDS for row in rows])
    scores = np.zeros((len(rows), len(JUDGEMENTS)))
    for held in range(FOLDS):
        seen = list(np.where(fold != held)[0])
        matrix = Matrix(features, seen)
        weights, bias = fit(matrix, rows, seen)
        scores[fold == held] = score(matrix, *shipped(matrix, weights, seen), bias)[fold == held]
    return scores


def figures(scores, rows, kind, threshold):
    """Precision, recall, and shares marked of good replies to others and of approved answers."""
    kinds, broken = np.array([row["judgement"] for row in rows]), np.array([row["broken"] for row in rows])
    found, own = scores >= threshold, kinds == kind
    right = (found & broken & own).sum()
    elsewhere = ~own & ~broken & ~np.isin(kinds, ANSWERS)
    return (
        right / max((found & own).sum(), 1),
        right / (broken & own).sum(),
        found[elsewhere].mean(),
        found[kinds == "demo"].mean(),
    )


def threshold(scores, rows, kind):
    """The lowest that keeps what a hint must keep."""
    found = None
    for precision in (PRECISION, PRECISION_AT_LEAST):
        for at in np.arange(-2, 2, 0.05):
            right, recall, elsewhere, _ = figures(scores, rows, kind, at)
            if right >= precision and elsewhere <= ELSEWHERE_MARKED:
                found = at
                break
        if recall >= ENOUGH_RECALL:
            break
    return found


def write(matrix, weights, learnt):
    lines = ["rapport practices 1"]
    lines += ["\t".join([kind, *(f"{value:.6g}" for value in values)]) for kind, values in learnt.items()]
    for (group, name, _), row in zip(matrix.names, weights.T):
        cells = [str(weight) if weight else "" for weight in row]
        if any(cells):
            lines.append("\t".join([group, name, *cells]).rstrip("\t"))
    (MODEL / "practices.tsv").write_text("\n".join(lines) + "\n")


def write_parity(rows, scores):
    """Every 197th reply with what it must score in the crate."""
    lines = [
        json.dumps(
            {name: row[name] for name in ("customer", "reply", "context")}
            | {"scores": {kind: round(float(value), 4) for kind, value in zip(JUDGEMENTS.values(), found)}}
        )
        for row, found in list(zip(rows, scores))[::197]
    ]
    (MODEL / "parity.jsonl").write_text("\n".join(lines) + "\n")


def main():
    rows = learning_rows() + answer_rows()
    features = features_of(rows)
    held_out = cross_validated(features, rows)
    everything = list(range(len(rows)))
    matrix = Matrix(features, everything)
    weights, bias = fit(matrix, rows, everything)
    weights, steps = shipped(matrix, weights, everything)
    learnt = {}
    print("cross-validated: precision, recall, good replies elsewhere and approved answers marked")
    for at, kind in enumerate(JUDGEMENTS.values()):
        broken = [scores[at] for scores, row in zip(held_out, rows) if row["judgement"] == kind and row["broken"]]
        marked_from = threshold(held_out[:, at], rows, kind)
        learnt[kind] = (steps[at], bias[at], marked_from, min(np.quantile(broken, SURE), marked_from))
        print(kind, *(f"{value:.3f}" for value in figures(held_out[:, at], rows, kind, marked_from)), sep="\t")
    MODEL.mkdir(exist_ok=True)
    write(matrix, weights, learnt)
    write_parity(rows, score(matrix, weights, steps, bias))


if __name__ == "__main__":
    main()
