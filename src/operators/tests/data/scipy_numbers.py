"""Computes the numbers that the signal operators are held against, with NumPy, SciPy and pandas alone.

Run: python scipy_numbers.py > scipy_numbers.json
"""

import json

import numpy as np
import pandas as pd
import scipy
from scipy import integrate, interpolate, ndimage, signal, stats

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

# The cases from here on carry their own scale, beside which rounding is judged.
gappy = log.copy()
gappy[[0, 7, 8, 20, 21, 22, 23, 37]] = np.nan
wave = np.random.default_rng(21)
at = np.arange(240)
long = 60 + 20 * np.sin(at / 9.0) + 8 * np.sin(at / 2.3) + wave.normal(0, 3, 240)
holes = long.copy()
holes[[3, 60, 61, 230]] = np.nan
uneven = 1000 + np.cumsum(wave.uniform(0.05, 0.3, 43))
other = np.roll(long, 7) + wave.normal(0, 1, 240)
curves |= {"gappy": gappy, "long": long, "holes": holes, "uneven": uneven, "other": other}


def plain(out):
    """Lists of numbers of 14 digits, null for NaN."""
    if isinstance(out, (float, int, np.floating, np.integer)):
        return None if np.isnan(out) else float(f"{out:.14g}")
    return [plain(one) for one in np.asarray(out, dtype=float)]


def exact(x):
    return [None if np.isnan(value) else float(value) for value in x]


def add(operator, inputs, params, outputs):
    scale = max(np.nanmax(np.abs(out), initial=0.0) for out in outputs.values())
    outputs = {port: plain(out) for port, out in outputs.items()}
    cases.append({"operator": operator, "params": params, "input": inputs, "output": outputs, "scale": float(scale)})


def runs(x, shortest, compute):
    """Each null-free run by itself; runs that are too short pass."""
    out = x.copy()
    valid = np.flatnonzero(~np.isnan(x))
    for run in np.split(valid, np.flatnonzero(np.diff(valid) > 1) + 1):
        if len(run) >= shortest:
            out[run] = compute(run, x[run])
    return out


def longest(x):
    valid = np.flatnonzero(~np.isnan(x))
    return max(np.split(valid, np.flatnonzero(np.diff(valid) > 1) + 1), key=len)


def rolling(x, window, compute):
    """A centred window, shorter at the ends, by the rule for nulls in windows."""
    half, out = window // 2, np.full(len(x), np.nan)
    for i in np.flatnonzero(~np.isnan(x)):
        w = x[max(0, i - half): i + half + 1]
        v = w[~np.isnan(w)]
        if 2 * len(v) >= len(w):
            out[i] = compute(v)
    return out


both = {"log": log, "gappy": gappy}
for name, x in both.items():
    for window in [3, 7, 15, 101]:
        add("median_filter", {"X": name}, {"window": window, "edge": "shrink"}, {"X_MED": rolling(x, window, np.median)})
        for ddof in [0, 1]:
            out = pd.Series(x).rolling(window, center=True, min_periods=1).std(ddof=ddof).to_numpy()
            enough = rolling(x, window, len)
            out = np.where(np.isnan(enough), np.nan, out)
            add("rolling_std", {"X": name}, {"window": window, "ddof": ddof}, {"X_STD": out})
        for q in [0, 12.5, 50, 90]:
            out = rolling(x, window, lambda v: np.percentile(v, q))
            add("rolling_percentile", {"X": name}, {"window": window, "q": q}, {"X_PCT": out})
        add("log_activity", {"X": name}, {"window": window}, {"X_ACT": rolling(x, window, np.var)})

for weights in [[1, 2, 3, 2, 1], [0.5, 0.2, 0.3], [1]]:
    kernel, ones = np.array(weights, dtype=float), np.ones(len(log))
    out = np.convolve(log, kernel, "same") / np.convolve(ones, kernel, "same")
    add("moving_average_weighted", {"X": "log"}, {"weights": weights}, {"X_WMA": out})

for sigma, truncate in [(1, 4), (0.3, 4), (2.5, 3), (20, 4)]:
    for edge in ["reflect", "nearest"]:
        for name, x in both.items():
            out = runs(x, 1, lambda _, r: ndimage.gaussian_filter1d(r, sigma, mode=edge, truncate=truncate))
            add("gaussian_filter", {"X": name}, {"sigma": sigma, "truncate": truncate, "edge": edge}, {"X_GAU": out})

for alpha in [0.1, 0.3, 1.0]:
    for direction in ["down", "up"]:
        x = gappy if direction == "down" else gappy[::-1]
        out = pd.Series(x).ewm(alpha=alpha, adjust=False, ignore_na=True).mean().to_numpy()
        out = np.where(np.isnan(x), np.nan, out)
        out = out if direction == "down" else out[::-1]
        add("exponential_smoothing", {"X": "gappy"}, {"alpha": alpha, "direction": direction}, {"X_EMA": out})

for order in [1, 2, 3, 4, 5, 8]:
    for name, x in [("holes", holes)]:
        for kind, port, edges in [("low", "X_LP", [0.1, 0.5]), ("high", "X_HP", [0.1, 0.5]), ("band", "X_BP", [(0.05, 0.3), (0.2, 0.9)])]:
            for edge in edges:
                sos = signal.butter(order, edge, kind, output="sos")
                padding = 3 * (2 * order + 1 if kind == "band" else order + 1)
                shortest = max(3 * (2 * len(sos) + 1), padding + 1)
                params = {"low": edge[0], "high": edge[1]} if kind == "band" else {"cutoff": edge}
                out = runs(x, shortest, lambda _, r: signal.sosfiltfilt(sos, r))
                add(f"butterworth_{kind}pass", {"X": name}, {"order": order, **params}, {port: out})
sos = signal.butter(4, 2 * 0.1524 * 0.4, output="sos")
add("butterworth_lowpass", {"X": "long", "step": 0.1524}, {"cutoff": 0.4, "cutoff_unit": "per_metre"}, {"X_LP": signal.sosfiltfilt(sos, long)})


def fft_lowpass(x, step, cutoff, taper):
    f = scipy.fft.rfftfreq(len(x), step)
    low, high = cutoff * (1 - taper), cutoff * (1 + taper)
    fall = 0.5 * (1 + np.cos(np.pi * (f - low) / max(high - low, 1e-300)))
    gain = np.where(f <= low, 1.0, np.where(f >= high, 0.0, fall))
    return scipy.fft.irfft(gain * scipy.fft.rfft(x), len(x))


for cutoff, taper in [(0.5, 0.1), (0.2, 1.0), (1.0, 0.0)]:
    out = runs(holes, 2, lambda _, r: fft_lowpass(r, 0.1524, cutoff, taper))
    add("fft_lowpass", {"X": "holes", "step": 0.1524}, {"cutoff": cutoff, "taper": taper}, {"X_FFT": out})

for name, x in {"long": long, "holes": holes}.items():
    run = x[longest(x)]
    for nperseg, window, detrend in [(256, "hann", "constant"), (64, "hann", "linear"), (63, "hamming", "constant"), (100, "blackman", "none"), (1000, "boxcar", "constant")]:
        f, p = signal.welch(run, 1 / 0.1524, window, min(nperseg, len(run)), detrend=False if detrend == "none" else detrend)
        params = {"nperseg": nperseg, "window": window, "detrend": detrend}
        add("power_spectrum", {"X": name, "step": 0.1524}, params, {"power": p})
        add("power_spectrum", {"X": name, "step": 0.1524}, params, {"frequency": f})

for name, x in {**both, "holes": holes}.items():
    add("hilbert_envelope", {"X": name}, {}, {"X_ENV": runs(x, 1, lambda _, r: np.abs(signal.hilbert(r)))})

for f, dt, length in [(30.0, 0.002, 0.128), (45.0, 0.004, 0.1), (12.0, 0.001, 0.05)]:
    n = int(length / dt + 1e-9)
    t = (np.arange(n if n % 2 else n + 1) - n // 2) * dt
    square = (np.pi * f * t) ** 2
    ricker = (1 - 2 * square) * np.exp(-square)
    add("ricker_convolution", {"RC": "holes"}, {"f": f, "dt": dt, "length": length}, {"SYN": np.convolve(np.nan_to_num(holes), ricker, "same")})

for name, x in both.items():
    valid = x[~np.isnan(x)]
    for half, sigma, replace in [(2, 3.0, "median"), (5, 2.0, "null"), (30, 2.5, "median")]:
        med = rolling(x, 2 * half + 1, np.median)
        mad = rolling(x, 2 * half + 1, lambda v: np.median(np.abs(v - np.median(v))))
        spike = np.abs(x - med) > sigma * 1.4826 * mad
        out = np.where(np.isnan(med), np.nan, np.where(spike, med if replace == "median" else np.nan, x))
        add("hampel_filter", {"X": name}, {"half_window": half, "n_sigma": sigma, "replace": replace}, {"X_HMP": out})
    for low, high in [(50.0, 100.0), (0.0, 60.0)]:
        add("clip_range", {"X": name}, {"min": low, "max": high}, {"X_CLP": np.clip(x, low, high)})
    for ddof in [0, 1]:
        add("standardise_zscore", {"X": name}, {"ddof": ddof}, {"X_Z": stats.zscore(x, ddof=ddof, nan_policy="omit")})
    out = -1 + (x - valid.min()) / np.ptp(valid) * 3
    add("normalise_minmax", {"X": name}, {"out_min": -1, "out_max": 2}, {"X_MM": out})
    for method in ["linear", "lower", "higher", "midpoint"]:
        low, high = np.percentile(valid, [5, 95], method=method)
        params = {"ref_low": 20, "ref_high": 120, "method": method}
        add("normalise_percentile", {"X": name}, params, {"X_N": 20 + 100 * (x - low) / (high - low)})
    q25, median, q75 = np.percentile(valid, [25, 50, 75])
    add("robust_scale", {"X": name}, {}, {"X_RS": (x - median) / (q75 - q25)})
    add("log10_transform", {"X": name}, {"floor": 45}, {"X_LOG": np.log10(np.where(x < 45, np.nan, x))})
    for ref_name, ref in both.items():
        for n in [101, 11, 2]:
            parts = np.linspace(0, 1, n)
            out = np.interp(x, np.quantile(valid, parts), np.quantile(200 - ref[~np.isnan(ref)], parts))
            given = [None if np.isnan(value) else 200 - value for value in ref]
            add("normalise_quantile", {"X": name, "REF": given}, {"n_quantiles": n}, {"X_Q": out})
    for edge_order in [1, 2]:
        out = runs(x, edge_order + 1, lambda r, v: np.gradient(v, uneven[r], edge_order=edge_order))
        short = runs(x, edge_order + 1, lambda r, v: np.nan)
        add("derivative", {"X": name, "DEPT": "uneven"}, {"edge_order": edge_order}, {"X_D": np.where(np.isnan(short), out, np.nan)})
    out = runs(x, 2, lambda r, v: np.gradient(np.gradient(v, uneven[r]), uneven[r]))
    short = runs(x, 2, lambda r, v: np.nan)
    add("second_derivative", {"X": name, "DEPT": "uneven"}, {}, {"X_D2": np.where(np.isnan(short), out, np.nan)})
    places = np.flatnonzero(~np.isnan(x))
    add("detrend_linear", {"X": name}, {}, {"X_DT": x - np.polynomial.Polynomial.fit(places, valid, 1)(np.arange(43))})
    # What differs most from the median of its window.
    med = rolling(x, 11, np.median)
    out = np.where(np.abs(x - med) > 2 * np.nanstd(x - med), med, x)
    add("despike_rolling", {"X": name}, {}, {"X_DSP": np.where(np.isnan(med), np.nan, out)})

add("cumulative_integral", {"X": "log", "DEPT": "uneven"}, {}, {"X_INT": integrate.cumulative_trapezoid(log, uneven, initial=0)})
add("detrend_linear", {"X": "log"}, {}, {"X_DT": signal.detrend(log)})
add("detrend_linear", {"X": "log"}, {"type": "constant"}, {"X_DT": signal.detrend(log, type="constant")})

for step in [0.1, 0.33]:
    new = uneven[0] + step * np.arange(int((uneven[-1] - uneven[0]) / step) + 1)
    add("resample_linear", {"X": "log", "DEPT": "uneven"}, {"step": step}, {"X": np.interp(new, uneven, log), "DEPT": new})
    # Gaps of up to 1.5 m are bridged here: all of them.
    valid = ~np.isnan(gappy)
    known, values = uneven[valid], gappy[valid]
    inside = new >= known[0]
    for kind, cubic in [("pchip", interpolate.PchipInterpolator), ("cubic", interpolate.CubicSpline), ("akima", interpolate.Akima1DInterpolator)]:
        out = np.where(inside, cubic(known, values)(np.maximum(new, known[0])), np.nan)
        add("resample_spline", {"X": "gappy", "DEPT": "uneven"}, {"step": step, "kind": kind, "max_gap": 1.5}, {"X": out})
        for n in [2, 3, 4]:
            part = new[new <= uneven[n - 1]]
            out = cubic(uneven[:n], log[:n])(part)
            given = {"X": log[:n].tolist(), "DEPT": uneven[:n].tolist()}
            add("resample_spline", given, {"step": step, "kind": kind}, {"X": out})
    out = interpolate.interp1d(uneven, log, kind="nearest")(new)
    add("resample_nearest", {"X": "log", "DEPT": "uneven"}, {"step": step}, {"X": out})
index = pd.Series(gappy, index=uneven)
for method, pandas in [("linear", "index"), ("pchip", "pchip"), ("previous", "ffill")]:
    out = (index.ffill() if pandas == "ffill" else index.interpolate(pandas, limit_area="inside")).to_numpy()
    add("fill_gaps", {"X": "gappy", "DEPT": "uneven"}, {"max_gap": 1.5, "method": method}, {"X_FIL": out})

for shift in [0.4, -1.13]:
    out = np.interp(uneven - shift, uneven, log, left=np.nan, right=np.nan)
    add("depth_shift_constant", {"X": "log", "DEPT": "uneven"}, {"shift": shift}, {"X_SH": out})
ties = [[1001.0, 1001.5], [1003.0, 1003.1], [1005.0, 1005.7]]
source = np.interp(uneven, [to for _, to in ties], [where for where, _ in ties])
source = np.where(uneven < ties[0][1], uneven - 0.5, np.where(uneven > ties[-1][1], uneven - 0.7, source))
out = np.interp(source, uneven, log, left=np.nan, right=np.nan)
add("depth_shift_tie_points", {"X": "log", "DEPT": "uneven"}, {"ties": ties}, {"X_SS": out})


def best_lag(x, ref, most, overlap):
    best = (0, -2.0)
    least = overlap * min((~np.isnan(x)).sum(), (~np.isnan(ref)).sum())
    for lag in sorted(range(-most, most + 1), key=lambda lag: (abs(lag), lag)):
        a, b = (x[: len(x) - lag], ref[lag:]) if lag >= 0 else (x[-lag:], ref[:lag])
        valid = ~np.isnan(a) & ~np.isnan(b)
        if valid.sum() >= max(least, 2):
            rho = np.corrcoef(a[valid], b[valid])[0, 1]
            best = (lag, rho) if rho > best[1] else best
    return best


for name, x in {"long": long, "holes": holes}.items():
    for one, ref, one_name, ref_name in [(x, other, name, "other"), (other, x, "other", name)]:
        lag, rho = best_lag(one, ref, int(2 / 0.1524), 0.5)
        inputs = {"X": one_name, "REF": ref_name, "step": 0.1524}
        add("cross_correlation_shift", inputs, {"max_shift": 2}, {"SHIFT": lag * 0.1524, "SHIFT_samples": lag, "RHO": rho})
    run = x[longest(x)] - x[longest(x)].mean()
    most = min(100, len(run) - 1)
    rho = np.array([np.dot(run[: len(run) - k], run[k:]) for k in range(most + 1)]) / np.dot(run, run)
    add("autocorrelation", {"X": name}, {}, {"rho": rho, "lag": np.arange(most + 1)})

h = np.diff(uneven)
thickness = np.r_[h[0], (h[1:] + h[:-1]) / 2, h[-1]]
for mean in ["arithmetic", "harmonic", "geometric"]:
    average = {
        "arithmetic": lambda v, w: np.average(v, weights=w),
        "harmonic": lambda v, w: 1 / np.average(1 / v, weights=w),
        "geometric": lambda v, w: np.exp(np.average(np.log(v), weights=w)),
    }[mean]
    blocks, zones = np.floor(uneven - uneven[0]), np.arange(43) // 15
    for operator, port, groups, inputs in [("block_average", "X_BLK", blocks, {}), ("zone_block", "X_ZBL", zones, {"ZONE": [f"Z{zone}" for zone in zones]})]:
        out = np.full(43, np.nan)
        for group in np.unique(groups):
            rows = groups == group
            valid = rows & ~np.isnan(gappy)
            if operator == "zone_block" or thickness[valid].sum() >= 0.5 * thickness[rows].sum():
                out[rows] = average(gappy[valid], thickness[valid])
        add(operator, {"X": "gappy", "DEPT": "uneven", **inputs}, {"mean": mean}, {port: out})

versions = {"numpy": np.__version__, "scipy": scipy.__version__, "pandas": pd.__version__}
print(json.dumps({**versions, "curves": {name: exact(x) for name, x in curves.items()}, "cases": cases}))
