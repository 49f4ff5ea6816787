"""Computes the numbers that the signal operators are held against, with NumPy and SciPy alone.

Run: python scipy_numbers.py > scipy_numbers.json
"""

import json

import numpy as np
import scipy
from scipy import ndimage, signal

rng = np.random.default_rng(20)
# A log of three beds with noise and two spikes.
log = np.r_[np.full(14, 45.0), np.full(17, 110.0), np.full(12, 70.0)] + rng.normal(0, 4, 43)
log[[9, 30]] += [90.0, -70.0]
curves = {"log": log, "short": np.array([3.0, -1.0, 4.0, 1.5])}


def hampel(x, half, sigma):
    out = x.copy()
    for i in range(len(x)):
        w = x[max(0, i - half): i + half + 1]
        med = np.median(w)
        if abs(x[i] - med) > sigma * 1.4826 * np.median(np.abs(w - med)):
            out[i] = med
    return out


cases = []


def case(operator, port, curve, params, out):
    cases.append({"operator": operator, "params": params, "input": {"X": curve}, "output": {port: out.tolist()}})


for edge in ["reflect", "nearest"]:
    for name, x in curves.items():
        for window in [1, 3, 5, 9, 21]:
            params = {"window": window, "edge": edge}
            case("moving_average", "X_MA", name, params, ndimage.uniform_filter1d(x, window, mode=edge))
            case("median_filter", "X_MED", name, params, ndimage.median_filter(x, size=window, mode=edge))

# SciPy fits with powers of the sample number: long windows of high degree would test its rounding.
for mode in ["interp", "nearest", "mirror"]:
    for window, order in [(5, 0), (5, 2), (7, 3), (11, 4), (21, 6), (43, 4)]:
        for deriv in [0, 1, 2]:
            out = signal.savgol_filter(log, window, order, deriv=deriv, delta=1.0, mode=mode)
            case("savitzky_golay", "X_SG", "log", {"window": window, "polyorder": order, "deriv": deriv, "mode": mode}, out)

for half, sigma in [(1, 3.0), (2, 3.0), (5, 3.0), (5, 1.0), (30, 2.0)]:
    case("hampel_filter", "X_HMP", "log", {"half_window": half, "n_sigma": sigma}, hampel(log, half, sigma))

versions = {"numpy": np.__version__, "scipy": scipy.__version__}
print(json.dumps({**versions, "curves": {name: x.tolist() for name, x in curves.items()}, "cases": cases}))
