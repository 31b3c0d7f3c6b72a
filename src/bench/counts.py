"""Sparse counts whose zeros count: nmf4j, and scikit-learn's multiplicative updates on CSR.

    python3 -m venv target/peers
    target/peers/bin/pip install numpy scipy scikit-learn
    ./mvnw -q -Pbench -DskipTests package
    target/peers/bin/python src/bench/counts.py [small] [large]

small is 400×4,000 with 60,000 non-zeros, rank 20, by the Kullback-Leibler divergence: the seconds
that nmf4j takes from random factors and from nndsvd, in a JVM that has fitted once before, to the
mean divergence that scikit-learn reaches by 200 updates from nndsvda, beside the seconds of these.
The divergences are computed here, over all entries.

large is 20,000×50,000, rank 50, by kl and rmse: the seconds of an iteration with 500,000,
1,000,000 and 2,000,000 non-zeros, and the peak of resident memory in excess of a fit of a 4×3
matrix, in a JVM with -Xmx1g -Xmn64m.
"""
import os
import subprocess
import sys
import tempfile
import time

from dense import classpath, environment

UPDATES = 200
SEEDS = 3


def counts(m, n, rank, nonzeros):
    """Counts of a product of gamma factors, in places drawn by it: words in documents of topics."""
    import numpy as np
    import scipy.sparse as sp
    r = np.random.default_rng(7)
    w = r.gamma(.2, 1, (m, rank)) * r.gamma(1, 1, (m, 1))
    h = r.gamma(.1, 1, (rank, n))
    topic = np.cumsum(w / w.sum(1, keepdims=True), 1)
    words = np.cumsum(h / h.sum(1, keepdims=True), 1)
    total = w.sum(1).cumsum() / w.sum()
    a = sp.csr_matrix((m, n))
    while a.nnz < nonzeros:
        drawn = int(1.3 * (nonzeros - a.nnz)) + 1000
        row = np.searchsorted(total, r.random(drawn)).clip(0, m - 1)
        k = (topic[row] < r.random((drawn, 1))).sum(1).clip(0, rank - 1)
        column = np.empty(drawn, int)
        for t in range(rank):
            of = k == t
            column[of] = np.searchsorted(words[t], r.random(of.sum())).clip(0, n - 1)
        a = a + sp.csr_matrix((np.ones(drawn), (row, column)), (m, n))
    a = a.tocoo()
    kept = r.permutation(a.nnz)[:nonzeros]
    return sp.csr_matrix((a.data[kept], (a.row[kept], a.col[kept])), (m, n))


def divergence(a, w, h):
    """The mean of a·log(a/p) − a + p over all entries."""
    import numpy as np
    a = a.tocoo()
    p = np.einsum('ij,ij->i', w[a.row], h.T[a.col]) + 1e-300
    return (a.data * np.log(a.data / p) - a.data).sum() / np.prod(a.shape) \
        + w.sum(0) @ h.sum(1) / np.prod(a.shape)


def run(directory, a, *words, heap=('-Xmx2g',)):
    import scipy.sparse as sp
    file = os.path.join(directory, 'a.npz')
    sp.save_npz(file, a)
    command = ['java', *heap, '-Dorg.slf4j.simpleLogger.defaultLogLevel=error', '-cp', classpath(),
               'org.nmf4j.bench.SparseFit', file, *(str(word) for word in words)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment())
    if done.returncode != 0:
        raise RuntimeError(done.stderr.strip().splitlines()[-1])
    lines = [line.split() for line in done.stdout.splitlines() if line[:1].isdigit()]
    peak = [int(line.split()[1]) for line in done.stdout.splitlines() if line.startswith('peak')]
    return [(int(seed), float(s), float(f)) for seed, s, f in lines], peak[0]


def small(directory):
    import warnings
    import numpy as np
    from sklearn.decomposition import NMF
    warnings.simplefilter('ignore')
    a = counts(400, 4000, 20, 60_000)
    model = NMF(20, init='nndsvda', solver='mu', beta_loss='kullback-leibler', max_iter=UPDATES,
                tol=0, random_state=0)
    model.fit_transform(a)
    started = time.perf_counter()
    w = model.fit_transform(a)
    seconds = time.perf_counter() - started
    value = divergence(a, w, model.components_)
    print(f'scikit-learn  {seconds:.2f} s  mean kl {value:.6f}')
    for start in (), ('nndsvd',):
        history, _ = run(directory, a, 20, 'kl', 'zero', 0, 0, SEEDS, 1, *start)
        for seed in range(SEEDS):
            mine = [(s, f) for number, s, f in history if number == seed]
            own = divergence(a, *(np.load(os.path.join(directory, f'{x}{seed}.npy')) for x in 'wh'))
            to = [s for s, f in mine if f <= value]
            print(f'nmf4j {" ".join(start) or "random"} seed {seed}  {mine[-1][0]:.2f} s for '
                  f'{len(mine) - 1} iterations, mean kl {own:.6f}; to it '
                  + (f'{to[0]:.3f} s, 1/{seconds / to[0]:.1f}' if to else 'never'), flush=True)


def large(directory):
    import numpy as np
    command = ['java', '-Xmx1g', '-Xmn64m', '-cp', classpath(), 'org.nmf4j.bench.Memory', 'bare']
    bare = int(float(subprocess.run(command, capture_output=True, text=True,
                                    env=environment()).stdout.split()[-1]))
    whole = counts(20_000, 50_000, 50, 2_000_000)
    for loss in 'kl', 'rmse':
        for part in 4, 2, 1:
            a = whole.tocoo()
            kept = np.random.default_rng(1).permutation(a.nnz)[:a.nnz // part]
            a = type(a)((a.data[kept], (a.row[kept], a.col[kept])), a.shape).tocsr()
            history, peak = run(directory, a, 50, loss, 'zero', 0, 6, 1, 0,
                                heap=('-Xmx1g', '-Xmn64m'))
            steps = np.diff([s for _, s, _ in history])
            print(f'{loss:5} {a.nnz:9,} non-zeros  {np.median(steps[1:]):.2f} s an iteration, '
                  f'peak {peak} MB, {peak - bare} MB beyond {bare}', flush=True)


if __name__ == '__main__':
    with tempfile.TemporaryDirectory() as temporary:
        for name in sys.argv[1:] or ('small', 'large'):
            {'small': small, 'large': large}[name](temporary)
