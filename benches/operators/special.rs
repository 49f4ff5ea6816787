//! Plain loops for the pointwise operators that need more than their default parameters and one
//! column for each port: parameters that must be given, several curves at one port, lists, texts.

use arrow::array::{Float64Array, StringBuilder};
use mudrock::operators::values::ArrayCurve;
use mudrock::operators::{Entry, Inputs};
use serde_json::{Map, Value, json};

use super::SAMPLES;
use super::loops::known;

/// Bins of a list.
const WIDTH: usize = 32;

/// Rows of lists: together they hold as many numbers as a curve.
const ROWS: usize = SAMPLES / WIDTH;

/// An operator with parameters and inputs, and the plain loop over the same numbers.
pub struct Case {
    /// Parameters.
    pub params: Map<String, Value>,
    /// What the operator is fed with.
    pub inputs: Inputs,
    /// What the loop is fed with: the same memory, so that nothing but the work differs.
    pub columns: Vec<Float64Array>,
    /// The loop; what it makes is thrown away.
    pub plain: fn(&[&[f64]]) -> Vec<Vec<f64>>,
}

/// Returns the case of an operator.
pub fn of(entry: &Entry) -> Option<Case> {
    curves(&entry.spec().id).or_else(|| lists(&entry.spec().id))
}

fn ramp(low: f64, high: f64, shift: usize, rows: usize) -> Vec<f64> {
    let part = |row: usize| ((row * 7919 + shift * 104_729) % rows) as f64 / rows as f64;
    (0..rows).map(|row| low + (high - low) * part(row)).collect()
}

fn depth(rows: usize) -> Inputs {
    Inputs::new((0..rows).map(|row| Some(1000.0 + row as f64 * 0.1524)).collect())
}

fn case(
    params: Value,
    columns: Vec<Vec<f64>>,
    feed: impl FnOnce(Inputs, Vec<Float64Array>) -> Inputs,
    plain: fn(&[&[f64]]) -> Vec<Vec<f64>>,
) -> Option<Case> {
    let columns: Vec<Float64Array> = columns.into_iter().map(Float64Array::from).collect();
    let inputs = feed(depth(SAMPLES), columns.clone());
    let Value::Object(params) = params else { panic!("parameters are an object") };
    Some(Case { params, inputs, columns, plain })
}

/// Applies a formula to every number of the first column.
fn each(columns: &[&[f64]], formula: impl Fn(f64) -> f64) -> Vec<Vec<f64>> {
    vec![columns[0].iter().map(|value| formula(*value)).collect()]
}

/// Applies a formula to every row of three columns.
fn threes(columns: &[&[f64]], formula: impl Fn([f64; 3]) -> f64) -> Vec<Vec<f64>> {
    let (a, b, c) = (columns[0], columns[1], columns[2]);
    vec![(0..a.len()).map(|row| formula([a[row], b[row], c[row]])).collect()]
}

fn flag(holds: bool) -> f64 {
    f64::from(u8::from(holds))
}

fn members(port: &str, names: [&str; 3]) -> impl FnOnce(Inputs, Vec<Float64Array>) -> Inputs {
    move |inputs, columns| {
        names
            .iter()
            .zip(columns)
            .fold(inputs, |inputs, (name, column)| inputs.with_member(port, *name, column))
    }
}

fn port(name: &str) -> impl FnOnce(Inputs, Vec<Float64Array>) -> Inputs {
    move |inputs, columns| inputs.with(name, columns[0].clone())
}

fn curves(id: &str) -> Option<Case> {
    let one = |low, high| vec![ramp(low, high, 0, SAMPLES)];
    let three = |low, high| (0..3).map(|shift| ramp(low, high, shift, SAMPLES)).collect();
    match id {
        "range_check_flag" => {
            case(json!({"min": 0, "max": 150}), one(-10.0, 200.0), port("X"), |x| {
                let (min, max) = known((0.0, 150.0));
                each(x, |x| flag(x < min || x > max))
            })
        }
        "unit_convert" => case(
            json!({"to": "m"}),
            one(1000.0, 3000.0),
            |inputs, columns| inputs.with("X", columns[0].clone()).with_unit("X", "ft"),
            |x| each(x, |x| x * 0.3048),
        ),
        "depth_unit_convert" => {
            case(json!({"from": "m", "to": "ft"}), one(1000.0, 3000.0), port("DEPT"), |x| {
                each(x, |x| x / 0.3048)
            })
        }
        "depth_reference_shift" => case(
            json!({"from_elev": 10, "to_elev": 35}),
            vec![depth(SAMPLES).depth().values().to_vec()],
            |inputs, _| inputs,
            |x| each(x, |x| x + 25.0),
        ),
        "q_barton" => case(
            json!({"jn": 9, "jr": 1.5, "ja": 1, "jw": 1, "srf": 1}),
            one(0.0, 100.0),
            port("RQD"),
            |x| each(x, |x| x.max(10.0) / 9.0 * 1.5),
        ),
        "rqd_class" => case(json!({}), one(0.0, 100.0), port("RQD"), |x| {
            let mut classes = StringBuilder::with_capacity(SAMPLES, SAMPLES * 8);
            for rqd in x[0] {
                classes.append_value(match rqd {
                    ..25.0 => "very poor",
                    ..50.0 => "poor",
                    ..75.0 => "fair",
                    ..=90.0 => "good",
                    _ => "excellent",
                });
            }
            drop(std::hint::black_box(classes.finish()));
            Vec::new()
        }),
        "detection_limit_substitute" => {
            case(json!({}), one(-0.5, 5.0), port("GRADE_NUMBER"), |x| {
                let grade = each(x, |x| if x < 0.0 { 0.5 * -x } else { x });
                let below = each(x, |x| flag(x < 0.0));
                [grade, below].concat()
            })
        }
        "vshale_minimum" => {
            case(json!({}), three(0.0, 1.0), members("VSH", ["A", "B", "C"]), |x| {
                threes(x, |[a, b, c]| a.min(b).min(c))
            })
        }
        "mineral_modulus_vrh" => {
            let mut parts: Vec<Vec<f64>> = three(0.05, 0.45);
            for row in 0..SAMPLES {
                let sum: f64 = parts.iter().map(|part| part[row]).sum();
                parts.iter_mut().for_each(|part| part[row] /= sum);
            }
            let params = json!({"k_i": [36.6, 21.0, 76.8]});
            case(params, parts, members("V", ["A", "B", "C"]), |x| {
                threes(x, |[a, b, c]| {
                    let stiff = a * 36.6 + b * 21.0 + c * 76.8;
                    (stiff + 1.0 / (a / 36.6 + b / 21.0 + c / 76.8)) / 2.0
                })
            })
        }
        "badhole_combined" => {
            let flags: Vec<Vec<f64>> = three(0.0, 2.0);
            let flags = flags.into_iter().map(|all| all.into_iter().map(f64::floor).collect());
            let feed = |inputs: Inputs, columns: Vec<Float64Array>| {
                let ports = ["BHC", "BHD", "BHR"].into_iter().zip(columns);
                ports.fold(inputs, |inputs, (port, flags)| inputs.with(port, flags))
            };
            case(json!({}), flags.collect(), feed, |x| {
                threes(x, |votes| flag(votes.iter().sum::<f64>() >= 1.0))
            })
        }
        "fluid_substitution" => {
            let columns = vec![
                ramp(3000.0, 3500.0, 0, SAMPLES),
                ramp(1500.0, 1800.0, 1, SAMPLES),
                ramp(2.2, 2.4, 2, SAMPLES),
                ramp(0.15, 0.3, 3, SAMPLES),
            ];
            let params =
                json!({"k_min": 36.6, "k_fl1": 2.5, "rho_fl1": 1.0, "k_fl2": 0.1, "rho_fl2": 0.2});
            let feed = |inputs: Inputs, columns: Vec<Float64Array>| {
                let ports = ["VP", "VS", "RHOB", "PHI"].into_iter().zip(columns);
                ports.fold(inputs, |inputs, (port, curve)| inputs.with(port, curve))
            };
            case(params, columns, feed, |x| {
                let mut made = vec![Vec::new(), Vec::new(), Vec::new()];
                let rows = x[0].iter().zip(x[1]).zip(x[2].iter().zip(x[3]));
                for ((vp, vs), (rhob, phi)) in rows {
                    let shear = rhob * vs * vs * 1e-6;
                    let wet = rhob * vp * vp * 1e-6 - 4.0 / 3.0 * shear;
                    let dry = (wet * (phi * 36.6 / 2.5 + 1.0 - phi) - 36.6)
                        / (phi * 36.6 / 2.5 + wet / 36.6 - 1.0 - phi);
                    let gap = 1.0 - dry / 36.6;
                    let bulk =
                        dry + gap * gap / (phi / 0.1 + (1.0 - phi) / 36.6 - dry / (36.6 * 36.6));
                    let density = rhob - 0.8 * phi;
                    made[0].push(((bulk + 4.0 / 3.0 * shear) / density * 1e6).sqrt());
                    made[1].push((shear / density * 1e6).sqrt());
                    made[2].push(density);
                }
                made
            })
        }
        _ => None,
    }
}

/// Applies a reduction to the bins of every row.
fn rows(columns: &[&[f64]], reduction: impl Fn(&[f64]) -> f64) -> Vec<Vec<f64>> {
    vec![columns[0].chunks_exact(known(WIDTH)).map(reduction).collect()]
}

/// Applies a formula that writes the bins of every row, and tells where the rows end.
fn made(columns: &[&[f64]], formula: impl Fn(usize, &[f64], &mut Vec<f64>)) -> Vec<Vec<f64>> {
    let (mut bins, mut ends) = (Vec::new(), Vec::new());
    for (index, row) in columns[0].chunks_exact(known(WIDTH)).enumerate() {
        formula(index, row, &mut bins);
        ends.push(bins.len() as f64);
    }
    vec![bins, ends]
}

/// Centres of the bins: 0.3 to 3000 ms.
fn centres() -> Vec<f64> {
    (0..WIDTH).map(|bin| 0.3 * 10f64.powf(4.0 * bin as f64 / (WIDTH - 1) as f64)).collect()
}

fn list_case(
    params: Value,
    ports: &[&str],
    second: Vec<f64>,
    plain: fn(&[&[f64]]) -> Vec<Vec<f64>>,
) -> Option<Case> {
    let bins = Float64Array::from(ramp(0.001, 0.02, 0, ROWS * WIDTH));
    let second = Float64Array::from(second);
    let array = ArrayCurve::of_width(bins.clone(), WIDTH);
    let mut inputs = depth(ROWS).with(ports[0], array);
    match ports.get(1).copied() {
        Some("bins") => {
            let one = ArrayCurve::of_width(second.clone(), second.len());
            inputs = inputs.with("bins", one);
        }
        Some(port) => inputs = inputs.with(port, second.clone()),
        None => {}
    }
    let Value::Object(params) = params else { panic!("parameters are an object") };
    Some(Case { params, inputs, columns: vec![bins, second], plain })
}

fn sorted(row: &[f64]) -> Vec<f64> {
    let mut row = row.to_vec();
    row.sort_unstable_by(f64::total_cmp);
    row
}

fn lists(id: &str) -> Option<Case> {
    let of = |plain| list_case(json!({}), &["A"], Vec::new(), plain);
    let nmr = |plain| list_case(json!({}), &["T2_DISTRIBUTION", "bins"], centres(), plain);
    match id {
        "array_sum" => of(|x| rows(x, |row| row.iter().sum())),
        "array_mean" => of(|x| rows(x, |row| row.iter().sum::<f64>() / row.len() as f64)),
        "array_max" => of(|x| rows(x, |row| row.iter().copied().fold(f64::MIN, f64::max))),
        "array_min" => of(|x| rows(x, |row| row.iter().copied().fold(f64::MAX, f64::min))),
        "array_std" => of(|x| {
            rows(x, |row| {
                let mean = row.iter().sum::<f64>() / row.len() as f64;
                let squares: f64 = row.iter().map(|bin| (bin - mean).powi(2)).sum();
                (squares / row.len() as f64).sqrt()
            })
        }),
        "array_median" => of(|x| {
            rows(x, |row| {
                let row = sorted(row);
                (row[WIDTH / 2 - 1] + row[WIDTH / 2]) / 2.0
            })
        }),
        "array_percentile" => list_case(json!({"q": 90}), &["A"], Vec::new(), |x| {
            rows(x, |row| {
                let row = sorted(row);
                let place = 0.9 * (WIDTH - 1) as f64;
                let (below, part) = (place as usize, place.fract());
                row[below] * (1.0 - part) + row[below + 1] * part
            })
        }),
        "array_argmax" => list_case(json!({}), &["A", "bins"], centres(), |x| {
            rows(x, |row| {
                let mut peak = (f64::MIN, 0);
                for (bin, value) in row.iter().enumerate() {
                    if *value > peak.0 {
                        peak = (*value, bin);
                    }
                }
                x[1][peak.1]
            })
        }),
        "array_normalise_rows" => of(|x| {
            made(x, |_, row, bins| {
                let sum: f64 = row.iter().sum();
                bins.extend(row.iter().map(|bin| bin / sum));
            })
        }),
        "array_slice" => list_case(json!({"start": 4, "stop": 28}), &["A"], Vec::new(), |x| {
            let (start, stop) = known((4, 28));
            made(x, |_, row, bins| bins.extend_from_slice(&row[start..stop]))
        }),
        "array_resample_bins" => {
            let new: Vec<f64> = (0..16).map(|bin| 0.5 * 10f64.powf(bin as f64 / 5.0)).collect();
            list_case(json!({"new_bins": new}), &["A", "bins"], centres(), |x| {
                let axis: Vec<f64> = x[1].iter().map(|bin| bin.log10()).collect();
                let new: Vec<f64> =
                    (0..16).map(|bin| (0.5 * 10f64.powf(bin as f64 / 5.0)).log10()).collect();
                made(x, |_, row, bins| {
                    for at in &new {
                        let above = axis.partition_point(|bin| bin <= at).clamp(1, WIDTH - 1);
                        let (low, high) = (axis[above - 1], axis[above]);
                        let part = (at - low) / (high - low);
                        bins.push(row[above - 1] + (row[above] - row[above - 1]) * part);
                    }
                })
            })
        }
        "image_rotate_north" => {
            list_case(json!({}), &["A", "P1AZ"], ramp(0.0, 359.0, 1, ROWS), |x| {
                let azimuths = x[1];
                made(x, |index, row, bins| {
                    let back = WIDTH as f64 - azimuths[index] / 360.0 * WIDTH as f64;
                    let (whole, part) = (back as usize, back.fract());
                    bins.extend((0..WIDTH).map(|bin| {
                        let (one, next) = (bin + whole, bin + whole + 1);
                        row[one % WIDTH] * (1.0 - part) + row[next % WIDTH] * part
                    }));
                })
            })
        }
        "array_from_curves" => {
            const ROWS: usize = SAMPLES / 8;
            let curves: Vec<Float64Array> =
                (0..8).map(|shift| ramp(0.0, 1.0, shift, ROWS).into()).collect();
            let inputs = curves.iter().enumerate().fold(depth(ROWS), |inputs, (index, curve)| {
                inputs.with_member("curves", format!("GR[{index}]"), curve.clone())
            });
            let plain = |x: &[&[f64]]| {
                let mut bins = Vec::with_capacity(ROWS * 8);
                for row in 0..ROWS {
                    bins.extend(x.iter().map(|curve| curve[row]));
                }
                vec![bins]
            };
            Some(Case { params: Map::new(), inputs, columns: curves, plain })
        }
        "waveform_semblance" => waveforms(),
        "nmr_total_porosity" => nmr(|x| {
            rows(x, |row| row.iter().zip(x[1]).filter(|(_, t2)| **t2 >= 0.3).map(|(p, _)| p).sum())
        }),
        "nmr_free_fluid" => nmr(|x| {
            rows(x, |row| {
                row.iter().zip(x[1]).filter(|(_, t2)| **t2 >= 33.0).map(|(p, _)| p.max(0.0)).sum()
            })
        }),
        "nmr_bound_fluid" => nmr(|x| {
            let between = |low: f64, high: f64| {
                rows(x, |row| {
                    let bins = row.iter().zip(x[1]).filter(|(_, t2)| low <= **t2 && **t2 < high);
                    bins.map(|(p, _)| p.max(0.0)).sum()
                })
            };
            [between(3.0, 33.0), between(0.0, 3.0)].concat()
        }),
        "nmr_t2_log_mean" => nmr(|x| {
            let logarithms: Vec<f64> = x[1].iter().map(|t2| t2.ln()).collect();
            rows(x, |row| {
                let (mut sum, mut all) = (0.0, 0.0);
                for (p, logarithm) in row.iter().zip(&logarithms) {
                    sum += p * logarithm;
                    all += p;
                }
                (sum / all).exp()
            })
        }),
        "rqd" => list_case(json!({}), &["pieces", "run_length"], vec![1.5; ROWS], |x| {
            let mut lengths = x[1].iter();
            let mut length = || lengths.next().expect("a length for each run");
            let rows = x[0].chunks_exact(WIDTH);
            let sound = |row: &[f64]| row.iter().filter(|piece| **piece >= 0.1).sum::<f64>();
            vec![rows.map(|row| 100.0 * sound(row) / length()).collect()]
        }),
        _ => None,
    }
}

/// Receivers of an array sonic, samples of a record, and rows of them.
const RECEIVERS: usize = 4;
const RECORD: usize = 128;
const SHOTS: usize = 2;

fn waveforms() -> Option<Case> {
    let records: Vec<Float64Array> =
        (0..RECEIVERS).map(|receiver| ramp(-1.0, 1.0, receiver, SHOTS * RECORD).into()).collect();
    let inputs = records.iter().enumerate().fold(depth(SHOTS), |inputs, (receiver, record)| {
        let rows = ArrayCurve::of_width(record.clone(), RECORD);
        inputs.with_member("waveforms", receiver.to_string(), rows)
    });
    Some(Case { params: Map::new(), inputs, columns: records, plain: semblance })
}

/// Slowness by slowness, time by time, sample by sample of the window, receiver by receiver.
fn semblance(records: &[&[f64]]) -> Vec<Vec<f64>> {
    let (window, samples_per_foot) = known((50, 0.05));
    let mut map = Vec::new();
    for shot in 0..SHOTS {
        for slowness in 40..=240 {
            let move_out = samples_per_foot * f64::from(slowness);
            let last = (move_out * (RECEIVERS - 1) as f64).ceil() as usize;
            let mut best = 0.0_f64;
            for time in 0..=RECORD - last - window {
                let (mut together, mut alone) = (0.0, 0.0);
                for at in time..time + window {
                    let mut sum = 0.0;
                    for (receiver, record) in records.iter().enumerate() {
                        let record = &record[shot * RECORD..(shot + 1) * RECORD];
                        let later = move_out * receiver as f64;
                        let (whole, part) = (later as usize, later.fract());
                        let next = if part > 0.0 { record[at + whole + 1] } else { 0.0 };
                        let sample = record[at + whole] * (1.0 - part) + next * part;
                        sum += sample;
                        alone += sample * sample;
                    }
                    together += sum * sum;
                }
                best = best.max(together / (RECEIVERS as f64 * alone));
            }
            map.push(best);
        }
    }
    vec![map]
}
