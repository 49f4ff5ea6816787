//! Sums without rounding: values may enter and leave, and leave no trace.
//!
//! The sum is a whole number of the smallest positive f64, in digits of 32 bits. So it depends on the
//! values alone, not on their order or on what was there before, and a moving window may carry it.

/// Bits of a digit; what an `i64` has beyond takes the carries of 2^31 values.
const BITS: u32 = 32;

/// Digits from 2^-1074 to 2^1024, with room for what a sum carries over.
const DIGITS: usize = 68;

/// An exact sum of finite values.
pub struct ExactSum {
    digits: [i64; DIGITS],
    /// Lowest and highest digit that was ever written; most curves touch four.
    low: usize,
    high: usize,
}

impl Default for ExactSum {
    fn default() -> Self {
        Self { digits: [0; DIGITS], low: DIGITS, high: 0 }
    }
}

impl ExactSum {
    /// Adds a value.
    pub fn add(&mut self, value: f64) {
        self.put(value, 1);
    }

    /// Takes a value out that was added before.
    pub fn remove(&mut self, value: f64) {
        self.put(value, -1);
    }

    fn put(&mut self, value: f64, sign: i64) {
        let bits = value.to_bits();
        let fraction = bits & ((1 << 52) - 1);
        let exponent = (bits >> 52 & 0x7ff) as u32;
        // Below the normal numbers the leading one is missing, and the exponent stays.
        let (mantissa, shift) =
            if exponent == 0 { (fraction, 0) } else { (fraction | 1 << 52, exponent - 1) };
        let sign = if value.is_sign_negative() { -sign } else { sign };
        let placed = u128::from(mantissa) << (shift % BITS);
        let at = (shift / BITS) as usize;
        for (place, digit) in self.digits[at..at + 3].iter_mut().enumerate() {
            *digit += sign * i64::from((placed >> (BITS as usize * place)) as u32);
        }
        self.low = self.low.min(at);
        self.high = self.high.max(at + 2);
    }

    /// Returns the sum over `count`, rounded once to a sum of 53 bits and once by the division.
    pub fn over(&self, count: usize) -> f64 {
        if self.low > self.high {
            return 0.0;
        }
        let (negative, digits) = self.carried();
        let Some(top) = (self.low..=self.high + 1).rev().find(|at| digits[*at] != 0) else {
            return 0.0;
        };
        // Three digits are at least 65 bits; what lies below only tells a half from more than it.
        let lowest = top.saturating_sub(2);
        let leading = (lowest..=top).rev().fold(0u128, |sum, at| sum << BITS | digits[at] as u128);
        let rest = digits[self.low.min(lowest)..lowest].iter().any(|digit| *digit != 0);
        let leading = (leading | u128::from(rest)) as f64 / count as f64;
        let exponent = lowest as i32 * BITS as i32 - 1074;
        // In two steps, since the sum may lie beyond the numbers whose mean does not.
        let size = leading * power_of_two(exponent / 2) * power_of_two(exponent - exponent / 2);
        if negative { -size } else { size }
    }

    /// Returns the sign and the digits of the size, each below 2^32.
    fn carried(&self) -> (bool, [i64; DIGITS]) {
        let carry = |sign: i64| {
            let mut digits = [0; DIGITS];
            let mut over = 0;
            let touched = self.low..self.high + 2;
            for (carried, digit) in digits[touched.clone()].iter_mut().zip(&self.digits[touched]) {
                let digit = sign * digit + over;
                over = digit >> BITS;
                *carried = digit - (over << BITS);
            }
            (over < 0, digits)
        };
        match carry(1) {
            (true, _) => (true, carry(-1).1),
            positive => positive,
        }
    }
}

fn power_of_two(exponent: i32) -> f64 {
    f64::from_bits(((exponent + 1023) as u64) << 52)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mean(values: &[f64]) -> f64 {
        let mut sum = ExactSum::default();
        values.iter().for_each(|value| sum.add(*value));
        sum.over(values.len())
    }

    #[test]
    fn nothing_is_lost_beside_what_is_large() {
        assert_eq!(mean(&[1e16, 1.0, -1e16]), 1.0 / 3.0);
        assert_eq!(mean(&[1e300, 1e-300, -1e300]), 1e-300 / 3.0);
        assert_eq!(mean(&[-0.1, -0.2, -0.3]), -0.6 / 3.0);
        assert_eq!(mean(&[f64::MAX, f64::MAX]), f64::MAX);
        assert_eq!(mean(&[5e-324, 5e-324]), 5e-324);
        assert_eq!((mean(&[0.0, -0.0]), mean(&[2.5, -2.5])), (0.0, 0.0));
    }

    #[test]
    fn what_has_left_leaves_no_trace() {
        let stay = [3.7, -12.25, 1e-9, 88.1];
        let mut sum = ExactSum::default();
        for value in [1e17, -3.3, 1e-200] {
            sum.add(value);
        }
        stay.iter().for_each(|value| sum.add(*value));
        for value in [-3.3, 1e-200, 1e17] {
            sum.remove(value);
        }
        assert_eq!(sum.over(4).to_bits(), mean(&stay).to_bits());
    }

    #[test]
    fn a_sum_is_rounded_to_the_nearest() {
        // Half a unit in the last place lies between two numbers; the little more decides.
        let unit = f64::EPSILON;
        assert_eq!(mean(&[1.0, unit / 2.0]), 0.5);
        assert_eq!(mean(&[1.0, unit / 2.0, 1e-300]), (1.0 + unit) / 3.0);
    }
}
