"""Writes ranking.json: metrics of ranking by ranx, implicit and scikit-learn.

Rows 0 and 1 have no relevant entry, and are left out; entries that were seen are not ranked.
Mean average precision is implicit's, which divides by min(n, relevant) as Kaggle does; its others
differ from the usual ones (precision divides by min(n, relevant), AUC is of the first n).

Usage: python ranking.py > ranking.json
Needs ranx, implicit and scikit-learn; the versions that were used are in the file.
"""

import importlib.metadata
import json
import platform

import numpy as np
import scipy.sparse
from implicit.evaluation import mean_average_precision_at_k
from ranx import Qrels, Run, evaluate
from sklearn.metrics import roc_auc_score

ROWS, COLUMNS, RANK, N = 40, 50, 3, 5
PROGRAMS = ("ranx", "implicit", "scikit-learn", "numpy")
METRICS = {
    "PRECISION": f"precision@{N}",
    "RECALL": f"recall@{N}",
    "NDCG": f"ndcg@{N}",
    "MRR": f"mrr@{N}",
    "HIT_RATE": f"hit_rate@{N}",
}

random = np.random.default_rng(18)
w = random.random((ROWS, RANK))
h = random.random((RANK, COLUMNS))
scores = w @ h
wanted = random.random((ROWS, COLUMNS)) < random.random((ROWS, 1)) * 0.3 * scores
seen = wanted & (random.random(wanted.shape) < 0.5)
test = wanted & ~seen
test[:2] = False
counted = np.flatnonzero(test.any(1))


class Model:
    """What implicit takes for a model: the best items that were not seen."""

    def recommend(self, ids, user_items, N, **_):
        ranked = np.where(seen[ids], -np.inf, scores[ids])
        best = np.argsort(-ranked, axis=1)[:, :N]
        return best.astype(np.int32), np.take_along_axis(ranked, best, 1)


def named(values, mask):
    return {
        f"u{i}": {f"i{j}": value for j, value in enumerate(values[i].tolist()) if mask[i, j]}
        for i in counted
    }


qrels = Qrels(named(test.astype(int), test))
run = Run(named(scores, ~seen))
expected = {}
for name, metric in METRICS.items():
    evaluate(qrels, run, metric)
    expected[name] = [run.scores[metric][f"u{i}"] for i in counted]
expected["AUC"] = [roc_auc_score(test[i, ~seen[i]], scores[i, ~seen[i]]) for i in counted]
mean_ap = mean_average_precision_at_k(
    Model(),
    scipy.sparse.csr_matrix(seen.astype(float)),
    scipy.sparse.csr_matrix(test.astype(float)),
    K=N,
    show_progress=False,
    num_threads=1,
)

print(
    json.dumps(
        {
            "python": platform.python_version(),
            **{name: importlib.metadata.version(name) for name in PROGRAMS},
            "n": N,
            "w": w.tolist(),
            "h": h.tolist(),
            "seen": seen.astype(int).tolist(),
            "test": test.astype(int).tolist(),
            "rows": counted.tolist(),
            "metrics": expected,
            "map": float(mean_ap),
        }
    )
)
