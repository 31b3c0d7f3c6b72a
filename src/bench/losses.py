"""Other losses than squared error: nmf4j and what others use, in turn.

    python3 -m venv target/peers
    target/peers/bin/pip install numpy scipy scikit-learn matplotlib
    ./mvnw -q -Pbench -DskipTests package
    target/peers/bin/python src/bench/losses.py [--picture losses.png] [problem ...]

scikit-learn makes 200 multiplicative updates (tol=0), for huber and mae SciPy's L-BFGS-B lowers a
smoothed form; nmf4j does what it does by itself, in double and in single precision, in a JVM that
has fitted once before. The values are the mean loss of an entry, computed here from the factors for
all of them: of some seeds in turn the lowest, after the seconds of all. "to it" are the seconds
that nmf4j takes to a peer's value, "/ it" ratios of nmf4j's value and seconds to the peer's.
CLASSES is the class path of another nmf4j than the one in target. A peer that is not installed is
left out with a word on standard error.
"""
import argparse
import os
import subprocess
import sys
import tempfile
import time
import warnings
from dataclasses import dataclass
from typing import Callable

from dense import classpath, environment

UPDATES = 200
SEEDS = 5
DELTA = .1
WIDTHS = (.1, .01, .001)
LBFGS_ITERATIONS = 150


@dataclass
class Problem:
    data: Callable
    rank: int
    loss: str
    peers: dict
    seeds: int = 1
    has_lambda: bool = False


def counts(m, n, rank, shape, mean):
    """Poisson counts whose expectations are a product of gamma factors."""
    import numpy as np
    r = np.random.default_rng(7)
    expected = r.gamma(shape, 1, (m, rank)) @ r.gamma(shape, 1, (rank, n))
    return r.poisson(expected * (mean / expected.mean())).astype(float)


def spectrogram(frequencies, times, notes):
    """The power of notes with harmonics, each now loud and now silent, times exponential noise."""
    import numpy as np
    r = np.random.default_rng(7)
    f, power = np.arange(frequencies), np.full((frequencies, times), 1e-3)
    for _ in range(notes):
        pitch = r.uniform(3, frequencies / 6)
        tone = sum(np.exp(-.5 * ((f - h * pitch) / 1.5) ** 2) / h ** 1.5 for h in range(1, 8))
        beat = np.sin(np.arange(times) / r.uniform(3, 12) + r.uniform(0, 6)) > 0
        loudness = np.abs(r.normal(size=times)) * beat + .01
        power += r.uniform(.1, 5) * np.outer(tone + 1e-4, loudness)
    return power * r.exponential(size=power.shape) + 1e-12


def outliers(m, n, rank):
    """A product of gamma factors with noise of 5 %; one entry in twenty is something else."""
    import numpy as np
    r = np.random.default_rng(7)
    a = r.gamma(1, 1, (m, rank)) @ r.gamma(1, 1, (rank, n)) / rank
    a = np.maximum(a * (1 + .05 * r.normal(size=a.shape)), 0)
    return np.where(r.random(a.shape) < .05, r.uniform(0, 10 * a.mean(), a.shape), a)


def beta(loss):
    named = {'kl': 1, 'is': 0}
    return named[loss] if loss in named else float(loss.removeprefix('beta:'))


def value(loss, a, p):
    """The mean loss of an entry."""
    import numpy as np
    from scipy.special import xlogy
    size = np.abs(p - a)
    if loss == 'mae':
        return size.mean()
    if loss.startswith('huber'):
        q = np.minimum(size, DELTA)
        return (q * (size - q / 2)).mean()
    b = beta(loss)
    if b == 1:
        return (xlogy(a, a) - xlogy(a, p) - a + p).mean()
    if b == 0:
        return (a / p - np.log(a / p) - 1).mean()
    power = p ** (b - 1)
    return ((a ** b + (b - 1) * power * p - b * a * power) / (b * (b - 1))).mean()


def multiplicative_updates(start, as_sparse=False):
    """scikit-learn: of each seed the seconds and the value."""
    def fits(problem, a):
        from scipy.sparse import csr_matrix
        from sklearn.decomposition import NMF
        data = csr_matrix(a) if as_sparse else a

        def fit(iterations, seed):
            model = NMF(problem.rank, solver='mu', beta_loss=beta(problem.loss), init=start,
                        max_iter=iterations, tol=0, random_state=seed)
            began = time.perf_counter()
            w = model.fit_transform(data)
            taken = time.perf_counter() - began
            return taken, value(problem.loss, a, w @ model.components_)
        fit(2, 0)
        return [fit(UPDATES, seed) for seed in range(problem.seeds)]
    return fits


def smoothed(loss, r, width):
    """The sum of the losses of errors r, rounded off at their edges, and its slopes."""
    import numpy as np
    root = np.sqrt(r * r + width * width)
    if loss == 'mae':
        return root.sum(), r / root
    q = np.minimum(np.abs(r), DELTA)
    return (q * (np.abs(r) - q / 2)).sum(), np.clip(r, -DELTA, DELTA)


def lbfgs(problem, a):
    """SciPy's L-BFGS-B from a random start, under mae with an ever sharper edge."""
    import numpy as np
    from scipy.optimize import minimize
    (m, n), k = a.shape, problem.rank
    r = np.random.default_rng(0)
    loss = problem.loss.partition(':')[0]
    x = np.sqrt(a.mean() / k) * r.uniform(.5, 1.5, (m + n) * k)

    def function(x, width):
        w, h = x[:m * k].reshape(m, k), x[m * k:].reshape(k, n)
        total, slopes = smoothed(loss, w @ h - a, width)
        gradient = np.concatenate([(slopes @ h.T).ravel(), (w.T @ slopes).ravel()])
        return total / a.size, gradient / a.size
    began = time.perf_counter()
    for width in WIDTHS if loss == 'mae' else WIDTHS[:1]:
        x = minimize(function, x, args=(width * a.mean(),), jac=True, method='L-BFGS-B',
                     bounds=[(0, None)] * x.size,
                     options={'maxiter': LBFGS_ITERATIONS, 'maxfun': 10 * LBFGS_ITERATIONS,
                              'ftol': 1e-12, 'gtol': 0}).x
    taken = time.perf_counter() - began
    return [(taken, value(problem.loss, a, x[:m * k].reshape(m, k) @ x[m * k:].reshape(k, n)))]


def nmf4j(problem, a, loss=None, kind='DOUBLE'):
    """Of each seed the seconds and objectives of its iterations, and the value of its factors."""
    import numpy as np
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, 'a.npy')
        np.save(file, a)
        done = subprocess.run(
            ['java', '-Xmx2g', '-Dorg.slf4j.simpleLogger.defaultLogLevel=error', '-cp',
             os.environ.get('CLASSES') or classpath(), 'org.nmf4j.bench.LossFit', file, kind,
             str(problem.rank), loss or problem.loss, str(problem.seeds)],
            capture_output=True, text=True, env=environment())
        if done.returncode:
            sys.exit(done.stderr)
        fits = [([], value(problem.loss, a, factor(folder, 'w', seed) @ factor(folder, 'h', seed)))
                for seed in range(problem.seeds)]
    # Whatever else is printed, an iteration's line has three words.
    for words in map(str.split, done.stdout.splitlines()):
        if len(words) == 3 and words[0].isdigit():
            fits[int(words[0])][0].append((float(words[1]), float(words[2])))
    return fits


def factor(folder, name, seed):
    import numpy as np
    return np.load(os.path.join(folder, f'{name}{seed}.npy')).astype(float)


def one_after_the_other(fits):
    """One history of all seeds."""
    history, before = [], 0
    for iterations, _ in fits:
        history += [(before + seconds, objective) for seconds, objective in iterations]
        before += iterations[-1][0]
    return history


def line(name, lowest, seconds, ratio='', to_it='', time_ratio=''):
    print(f'  {name:30}{lowest:14.7g}{seconds:10.3f}{ratio:>12}{to_it:>10}{time_ratio:>10}',
          flush=True)


def compare(name, problem, picture):
    a = problem.data()
    peers = {}
    for peer, fits in problem.peers.items():
        try:
            peers[peer] = fits(problem, a)
        except ImportError as e:
            print(f'{peer} left out: {e}', file=sys.stderr)
    ours = nmf4j(problem, a)
    history = one_after_the_other(ours)
    lowest = min(found for _, found in ours)
    m, n = a.shape
    print(f'{f"{name}, {m}x{n}, k={problem.rank}":32}{"value":>14}{"seconds":>10}{"nmf4j / it":>12}'
          f'{"to it":>10}{"/ it":>10}')
    line('nmf4j', lowest, history[-1][0])
    for peer, fits in peers.items():
        seconds, target = sum(taken for taken, _ in fits), min(found for _, found in fits)
        ours_to_it = next((s for s, objective in history if objective <= target), None)
        line(peer, target, seconds, f'{lowest / target:.5f}',
             f'{ours_to_it:.3f}' if ours_to_it else 'never',
             f'{ours_to_it / seconds:.3f}' if ours_to_it else '-')
    for other, words in (('single precision', {'kind': 'FLOAT'}),) + (
            (('as a lambda', {'loss': 'lambda'}),) if problem.has_lambda else ()):
        fits = nmf4j(problem, a, **words)
        found = min(found for _, found in fits)
        line(f'nmf4j, {other}', found, one_after_the_other(fits)[-1][0], f'{lowest / found:.5f}')
    if picture:
        picture.add(f'{name}, {m}x{n}, k={problem.rank}', ours, peers)


class Picture:
    """Value against seconds, a part for each problem."""

    def __init__(self, file):
        self.file = file
        self.parts = []

    def add(self, *part):
        self.parts.append(part)

    def save(self):
        import matplotlib
        matplotlib.use('Agg')
        from matplotlib import pyplot, ticker
        columns = min(4, len(self.parts))
        rows = -(-len(self.parts) // columns)
        figure, axes = pyplot.subplots(rows, columns, figsize=(4.5 * columns, 3.4 * rows),
                                       squeeze=False)
        for ax in axes.flat[len(self.parts):]:
            ax.remove()
        for ax, (title, ours, peers) in zip(axes.flat, self.parts):
            for seed, (iterations, _) in enumerate(ours):
                ax.plot(*zip(*iterations), color='C0', linewidth=1,
                        label='' if seed else 'nmf4j')
            for number, (peer, fits) in enumerate(peers.items(), 1):
                ax.plot(*zip(*fits), 'x', color=f'C{number}', label=peer)
            values = [found for fits in (ours, *peers.values()) for _, found in fits]
            margin = max(values) - min(values)
            ax.set_ylim(min(values) - .2 * margin, max(values) + margin)
            ax.set_xscale('log')
            ax.xaxis.set_major_locator(ticker.LogLocator(subs=(1, 3)))
            ax.xaxis.set_major_formatter(ticker.FormatStrFormatter('%g'))
            ax.xaxis.set_minor_formatter(ticker.NullFormatter())
            ax.set_title(title, fontsize=9)
            ax.legend(fontsize=7)
        figure.supxlabel('seconds')
        figure.supylabel('mean loss of an entry')
        figure.tight_layout()
        figure.savefig(self.file, dpi=120)


def problems():
    nndsvda = {'scikit-learn': multiplicative_updates('nndsvda')}
    random = {'scikit-learn': multiplicative_updates('random')}
    all_problems = {
        'counts': Problem(lambda: counts(1000, 1000, 10, .5, 5), 10, 'kl', nndsvda),
        'sparse': Problem(
            lambda: counts(400, 4000, 20, .1, .06), 20, 'kl',
            nndsvda | {'scikit-learn, CSR': multiplicative_updates('nndsvda', True)}),
        'lambda': Problem(lambda: counts(200, 100, 5, .5, 5), 5, 'kl', nndsvda, has_lambda=True),
    }
    for loss in ('is', 'beta:0.5', 'beta:1.5', 'beta:2.5'):
        for m, n in ((129, 63), (513, 400)):
            for k in (4, 10):
                all_problems[f'{loss} {m} {k}'] = Problem(
                    lambda m=m, n=n, k=k: spectrogram(m, n, k), k, loss, random, SEEDS)
    for loss in (f'huber:{DELTA}', 'mae'):
        all_problems[loss] = Problem(
            lambda: outliers(1000, 1000, 10), 10, loss, {'SciPy L-BFGS-B': lbfgs})
    return all_problems


def main():
    all_problems = problems()
    parser = argparse.ArgumentParser(description=__doc__.partition('\n')[0])
    parser.add_argument('--picture', help='a PNG file to draw')
    parser.add_argument('problem', nargs='*', help=f'of {", ".join(all_problems)}; all by default')
    words = parser.parse_args()
    warnings.filterwarnings('ignore', 'Maximum number of iterations')
    picture = Picture(words.picture) if words.picture else None
    for name in words.problem or all_problems:
        compare(name, all_problems[name], picture)
    if picture:
        picture.save()


if __name__ == '__main__':
    main()
