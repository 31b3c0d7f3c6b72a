"""One step of projected SGD on the masked RMSE, in nmf4j and in what others use, in turn.

    python3 -m venv target/peers
    target/peers/bin/pip install numpy autograd jax tensorflow-cpu torch
    ./mvnw -q -Pbench -DskipTests package
    target/peers/bin/python src/bench/dense.py

Each library runs in a process of its own, in three rounds; the median of the rounds counts. A peer
that fails, or is not installed, is left out with a word on standard error. The last line compares
whole processes: the 4×3 problem, 10,000 steps.
"""
import os
import statistics
import subprocess
import sys
import time

ROUNDS = 3
SIZES = [(4, 3, 2, 'd'), (1000, 1000, 20, 'f'), (6000, 4000, 20, 'f')]
STEPS = {
    'nmf4j': {4: 20000, 1000: 300, 6000: 10},
    'numpy': {4: 5000, 1000: 100, 6000: 8},
    'jax': {4: 5000, 1000: 100, 6000: 8},
    'tensorflow': {4: 2000, 1000: 100, 6000: 8},
    'torch': {4: 2000, 1000: 50, 6000: 3},
    'autograd': {4: 2000, 1000: 3, 6000: 1},
}
PROJECT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def blocks(run, steps):
    """Milliseconds a step: a warm-up, then the median of five blocks."""
    run(max(1, steps // 2))
    times = []
    for _ in range(5):
        start = time.perf_counter()
        run(steps)
        times.append((time.perf_counter() - start) / steps * 1e3)
    return statistics.median(times)


def problem(m, n, k, kind):
    import numpy as np
    dtype = np.float64 if kind == 'd' else np.float32
    r = np.random.default_rng(0)
    a = (r.random((m, k)) @ r.random((k, n))).astype(dtype)
    mask = (r.random((m, n)) < 0.9).astype(dtype)
    return a * mask, mask, r.random((m, k)).astype(dtype), r.random((k, n)).astype(dtype)


def numpy_steps(a, mask, w, h, steps):
    import numpy as np
    dtype, count = a.dtype.type, mask.sum()
    rate = dtype(0.01)

    def run(number):
        for _ in range(number):
            d = w @ h
            d -= a
            d *= mask
            loss = np.sqrt((d.ravel() @ d.ravel()) / count)
            scale = dtype(rate / (count * loss))
            gw, gh = d @ h.T, w.T @ d
            np.subtract(w, scale * gw, out=w)
            np.subtract(h, scale * gh, out=h)
            np.maximum(w, 0, out=w)
            np.maximum(h, 0, out=h)
    return blocks(run, steps)


def autograd_steps(a, mask, w, h, steps):
    import autograd.numpy as anp
    from autograd import grad
    observed = mask > 0
    state = [w, h]

    def cost(w, h):
        return anp.sqrt((((anp.dot(w, h) - a)[observed].flatten()) ** 2).mean(axis=None))
    gradient = grad(cost, (0, 1))

    def run(number):
        for _ in range(number):
            gw, gh = gradient(*state)
            state[0] = state[0] - gw * a.dtype.type(0.01)
            state[1] = state[1] - gh * a.dtype.type(0.01)
            state[0][state[0] < 0] = 0
            state[1][state[1] < 0] = 0
    return blocks(run, steps)


def jax_steps(a, mask, w, h, steps):
    import jax
    jax.config.update('jax_enable_x64', a.dtype.itemsize == 8)
    import jax.numpy as jnp
    a, mask, count = jnp.array(a), jnp.array(mask), mask.sum()

    def cost(p):
        return jnp.sqrt((((p[0] @ p[1] - a) * mask) ** 2).sum() / count)

    def step(p):
        loss, g = jax.value_and_grad(cost)(p)
        return [jnp.maximum(x - 0.01 * y, 0) for x, y in zip(p, g)], loss
    step = jax.jit(step, donate_argnums=0)
    state = [[jnp.array(w), jnp.array(h)]]

    def run(number):
        for _ in range(number):
            state[0], loss = step(state[0])
        loss.block_until_ready()
    return blocks(run, steps)


def tensorflow_steps(a, mask, w, h, steps):
    import tensorflow as tf
    tf.config.threading.set_intra_op_parallelism_threads(2)
    count = tf.constant(mask.sum())
    w, h, a, mask = tf.Variable(w), tf.Variable(h), tf.constant(a), tf.constant(mask)

    @tf.function
    def step():
        with tf.GradientTape() as tape:
            loss = tf.sqrt(tf.reduce_sum(tf.square((w @ h - a) * mask)) / count)
        gw, gh = tape.gradient(loss, [w, h])
        w.assign(tf.maximum(w - 0.01 * gw, 0))
        h.assign(tf.maximum(h - 0.01 * gh, 0))
        return loss

    def run(number):
        for _ in range(number):
            loss = step()
        loss.numpy()
    return blocks(run, steps)


def torch_steps(a, mask, w, h, steps):
    import torch
    torch.set_num_threads(2)
    count = float(mask.sum())
    w, h = torch.tensor(w, requires_grad=True), torch.tensor(h, requires_grad=True)
    a, mask = torch.tensor(a), torch.tensor(mask)
    optimizer = torch.optim.SGD([w, h], lr=0.01)

    def run(number):
        for _ in range(number):
            optimizer.zero_grad()
            loss = torch.sqrt((((w @ h - a) * mask) ** 2).sum() / count)
            loss.backward()
            optimizer.step()
            with torch.no_grad():
                w.clamp_(min=0)
                h.clamp_(min=0)
    return blocks(run, steps)


def classpath():
    lib = os.path.join(PROJECT, 'target', 'nmf4j', 'lib', '*')
    return os.pathsep.join([os.path.join(PROJECT, 'target', 'test-classes'), lib])


def environment(**more):
    """Every library chooses its kernels by itself."""
    variables = dict(os.environ, TF_CPP_MIN_LOG_LEVEL='3', **more)
    for name in ('OPENBLAS_CORETYPE', 'OPENBLAS_L2_SIZE'):
        variables.pop(name, None)
    return variables


def measure(library, m, n, k, kind):
    steps = STEPS[library][m]
    if library == 'nmf4j':
        command = ['java', '-Xmx1g', '-Dorg.slf4j.simpleLogger.defaultLogLevel=error', '-cp',
                   classpath(), 'org.nmf4j.bench.DenseStep']
    else:
        command = [sys.executable, os.path.abspath(__file__), library]
    words = command + [str(x) for x in (m, n, k, steps, kind)]
    done = subprocess.run(words, capture_output=True, text=True,
                          env=environment(OMP_NUM_THREADS='2'))
    if done.returncode == 0:
        return float(done.stdout.split()[-1])
    if library == 'nmf4j':
        sys.exit(done.stderr)
    print(f'{library} left out: {done.stderr.strip().splitlines()[-1:]}', file=sys.stderr)
    return None


AUTOGRAD_SCRIPT = """
import autograd.numpy as np
from autograd import grad
A = np.array([[np.nan, 4, 5], [4, 4, 5], [5, 3, 4], [2, 3, 3]])
mask = ~np.isnan(A)
np.random.seed(0)
W, H = np.abs(np.random.randn(4, 2)), np.abs(np.random.randn(2, 3))
def cost(W, H):
    return np.sqrt(((np.dot(W, H) - A)[mask].flatten() ** 2).mean(axis=None))
gradient = grad(cost, (0, 1))
for i in range(10000):
    if i % 1000 == 0:
        print(i, cost(W, H))
    gW, gH = gradient(W, H)
    W, H = W - 0.01 * gW, H - 0.01 * gH
    W[W < 0] = 0
    H[H < 0] = 0
print(np.round(W @ H))
"""


def seconds(command):
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, env=environment())
    return time.perf_counter() - start


def whole_processes():
    example = os.path.join(PROJECT, 'src', 'main', 'launcher', 'example.csv')
    ours = [os.path.join(PROJECT, 'target', 'nmf4j', 'bin', 'nmf4j'), 'factorize', example,
            '--rank', '2', '--updater', 'sgd:0.01', '--iterations', '10000', '--every', '1000']
    theirs = [sys.executable, '-c', AUTOGRAD_SCRIPT]
    seconds(ours), seconds(theirs)
    pairs = [(seconds(ours), seconds(theirs)) for _ in range(5)]
    a, b = (statistics.median(side) for side in zip(*pairs))
    print(f'whole process, 4x3, 10,000 steps: nmf4j {a:.2f} s, Autograd {b:.2f} s, '
          f'ratio {statistics.median(x / y for x, y in pairs):.2f}')


def main():
    print(f'{"ms a step":24}' + ''.join(f'{lib:>12}' for lib in STEPS)
          + '   nmf4j / fastest peer', flush=True)
    for m, n, k, kind in SIZES:
        rounds = [{lib: measure(lib, m, n, k, kind) for lib in STEPS} for _ in range(ROUNDS)]
        times = {lib: statistics.median(r[lib] for r in rounds)
                 for lib in STEPS if None not in [r[lib] for r in rounds]}
        fastest = min((lib for lib in times if lib != 'nmf4j'), key=times.get, default=None)
        if fastest is None:
            sys.exit('no peer is installed')
        size = f'{m}x{n} k={k} {"double" if kind == "d" else "single"}'
        print(f'{size:24}'
              + ''.join(f'{times[lib]:12.4f}' if lib in times else f'{"-":>12}' for lib in STEPS)
              + f'   {times["nmf4j"] / times[fastest]:.2f} ({fastest})', flush=True)
    whole_processes()


if __name__ == '__main__':
    if len(sys.argv) == 1:
        main()
    else:
        m, n, k, steps = map(int, sys.argv[2:6])
        print(globals()[sys.argv[1] + '_steps'](*problem(m, n, k, sys.argv[6]), steps))
