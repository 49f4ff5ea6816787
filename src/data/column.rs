//! Facts about one column of samples: statistics and digests.

use arrow::array::{Array, Float64Array};
use serde::Serialize;
use sha2::{Digest, Sha256};

/// What is told about a curve without reading it again.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Summary {
    /// Samples, nulls included.
    pub samples: i64,
    /// Null samples.
    pub nulls: i64,
    /// Smallest value; `None` when all are null.
    pub min: Option<f64>,
    /// Mean of the values that are not null.
    pub mean: Option<f64>,
    /// Largest value.
    pub max: Option<f64>,
}

impl Summary {
    /// Sums a column up in one pass.
    pub fn of(values: &Float64Array) -> Self {
        let mut summary = Self {
            samples: count(values.len()),
            nulls: count(values.null_count()),
            ..Self::default()
        };
        let mut mean = 0.0;
        for (seen, value) in values.iter().flatten().enumerate() {
            summary.min = Some(summary.min.map_or(value, |min| value.min(min)));
            summary.max = Some(summary.max.map_or(value, |max| value.max(max)));
            // Welford's running mean: no overflow, no loss on long curves.
            mean += (value - mean) / count(seen + 1) as f64;
            summary.mean = Some(mean);
        }
        summary
    }
}

fn count(length: usize) -> i64 {
    i64::try_from(length).expect("an array in memory is shorter than i64::MAX")
}

/// Returns the sha256 of the logical values: equal data gives equal digests, whatever the file looks like.
pub fn digest(values: &Float64Array) -> String {
    let mut hasher = Sha256::new();
    for value in values {
        match value {
            Some(value) => {
                hasher.update([1]);
                // -0.0 and 0.0 are one value.
                hasher.update((value + 0.0).to_le_bytes());
            }
            None => hasher.update([0]),
        }
    }
    hex(&hasher.finalize())
}

/// Returns the sha256 of bytes.
pub fn digest_of_bytes(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nulls_are_counted_and_left_out_of_the_mean() {
        let summary = Summary::of(&Float64Array::from(vec![Some(1.0), None, Some(4.0)]));
        assert_eq!((summary.samples, summary.nulls), (3, 1));
        assert_eq!((summary.min, summary.mean, summary.max), (Some(1.0), Some(2.5), Some(4.0)));
    }

    #[test]
    fn an_all_null_column_has_no_statistics() {
        let summary = Summary::of(&Float64Array::from(vec![None, None]));
        assert_eq!((summary.min, summary.mean, summary.max), (None, None, None));
    }

    #[test]
    fn a_null_is_not_a_zero_to_the_digest() {
        let with_null = Float64Array::from(vec![Some(1.0), None]);
        let with_zero = Float64Array::from(vec![Some(1.0), Some(0.0)]);
        assert_ne!(digest(&with_null), digest(&with_zero));
        assert_eq!(digest(&with_zero), digest(&Float64Array::from(vec![1.0, -0.0])));
    }

    #[test]
    fn the_digest_is_sha256() {
        // FIPS 180-2, appendix B.1.
        assert_eq!(
            digest_of_bytes(b"abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}
