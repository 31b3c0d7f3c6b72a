"""Ratings made from a seed, and fits of them by nmf4j and by what others use.

    python3 -m venv target/peers
    target/peers/bin/pip install numpy pandas cmfrec scikit-surprise setuptools 'pyspark==3.5.*'
    ./mvnw -q -Pbench -DskipTests package
    target/peers/bin/python src/bench/ratings.py generate target/ratings 1M 10M
    target/peers/bin/python src/bench/ratings.py compare target/ratings 1M
    target/peers/bin/python src/bench/ratings.py scale target/ratings 1M 10M

generate writes train-SIZE.csv and test-SIZE.csv, with the header user,item,rating.

compare has each library fit the same files, in a process of its own. Counted are the seconds of the
fit alone, with the data in memory and after one fit to warm up. nmf4j tells the held-out RMSE after
each iteration of one fit, of which the time is the median of three; the others keep no history, and
are fitted anew for each number of iterations. Held-out ratings of unseen users or items are
predicted by the mean, and predictions are clipped. A library that is not installed, or fails, is
left out with a word on standard error.

scale tells what an iteration of nmf4j takes for one rating at each size, and the peak of resident
memory, reading the file included, in excess of a fit of a 4×3 matrix.
"""
import argparse
import itertools
import os
import subprocess
import sys
import time

from dense import classpath, environment

SIZES = {'100K': (943, 1682, 10**5), '1M': (6040, 3706, 10**6), '10M': (71567, 10681, 10**7)}
PLANTED_RANK = 10
NMF4J = {'nmf4j': 'plain', 'nmf4j offsets': 'offsets'}
NMF4J_ITERATIONS = 50
SCALE_ITERATIONS = 10
PEER_ITERATIONS = (2, 5, 8, 10, 12, 14, 16, 18, 20, 30, 50)


def ratings(users, items, count):
    """Ratings from 1 to 5: popularity by a power law, gamma factors, ranks of their products."""
    import numpy as np
    r = np.random.RandomState(7)
    drawn = int(count * 1.35)
    user = (users * r.rand(drawn) ** 2).astype(np.int64)
    item = (items * r.rand(drawn) ** 2).astype(np.int64)
    places = np.unique(user * items + item)
    r.shuffle(places)
    user, item = np.divmod(places[:count], items)
    w, h = (r.gamma(1, 1, (n, PLANTED_RANK)) for n in (users, items))
    taste = (w[user] * h[item]).sum(1)
    quantile = np.argsort(np.argsort(taste)) / len(taste)
    noise = .7 * r.randn(len(taste))
    return np.c_[user, item, 1 + np.clip(np.round(4 * quantile + noise), 0, 4).astype(np.int64)]


def path(part, directory, size):
    return os.path.join(directory, f'{part}-{size}.csv')


def generate(directory, sizes):
    import numpy as np
    os.makedirs(directory, exist_ok=True)
    for size in sizes:
        lines = ratings(*SIZES[size])
        shuffled = np.random.RandomState(42).permutation(len(lines))
        parts = {'test': shuffled[:len(lines) // 5], 'train': shuffled[len(lines) // 5:]}
        for part, chosen in parts.items():
            np.savetxt(path(part, directory, size), lines[chosen], fmt='%d,%d,%d',
                       header='user,item,rating', comments='')
            print(f'{path(part, directory, size)}: {len(chosen)} ratings')


def seconds(call):
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def cmfrec_fits(train, rank, penalty, bias=False):
    import cmfrec
    import pandas
    frame = pandas.DataFrame(dict(zip(('UserId', 'ItemId', 'Rating'), train)))

    def fit(iterations):
        model = cmfrec.CMF(k=rank, lambda_=penalty, scale_lam=True, nonneg=True, niter=iterations,
                           user_bias=bias, item_bias=bias, center=bias, use_cg=False, nthreads=2,
                           use_float=True, verbose=False)
        return seconds(lambda: model.fit(frame)), model.predict
    return fit


def cmfrec_bias_fits(train, rank, penalty):
    return cmfrec_fits(train, rank, penalty, bias=True)


def spark_fits(train, rank, penalty):
    import numpy as np
    import pandas
    from pyspark.ml.recommendation import ALS
    from pyspark.sql import SparkSession
    # The plan of many iterations is too deep for the usual stack.
    spark = (SparkSession.builder.master('local[2]').config('spark.driver.memory', '8g')
             .config('spark.driver.extraJavaOptions', '-Xss64m')
             .config('spark.ui.enabled', 'false').config('spark.sql.shuffle.partitions', '8')
             .getOrCreate())
    spark.sparkContext.setLogLevel('ERROR')
    frame = spark.createDataFrame(pandas.DataFrame(dict(zip('uir', train)))).cache()
    frame.count()
    shape = [int(ids.max()) + 1 for ids in train[:2]]

    def factors(frame, count):
        matrix, known = np.full((count, rank), np.nan), frame.toPandas()
        matrix[known.id] = np.stack(known.features)
        return matrix

    def fit(iterations):
        als = ALS(rank=rank, maxIter=iterations, regParam=penalty, nonnegative=True, userCol='u',
                  itemCol='i', ratingCol='r', seed=1, numUserBlocks=4, numItemBlocks=4)
        start = time.perf_counter()
        model = als.fit(frame)
        taken = time.perf_counter() - start
        w, h = map(factors, (model.userFactors, model.itemFactors), shape)

        def predict(user, item):
            seen = (user < len(w)) & (item < len(h))
            prediction = np.full(len(user), np.nan)
            prediction[seen] = (w[user[seen]] * h[item[seen]]).sum(1)
            return prediction
        return taken, predict
    return fit


def surprise_fits(train, rank, penalty, biased=False):
    import numpy as np
    import pandas
    from surprise import NMF, Dataset, Reader
    frame = pandas.DataFrame(dict(zip('uir', train)))
    data = Dataset.load_from_df(frame, Reader(rating_scale=(1, 5))).build_full_trainset()

    def fit(iterations):
        model = NMF(n_factors=rank, n_epochs=iterations, reg_pu=penalty, reg_qi=penalty,
                    biased=biased, random_state=0)
        return seconds(lambda: model.fit(data)), lambda user, item: np.array(
            [model.predict(u, i).est for u, i in zip(user, item)])
    return fit


def surprise_biased_fits(train, rank, penalty):
    return surprise_fits(train, rank, penalty, biased=True)


PEERS = {'cmfrec': cmfrec_fits, 'cmfrec bias': cmfrec_bias_fits, 'Spark': spark_fits,
         'Surprise': surprise_fits, 'Surprise biased': surprise_biased_fits}


def read(part, directory, size):
    import numpy as np
    user, item, rating = np.loadtxt(path(part, directory, size), np.int64, delimiter=',',
                                    skiprows=1, unpack=True)
    return user, item, rating.astype(np.float32)


def peer(library, directory, size, rank, penalty):
    """Prints a line for each number of iterations, as RatingsFit does: seconds, held-out RMSE."""
    import numpy as np
    train = read('train', directory, size)
    user, item, rating = read('test', directory, size)
    low, mean, high = train[2].min(), train[2].mean(), train[2].max()
    fit = PEERS[library](train, rank, penalty)
    fit(1)
    for iterations in PEER_ITERATIONS:
        taken, predict = fit(iterations)
        prediction = np.asarray(predict(user, item), float)
        prediction = np.clip(np.where(np.isfinite(prediction), prediction, mean), low, high)
        rmse = np.sqrt(np.mean((prediction - rating) ** 2))
        print(f'{iterations} {taken:.4f} {rmse:.6f}', flush=True)


def output(command, library):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True,
                          env=environment())
    if done.returncode:
        errors = [line for line in done.stderr.splitlines() if line[:1].isalpha()]
        print(f'{library} left out: {errors[-1:]}', file=sys.stderr)
    return done.stdout if done.returncode == 0 else None


def java(name, *arguments):
    command = ['java', '-Dorg.slf4j.simpleLogger.defaultLogLevel=error', '-cp', classpath(),
               f'org.nmf4j.bench.{name}', *arguments]
    return output(command, 'nmf4j') or sys.exit(1)


def history(text):
    """Of each line the number of iterations, the seconds and the RMSE."""
    return [(int(i), float(s), float(e)) for i, s, e in map(str.split, text.splitlines())]


def nmf4j_history(kind, directory, size, rank, penalty, iterations=NMF4J_ITERATIONS):
    return history(java('RatingsFit', path('train', directory, size), path('test', directory, size),
                        rank, penalty, iterations, kind))


def peer_history(library, *arguments):
    text = output([sys.executable, os.path.abspath(__file__), 'peer', library, *arguments], library)
    return text and history(text)


def rmse_of(entry):
    return entry[2]


def ratio(ours, theirs):
    return f'{ours / theirs:.4f}' if ours and theirs else '-'


def table(histories, target):
    """One line a library: when it reaches the target, and its best."""
    hits = {library: next(((i, s) for i, s, e in history if e <= target), (None, None))
            for library, history in histories.items()}
    bests = {library: min(history, key=rmse_of) for library, history in histories.items()}
    own = [library for library in histories if library in NMF4J]
    quickest = min((hits[library][1] for library in own if hits[library][1]), default=None)
    lowest = min(rmse_of(bests[library]) for library in own)
    print(f'{"":18}{f"s to {target}":>12}{"iterations":>12}{"nmf4j / it":>12}'
          f'{"best RMSE":>12}{"iterations":>12}{"s":>10}{"nmf4j / it":>12}')
    for library, (iterations, taken) in hits.items():
        best = bests[library]
        print(f'{library:18}{f"{taken:.3f}" if taken else "never":>12}{iterations or "-":>12}'
              f'{ratio(quickest, taken):>12}{best[2]:12.4f}{best[0]:12}{best[1]:10.3f}'
              f'{ratio(lowest, best[2]):>12}', flush=True)
    return bests


def compare(directory, size, ranks, penalties, target, libraries):
    bests = {}
    for rank, penalty in itertools.product(ranks, penalties):
        words = directory, size, rank, penalty
        histories = {name: nmf4j_history(kind, *words) for name, kind in NMF4J.items()}
        histories |= {library: peer_history(library, *words) for library in libraries}
        print(f'\n{size}, rank {rank}, penalty {penalty} an observation')
        known = {library: history for library, history in histories.items() if history}
        for library, best in table(known, target).items():
            bests[f'{library}, rank {rank}, penalty {penalty}'] = rmse_of(best)
    ours = min((name for name in bests if name.startswith('nmf4j')), key=bests.get)
    theirs = min((name for name in bests if not name.startswith('nmf4j')), key=bests.get,
                 default=None) or sys.exit('no peer is installed')
    print(f'\nbest held-out RMSE: {bests[ours]:.4f} ({ours}), {bests[theirs]:.4f} ({theirs}), '
          f'ratio {bests[ours] / bests[theirs]:.4f}')


def scale(directory, small, large, rank, penalty):
    nanoseconds = {}
    for size in (small, large):
        with open(path('train', directory, size)) as file:
            count = sum(1 for _ in file) - 1
        passed = nmf4j_history('plain', directory, size, rank, penalty, SCALE_ITERATIONS)
        taken = (passed[-1][1] - passed[0][1]) / SCALE_ITERATIONS
        nanoseconds[size] = taken / count * 1e9
        print(f'{size}, rank {rank}: {taken:.4f} s an iteration, '
              f'{nanoseconds[size]:.1f} ns a rating', flush=True)
    print(f'ratio {nanoseconds[large] / nanoseconds[small]:.2f}')
    bare = float(java('Memory', 'bare'))
    peak = float(java('Memory', 'ratings', path('train', directory, large), rank,
                      penalty))
    print(f'{large}, rank {rank}: peak of {peak:.0f} MB resident, {peak - bare:.0f} MB more than '
          f'the {bare:.0f} MB of a small fit')


def arguments():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest='command', required=True)
    command = commands.add_parser('generate')
    command.add_argument('directory')
    command.add_argument('sizes', nargs='+', choices=SIZES)
    command = commands.add_parser('compare')
    command.add_argument('directory')
    command.add_argument('size')
    command.add_argument('--rank', dest='ranks', type=int, nargs='+', default=[20])
    command.add_argument('--penalty', dest='penalties', type=float, nargs='+', default=[0.05])
    command.add_argument('--target', type=float, default=0.788)
    command.add_argument('--peers', dest='libraries', nargs='+', choices=PEERS, default=list(PEERS))
    command = commands.add_parser('scale')
    command.add_argument('directory')
    command.add_argument('small')
    command.add_argument('large')
    command.add_argument('--rank', type=int, default=32)
    command.add_argument('--penalty', type=float, default=0.05)
    command = commands.add_parser('peer')
    command.add_argument('library', choices=PEERS)
    command.add_argument('directory')
    command.add_argument('size')
    command.add_argument('rank', type=int)
    command.add_argument('penalty', type=float)
    return vars(parser.parse_args())


if __name__ == '__main__':
    given = arguments()
    globals()[given.pop('command')](**given)
