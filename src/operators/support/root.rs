//! Roots of increasing functions, for equations that have no closed form.

/// Steps before a search gives up; from any interval Newton's method needs a few, halving some sixty.
const STEPS: usize = 200;

/// Returns where an increasing function is zero between `low` and `high`; `None` where it is not found.
///
/// The function returns its value and its slope. Newton's method starts at `high`; a step that leaves
/// the interval known to hold the root, or one that is no number, is replaced by halving it.
/// The search ends far inside a tolerance of 1e-10, and after a bounded number of steps on any input.
pub fn of_increasing(
    mut low: f64,
    mut high: f64,
    function: impl Fn(f64) -> (f64, f64),
) -> Option<f64> {
    if !(low.is_finite() && high.is_finite() && low <= high) {
        return None;
    }
    let mut at = high;
    for _ in 0..STEPS {
        let (value, slope) = function(at);
        if value.is_nan() {
            return None;
        }
        if value > 0.0 {
            high = at;
        } else {
            low = at;
        }
        let newton = at - value / slope;
        let inside = newton >= low && newton <= high;
        let next = if inside { newton } else { low + (high - low) / 2.0 };
        if (next - at).abs() <= 1e-14 + 1e-13 * at.abs() {
            return Some(next);
        }
        at = next;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn newton_and_halving_find_the_root() {
        let cube = of_increasing(0.0, 10.0, |x| (x * x * x - 8.0, 3.0 * x * x));
        assert!((cube.unwrap() - 2.0).abs() < 1e-12, "{cube:?}");
        // Newton's method runs away from the root of an arctangent; the interval holds it.
        let bent =
            of_increasing(-30.0, 40.0, |x| ((x - 1.0).atan(), 1.0 / (1.0 + (x - 1.0).powi(2))));
        assert!((bent.unwrap() - 1.0).abs() < 1e-12, "{bent:?}");
        let flat = of_increasing(0.0, 1.0, |x| (x - 0.25, 0.0));
        assert!((flat.unwrap() - 0.25).abs() < 1e-12, "{flat:?}");
    }

    #[test]
    fn nonsense_ends_the_search() {
        assert_eq!(of_increasing(f64::NAN, 1.0, |x| (x, 1.0)), None);
        assert_eq!(of_increasing(1.0, 0.0, |x| (x, 1.0)), None);
        assert_eq!(of_increasing(0.0, 1.0, |_| (f64::NAN, 1.0)), None);
        assert_eq!(of_increasing(0.0, f64::INFINITY, |x| (x, 1.0)), None);
    }
}
