"""Writes consensus.json: what nimfa makes of several factorizations, and SciPy's trees.

Of each problem the labels (the component that each column has most of) of some runs of nimfa's NMF
that are broken off early, so that they differ, and nimfa's consensus matrix, cophenetic correlation
and dispersion of these. From SciPy the tree by average linkage of 1 - consensus, with its ties.

Usage: python consensus.py > consensus.json
Needs nimfa, SciPy and a NumPy below 2; the versions that were used are in the file.
"""

import json
import platform
import warnings

warnings.simplefilter("ignore")

import nimfa
import numpy as np
import scipy
from scipy.cluster.hierarchy import fcluster, leaves_list, linkage
from scipy.spatial.distance import squareform


def blocks(groups, size, noise, seed):
    """Non-negative data whose columns form groups, each with rows of its own."""
    r = np.random.default_rng(seed)
    mean = np.kron(np.eye(groups), np.ones((10, size))) + 0.5
    return np.maximum(mean + noise * r.normal(size=mean.shape), 0)


def values(v, rank, runs, iterations, seed):
    np.random.seed(seed)
    fit = nimfa.Nmf(v, rank=rank, seed="random_vcol", max_iter=iterations, n_run=runs,
                    track_factor=True)().fit
    labels = [np.asarray(np.argmax(fit.tracker.get_factor(run).H, axis=0)).ravel()
              for run in range(runs)]
    consensus = np.asarray(fit.consensus())
    tree = linkage(squareform(1 - consensus, checks=False), "average")
    return {
        "rank": rank,
        "labels": [of_run.tolist() for of_run in labels],
        "consensus": consensus.ravel().tolist(),
        "copheneticCorrelation": float(fit.coph_cor()),
        "dispersion": float(fit.dispersion()),
        "heights": tree[:, 2].tolist(),
        "order": leaves_list(tree).tolist(),
        "clusters": fcluster(tree, rank, "maxclust").tolist(),
    }


problems = [
    values(blocks(groups, size, noise, seed), rank, runs, iterations, seed)
    for seed, (groups, size, noise, rank, runs, iterations) in enumerate([
        (2, 6, 0.3, 2, 5, 5), (3, 8, 0.8, 3, 10, 2), (3, 8, 0.8, 4, 10, 2), (3, 12, 1.5, 5, 20, 1),
        (2, 15, 2.0, 6, 7, 1), (4, 10, 1.0, 4, 50, 3), (1, 40, 1.0, 8, 30, 1)])
]

print(json.dumps({
    "python": platform.python_version(),
    "nimfa": nimfa.__version__,
    "scipy": scipy.__version__,
    "numpy": np.__version__,
    "problems": problems,
}))
