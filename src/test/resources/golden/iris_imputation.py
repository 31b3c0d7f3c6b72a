"""Errors of imputation on Iris with a quarter of the features hidden, for NmfImputerTest.

Writes iris_imputation.json: for each seed the root-mean-square error over the hidden features of
the columns' means and of scikit-learn's IterativeImputer with its defaults.

Run in this directory: python iris_imputation.py
"""

import json
import sys

import numpy as np
import sklearn
from sklearn.experimental import enable_iterative_imputer  # noqa: F401
from sklearn.impute import IterativeImputer, SimpleImputer

SEEDS = 20
HIDDEN = 0.25
IRIS = "../../../../notebooks/data/iris.csv"


class JavaRandom:
    """java.util.Random, so that the test hides the same features."""

    def __init__(self, seed):
        self.state = (seed ^ 0x5DEECE66D) & ((1 << 48) - 1)

    def bits(self, count):
        self.state = (self.state * 0x5DEECE66D + 0xB) & ((1 << 48) - 1)
        return self.state >> (48 - count)

    def next_double(self):
        return ((self.bits(26) << 27) + self.bits(27)) / (1 << 53)


def error(imputed, true, hidden):
    return float(np.sqrt(np.mean((imputed - true)[hidden] ** 2)))


def main():
    iris = np.loadtxt(IRIS, delimiter=",", skiprows=1)[:, :4]
    errors = {"mean": [], "iterative": []}
    for seed in range(SEEDS):
        random = JavaRandom(seed)
        hidden = np.array([random.next_double() < HIDDEN for _ in range(iris.size)]).reshape(iris.shape)
        seen = np.where(hidden, np.nan, iris)
        errors["mean"].append(error(SimpleImputer().fit_transform(seen), iris, hidden))
        iterative = IterativeImputer(random_state=0)
        errors["iterative"].append(error(iterative.fit_transform(seen), iris, hidden))
    versions = {"python": sys.version.split()[0], "numpy": np.__version__, "sklearn": sklearn.__version__}
    with open("iris_imputation.json", "w") as file:
        json.dump({"versions": versions, "hidden": HIDDEN, "rmse": errors}, file, indent=1)


if __name__ == "__main__":
    main()
