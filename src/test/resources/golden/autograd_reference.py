"""Writes autograd_reference.json: the reference problem's costs as Autograd finds them.

Usage: python autograd_reference.py > autograd_reference.json
Needs numpy and autograd; the versions that were used are in the file.
"""

import json
import platform
from importlib.metadata import version

import autograd.numpy as np
from autograd import value_and_grad
from numpy.random import default_rng

A = np.array([[np.nan, 4, 5], [4, 4, 5], [5, 3, 4], [2, 3, 3]])
RANK = 2
STEP = 0.01
STEPS = 10_000
EVERY = 1_000
STARTS = 10

observed = ~np.isnan(A)
target = np.where(observed, A, 0.0)


def cost(w, h):
    residual = np.where(observed, np.dot(w, h) - target, 0.0)
    return np.sqrt(np.sum(residual**2) / np.sum(observed))


def fit(seed):
    random = default_rng(seed)
    w0 = np.abs(random.standard_normal((A.shape[0], RANK)))
    h0 = np.abs(random.standard_normal((RANK, A.shape[1])))
    w, h = w0, h0
    cost_and_gradients = value_and_grad(cost, argnum=(0, 1))
    costs = []
    for step in range(STEPS):
        value, (gradient_w, gradient_h) = cost_and_gradients(w, h)
        if step % EVERY == 0:
            costs.append(float(value))
        w = np.maximum(w - STEP * gradient_w, 0.0)
        h = np.maximum(h - STEP * gradient_h, 0.0)
    costs.append(float(cost(w, h)))
    return {
        "seed": seed,
        "w0": w0.tolist(),
        "h0": h0.tolist(),
        "costs": costs,
        "w": w.tolist(),
        "h": h.tolist(),
    }


print(
    json.dumps(
        {
            "python": platform.python_version(),
            "numpy": version("numpy"),
            "autograd": version("autograd"),
            "iterations": list(range(0, STEPS + 1, EVERY)),
            "starts": [fit(seed) for seed in range(STARTS)],
        },
        indent=1,
    )
)
