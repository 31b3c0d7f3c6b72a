"""Writes truncated_normal.json: moments of normal distributions cut off below 0, and the rational
function by which org.nmf4j.internal.rows.TruncatedNormal computes them.

For X ~ N(z, 1) given X >= 0: its mean, its variance, log P(N(z, 1) >= 0), and its differential
entropy, from the complementary error function at 400 digits, in which nothing cancels. The rational
function interpolates e, where E[X] = 1/(e - z), for z <= 0 at Chebyshev nodes of -z/(3 - z).

Usage: python truncated_normal.py > truncated_normal.json
Needs mpmath; the version that was used is in the file.
"""

import json
import platform

import mpmath
from mpmath import cos, erfc, exp, log, lu_solve, matrix, mpf, pi, polyval, sqrt

DEGREE, MIDDLE = 12, 3


def density(z):
    return exp(-z * z / 2) / sqrt(2 * pi)


def mills_ratio(a):
    """P(N(0, 1) >= a) / density(a), for a >= 0, far out by Laplace's continued fraction."""
    if a < 100:
        return erfc(a / sqrt(2)) / 2 / density(a)
    tail = mpf(0)
    for k in range(200, 0, -1):
        tail = k / (a + tail)
    return 1 / (a + tail)


def moments(z):
    z = mpf(z)
    if z <= 0:
        hazard = 1 / mills_ratio(-z)
        log_normaliser = -z * z / 2 - log(2 * pi) / 2 - log(hazard)
    else:
        above = 1 - density(z) * mills_ratio(z)
        hazard, log_normaliser = density(z) / above, log(above)
    return {
        "z": float(z),
        "mean": float(z + hazard),
        "variance": float(1 - hazard * (z + hazard)),
        "logNormaliser": float(log_normaliser),
        "entropy": float(log_normaliser + (1 + log(2 * pi) - z * hazard) / 2),
    }


def rest(a):
    return 1 / (1 / mills_ratio(a) - a) - a


def coefficients():
    """Of the numerator and of the denominator, the highest power's first."""
    size = 2 * DEGREE
    system, right = matrix(size, size), matrix(size, 1)
    for i in range(size):
        t = (1 + cos(pi * (2 * i + 1) / (2 * size))) / 2
        a = MIDDLE * t / (1 - t)
        e, scale = rest(a), (1 + a) ** -DEGREE
        right[i] = e * a**DEGREE * scale
        for power in range(DEGREE):
            system[i, power] = a**power * scale
            system[i, DEGREE + power] = -e * a**power * scale
    found = list(lu_solve(system, right))
    return found[:DEGREE][::-1], [mpf(1)] + found[DEGREE:][::-1]


mpmath.mp.dps = 400
steps = [mpf(i) / 8 for i in range(-96, 97)] + [sign * mpf(10) ** (mpf(e) / 2)
    for e in range(-16, 17) for sign in (-1, 1)]
values = [moments(float(z)) for z in sorted(steps)]

mpmath.mp.dps = 80
numerator, denominator = coefficients()
worst = max(
    abs(polyval(numerator, a) / polyval(denominator, a) / rest(a) - 1)
    for a in (MIDDLE * t / (1 - t) for t in (mpf(i) / 1000 for i in range(1000)))
)

print(
    json.dumps(
        {
            "python": platform.python_version(),
            "mpmath": mpmath.__version__,
            "numerator": [float(c) for c in numerator],
            "denominator": [float(c) for c in denominator],
            "largestRelativeError": float(worst),
            "values": values,
        },
        indent=1,
    )
)
