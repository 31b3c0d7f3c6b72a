"""Writes als_wr.json: alternating least squares with weighted-lambda-regularization.

The plain normal equations of Zhou et al. 2008, doi:10.1007/978-3-540-68880-8_32, until they rest:
each row of W solves (Y'Y + lambda n I) w = Y'a over its n observed columns, and so do H's columns.

Usage: python als_wr.py > als_wr.json
Needs numpy; the version that was used is in the file.
"""

import json
import platform

import numpy as np

ROWS, COLUMNS, RANK, LAMBDA, ITERATIONS = 12, 9, 2, 0.03, 20_000

random = np.random.default_rng(7)
a = random.standard_normal((ROWS, RANK)) @ random.standard_normal((RANK, COLUMNS))
a += 0.3 * random.standard_normal(a.shape)
observed = random.random(a.shape) < 0.7
w0 = random.standard_normal((ROWS, RANK))
h0 = random.standard_normal((RANK, COLUMNS))


def solve(values, seen, y):
    rows = []
    for value, mask in zip(values, seen):
        of_row = y[mask]
        gram = of_row.T @ of_row + LAMBDA * mask.sum() * np.eye(RANK)
        rows.append(np.linalg.solve(gram, of_row.T @ value[mask]))
    return np.array(rows)


w, h = w0, h0
for _ in range(ITERATIONS):
    w = solve(a, observed, h.T)
    h = solve(a.T, observed.T, w).T
squared_error = np.sum(((w @ h - a) ** 2)[observed])
penalty = LAMBDA * (
    np.sum(observed.sum(1) * np.sum(w**2, 1)) + np.sum(observed.sum(0) * np.sum(h**2, 0))
)

print(
    json.dumps(
        {
            "python": platform.python_version(),
            "numpy": np.__version__,
            "lambda": LAMBDA,
            "a": np.where(observed, a, None).tolist(),
            "w0": w0.tolist(),
            "h0": h0.tolist(),
            "objective": (squared_error + penalty) / observed.sum(),
            "product": (w @ h).tolist(),
        },
        indent=1,
    )
)
