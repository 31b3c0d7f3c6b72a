"""Implicit feedback: alternating least squares by nmf4j and by the Python package implicit, in turn.

    python3 -m venv target/peers
    target/peers/bin/pip install numpy scipy implicit
    ./mvnw -q -Pbench -DskipTests package
    target/peers/bin/python src/bench/feedback.py

A million clicks are made from a seed: users and items are popular by a power law, and like each
other by the product of gamma factors; a tenth, of distinct places, is held out. Both fit k=64, 15
iterations, weights 40·r beside 1 for zeros, λ=10 beside the sum of losses, on two threads: implicit
by three steps of conjugate gradients a row, its default; nmf4j by non-negative factors and by
factors of any sign, after one fit to warm up. Counted are the seconds of the fit alone; the ratio is
to implicit's. NDCG@10 is that of the users' held-out items among all that they have not clicked,
computed here by the same lines.
"""
import os
import tempfile
import time

from counts import run

USERS, ITEMS, CLICKS, RANK, ITERATIONS, ALPHA, LAMBDA = 30_000, 10_000, 1_000_000, 64, 15, 40, 10
RUNS = 3


def clicks():
    """Train and test, users×items."""
    import numpy as np
    import scipy.sparse as sp
    r = np.random.default_rng(7)
    w, h = r.gamma(.3, 1, (USERS, 20)), r.gamma(.3, 1, (ITEMS, 20))
    drawn = 12 * CLICKS
    user = (USERS * r.random(drawn) ** 2).astype(np.int64)
    item = (ITEMS * r.random(drawn) ** 2).astype(np.int64)
    liked = np.concatenate([(w[user[i:i + 10**6]] * h[item[i:i + 10**6]]).sum(1)
                            for i in range(0, drawn, 10**6)])
    kept = r.random(drawn) < liked * CLICKS / liked.sum()
    a = sp.csr_matrix((np.ones(kept.sum()), (user[kept], item[kept])), (USERS, ITEMS)).tocoo()
    test = r.random(a.nnz) < .1
    parts = [sp.csr_matrix((a.data[of], (a.row[of], a.col[of])), a.shape) for of in (~test, test)]
    return parts


def ndcg(w, h, train, test, n=10):
    """The mean over users with test items."""
    import numpy as np
    gains, found = 1 / np.log2(np.arange(2, n + 2)), []
    users = np.flatnonzero(np.diff(test.indptr))
    for some in np.array_split(users, max(1, len(users) // 1000)):
        scores = w[some] @ h
        for place, user in enumerate(some):
            scores[place, train.indices[train.indptr[user]:train.indptr[user + 1]]] = -np.inf
        top = np.argpartition(-scores, n, 1)[:, :n]
        top = np.take_along_axis(top, np.argsort(-np.take_along_axis(scores, top, 1), 1), 1)
        for place, user in enumerate(some):
            relevant = test.indices[test.indptr[user]:test.indptr[user + 1]]
            found.append(gains[np.isin(top[place], relevant)].sum() / gains[:len(relevant)].sum())
    return np.mean(found)


def peer(train):
    from implicit.als import AlternatingLeastSquares
    import numpy as np
    seconds = []
    for _ in range(RUNS):
        model = AlternatingLeastSquares(factors=RANK, regularization=LAMBDA, alpha=ALPHA,
                                        iterations=ITERATIONS, num_threads=2, random_state=0)
        started = time.perf_counter()
        model.fit(train, show_progress=False)
        seconds.append(time.perf_counter() - started)
    return np.array(model.user_factors), np.array(model.item_factors).T, seconds


def main():
    os.environ.setdefault('OPENBLAS_NUM_THREADS', '1')
    import numpy as np
    train, test = clicks()
    print(f'{train.nnz} places clicked, {test.nnz} held out')
    with tempfile.TemporaryDirectory() as directory:
        w, h, seconds = peer(train)
        base = np.median(seconds)
        print(f'implicit {base:.2f} s  NDCG@10 {ndcg(w, h, train, test):.4f}', flush=True)
        # implicit's weights are α·r for clicks beside 1 for others: 1 + (α − 1)·r here.
        for name, alpha in ('nmf4j', ALPHA - 1), ('nmf4j, any sign', 1 - ALPHA):
            history, _ = run(directory, train, RANK, 'mse', alpha, LAMBDA, ITERATIONS, RUNS, 1)
            seconds = [max(s for number, s, _ in history if number == seed) for seed in range(RUNS)]
            w, h = (np.load(os.path.join(directory, f'{x}{RUNS - 1}.npy')) for x in 'wh')
            print(f'{name} {np.median(seconds):.2f} s, {np.median(seconds) / base:.2f} of it  '
                  f'NDCG@10 {ndcg(w, h, train, test):.4f}', flush=True)


if __name__ == '__main__':
    main()
