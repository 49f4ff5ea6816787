//! Limits that decimals meet exactly, while their binary numbers miss them by a last digit.

/// Part of the numbers compared by which one may lie beyond a limit and still be on it.
pub const ROUNDING: f64 = 1e-9;

/// Returns how far rounding may carry the difference of two numbers.
///
/// Each is scaled by itself, so that no two numbers are too great to be added.
pub fn slack(one: f64, other: f64) -> f64 {
    ROUNDING * one.abs() + ROUNDING * other.abs()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_on_a_limit_is_not_beyond_it() {
        assert!(8.3 - 6.8 > 1.5 && 8.3 - 6.8 <= 1.5 + slack(8.3, 6.8));
        assert!(8.300001 - 6.8 > 1.5 + slack(8.300001, 6.8));
        assert!(slack(f64::MAX, f64::MIN).is_finite());
    }
}
