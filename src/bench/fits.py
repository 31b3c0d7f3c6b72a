"""Whole fits of dense matrices: nmf4j and what others use, in turn.

    python3 -m venv target/peers
    target/peers/bin/pip install numpy jax scikit-learn
    ./mvnw -q -Pbench -DskipTests package
    target/peers/bin/python src/bench/fits.py

1000×1000 with one entry in ten missing: the seconds to 1.01 times the lowest RMSE that JAX finds by
projected Adam at three learning rates. Complete matrices of 1000×1000 and 6000×4000: the seconds to
the RMSE that scikit-learn's coordinate descent has after 200 iterations. All in single precision,
with rank 20, after a warm-up. A peer that is not installed is left out with a word on standard
error.
"""
import os
import subprocess
import sys
import tempfile
import time
import warnings

from dense import classpath, environment

RANK = 20
MISSING = (1000, 1000)
ITERATIONS = 200
LEARNING_RATES = (.03, .05, .1)
ADAM_STEPS = 1500
ADAM_EVERY = 10


def product(r, m, n):
    """Gamma factors with noise of 5 %, not below 0."""
    import numpy as np
    a = r.gamma(1, 1, (m, RANK)) @ r.gamma(1, 1, (RANK, n))
    return np.maximum(a * (1 + .05 * r.randn(m, n)), 0).astype(np.float32)


def missing_problem():
    import numpy as np
    r = np.random.RandomState(0)
    a = product(r, *MISSING)
    a[r.rand(*MISSING) < .1] = np.nan
    scale = np.sqrt(np.nanmean(a) / RANK)
    start = [scale * (.5 + r.rand(*shape)).astype(np.float32)
             for shape in ((MISSING[0], RANK), (RANK, MISSING[1]))]
    return a, start


def adam_histories(a, start):
    """Of each learning rate the seconds and the RMSE after every tenth step."""
    import jax
    import jax.numpy as jnp
    import numpy as np
    observed = ~np.isnan(a)
    mask, values = jnp.array(observed, jnp.float32), jnp.array(np.where(observed, a, 0))
    start, count = [jnp.array(x) for x in start], np.float32(observed.sum())
    gradient = jax.value_and_grad(
        lambda p: jnp.sqrt((((p[0] @ p[1] - values) * mask) ** 2).sum() / count))

    def steps(rate):
        @jax.jit
        def step(p, mean, square, i):
            loss, g = gradient(p)
            mean = [.9 * x + .1 * y for x, y in zip(mean, g)]
            square = [.999 * x + .001 * y * y for x, y in zip(square, g)]
            factor = rate * jnp.sqrt(1 - .999 ** i) / (1 - .9 ** i)
            p = [jnp.maximum(x - factor * y / (jnp.sqrt(z) + 1e-8), 0)
                 for x, y, z in zip(p, mean, square)]
            return p, mean, square, loss
        zeros = [jnp.zeros_like(x) for x in start]
        step(start, zeros, zeros, 1.)[3].block_until_ready()
        state, began = (start, zeros, zeros), time.perf_counter()
        for i in range(1, ADAM_STEPS + 1):
            *state, loss = step(*state, float(i))
            if i % ADAM_EVERY == 0:
                yield time.perf_counter() - began, float(loss)
    return {f'JAX Adam {rate}': list(steps(rate)) for rate in LEARNING_RATES}


def nmf4j_history(a):
    """Seconds and RMSE after each iteration."""
    import numpy as np
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, 'a.npy')
        np.save(file, a)
        done = subprocess.run(
            ['java', '-Dorg.slf4j.simpleLogger.defaultLogLevel=error', '-cp', classpath(),
             'org.nmf4j.bench.DenseFit', file, str(RANK), str(ITERATIONS)],
            capture_output=True, text=True, env=environment())
    if done.returncode:
        sys.exit(done.stderr)
    return [(float(seconds), float(rmse))
            for _, seconds, rmse in map(str.split, done.stdout.splitlines())]


def line(name, taken, lowest, ours):
    ratio = f'{ours / taken:.3f}' if taken and ours else '-'
    print(f'  {name:24}{f"{taken:.3f}" if taken else "never":>10}{lowest:16.5f}{ratio:>16}',
          flush=True)


def head(title):
    print(f'{title:26}{"seconds":>10}{"lowest RMSE":>16}{"nmf4j / it":>16}')


def first(history, target):
    return next((seconds for seconds, rmse in history if rmse <= target), None)


def lowest(history):
    return min(rmse for _, rmse in history)


def missing():
    a, start = missing_problem()
    histories = adam_histories(a, start)
    target = 1.01 * min(map(lowest, histories.values()))
    histories = {'nmf4j': nmf4j_history(a)} | histories
    times = {name: first(history, target) for name, history in histories.items()}
    m, n = MISSING
    head(f'{m}x{n}, to RMSE {target:.5f}')
    for name, history in histories.items():
        line(name, times[name], lowest(history), times['nmf4j'])


def coordinate_descent(a, start, iterations):
    """Seconds and RMSE of scikit-learn."""
    import numpy as np
    from sklearn.decomposition import NMF
    model = NMF(RANK, solver='cd', init=start, max_iter=iterations, tol=0, random_state=0)
    began = time.perf_counter()
    w = model.fit_transform(a)
    taken = time.perf_counter() - began
    return taken, float(np.sqrt(np.mean((a - w @ model.components_) ** 2)))


def complete(m, n):
    import numpy as np
    a = product(np.random.RandomState(0), m, n)
    coordinate_descent(a, 'nndsvd', 1)
    peers = {start: coordinate_descent(a, start, 200) for start in ('nndsvd', 'random')}
    ours = nmf4j_history(a)
    for start, (taken, rmse) in peers.items():
        head(f'{m}x{n}, to RMSE {rmse:.5f}')
        line('nmf4j', first(ours, rmse), lowest(ours), first(ours, rmse))
        line(f'scikit-learn {start}', taken, rmse, first(ours, rmse))


def main():
    warnings.filterwarnings('ignore', 'Maximum number of iterations')
    for measure, *shape in ((missing,), (complete, 1000, 1000), (complete, 6000, 4000)):
        try:
            measure(*shape)
        except ImportError as e:
            print(f'left out: {e}', file=sys.stderr)


if __name__ == '__main__':
    main()
