"""Whether all configurations of bench/Bits have the same bits in all surroundings.

    ./mvnw -q -Pbench -DskipTests package
    python3 src/bench/bits.py

A process each for OMP_NUM_THREADS unset, 1, 2 and 8, one processor, and 1, 2, 3 and 8 threads; what
differs is named.
"""
import os
import subprocess
import sys

PROJECT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SURROUNDINGS = [  # OMP_NUM_THREADS, threads of a fit, processors
    ('1', 1, None), (None, 2, None), (None, 1, None), ('1', 2, None), ('2', 3, None),
    ('8', 8, None), (None, 2, '0')]


def digests(openmp, threads, processors):
    lib = os.path.join(PROJECT, 'target', 'nmf4j', 'lib', '*')
    classes = os.environ.get('CLASSES') or os.pathsep.join(
        [os.path.join(PROJECT, 'target', 'test-classes'), lib])
    environment = dict(os.environ)
    environment.pop('OMP_NUM_THREADS', None)
    if openmp:
        environment['OMP_NUM_THREADS'] = openmp
    command = ['taskset', '-c', processors] if processors else []
    command += ['java', '-Xmx1g', '-Dorg.slf4j.simpleLogger.defaultLogLevel=error', '-cp',
                classes, 'org.nmf4j.bench.Bits', str(threads)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    if done.returncode != 0:
        sys.exit(done.stderr)
    return dict(line.rsplit(': ', 1) for line in done.stdout.splitlines() if ': ' in line)


def main():
    first = digests(*SURROUNDINGS[0])
    different = set()
    for surroundings in SURROUNDINGS[1:]:
        now = digests(*surroundings)
        others = [name for name in first if now.get(name) != first[name]]
        different.update(others)
        openmp, threads, processors = surroundings
        print(f'OMP_NUM_THREADS {openmp or "unset"}, {threads} threads, '
              f'processors {processors or "all"}: {len(others)} of {len(first)} differ', flush=True)
        for name in others:
            print(f'  {name}')
    sys.exit(1 if different else 0)


if __name__ == '__main__':
    main()
