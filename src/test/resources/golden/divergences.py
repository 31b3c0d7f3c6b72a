"""Writes divergences.json: factorizations that minimise the Kullback-Leibler and Itakura-Saito
divergences.

Plain multiplicative updates without any epsilon, of Lee and Seung 2001 for Kullback-Leibler and of
Fevotte and Idier 2011, doi:10.1162/NECO_a_00168 (majorisation-minimisation, exponent 1/2) for
Itakura-Saito, from a start near the factors that the matrix is made of, until they rest.

Usage: python divergences.py > divergences.json
Needs numpy; the version that was used is in the file.
"""

import json
import platform

import numpy as np

ROWS, COLUMNS, RANK, ITERATIONS = 9, 7, 2, 100_000

random = np.random.default_rng(11)
w0 = random.gamma(1, 1, (ROWS, RANK)) + 0.1
h0 = random.gamma(1, 1, (RANK, COLUMNS)) + 0.1


def minimum(a, beta):
    w, h = w0, h0
    for _ in range(ITERATIONS):
        p = w @ h
        w = w * ((a * p ** (beta - 2)) @ h.T / (p ** (beta - 1) @ h.T)) ** (1 / (2 - beta))
        p = w @ h
        h = h * (w.T @ (a * p ** (beta - 2)) / (w.T @ p ** (beta - 1))) ** (1 / (2 - beta))
    return w @ h


counts = random.poisson(4 * w0 @ h0)
powers = w0 @ h0 * random.gamma(3, 1 / 3, (ROWS, COLUMNS))
kl, itakura_saito = minimum(counts, 1), minimum(powers, 0)
with np.errstate(divide="ignore", invalid="ignore"):
    loss_kl = np.where(counts > 0, counts * np.log(counts / kl), 0) - counts + kl
loss_is = powers / itakura_saito - np.log(powers / itakura_saito) - 1


# A table of powers, of sizes from 1e-5 to 10, of which no factors are known.
sizes = np.exp(random.uniform(-11, 2, (20, 1)))
table = sizes * random.gamma(1, 1, (20, 2)) @ random.gamma(1, 1, (2, 30)) * random.exponential(
    size=(20, 30)
)


def lowest_itakura_saito(a):
    """Of 20 starts, each after 2000 updates."""
    lowest = np.inf
    for _ in range(20):
        w, h = random.uniform(0.5, 1.5, (20, 2)), random.uniform(0.5, 1.5, (2, 30))
        for _ in range(2000):
            p = w @ h
            w = w * np.sqrt((a / p**2) @ h.T / ((1 / p) @ h.T))
            p = w @ h
            h = h * np.sqrt(w.T @ (a / p**2) / (w.T @ (1 / p)))
        ratio = a / (w @ h)
        lowest = min(lowest, (ratio - np.log(ratio) - 1).mean())
    return lowest


def case(a, product, loss):
    return {"a": a.tolist(), "objective": loss.mean(), "product": product.tolist()}


print(
    json.dumps(
        {
            "python": platform.python_version(),
            "numpy": np.__version__,
            "w0": w0.tolist(),
            "h0": h0.tolist(),
            "kl": case(counts, kl, loss_kl),
            "is": case(powers, itakura_saito, loss_is),
            "table": {"a": table.tolist(), "objective": lowest_itakura_saito(table)},
        },
        indent=1,
    )
)
