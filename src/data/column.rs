//! Facts about one column of samples: statistics and digests.

use arrow::array::{Array, Float64Array};
use sha2::{Digest, Sha256};

use crate::domain::curve::CurveFacts;

/// Returns the facts about a curve in one pass over its samples, and one for its digest.
///
/// The depths' digest is given, since the columns of an object share their depths.
pub fn facts(depth_m: &Float64Array, depth_sha256: &str, values: &Float64Array) -> CurveFacts {
    let mut facts = CurveFacts {
        samples: count(values.len()),
        nulls: count(values.null_count()),
        top_depth_m: depth_m.values().first().copied(),
        base_depth_m: depth_m.values().last().copied(),
        values_sha256: digest(values),
        depth_sha256: depth_sha256.to_owned(),
        ..CurveFacts::default()
    };
    let mut mean = 0.0;
    for (seen, value) in values.iter().flatten().enumerate() {
        facts.min = Some(facts.min.map_or(value, |min| value.min(min)));
        facts.max = Some(facts.max.map_or(value, |max| value.max(max)));
        // Welford's running mean: no overflow, no loss on long curves.
        mean += (value - mean) / count(seen + 1) as f64;
        facts.mean = Some(mean);
    }
    facts
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

    fn facts_of(values: Vec<Option<f64>>) -> CurveFacts {
        let depth_m = Float64Array::from_iter_values((0..values.len()).map(|row| row as f64));
        facts(&depth_m, "", &Float64Array::from(values))
    }

    #[test]
    fn nulls_are_counted_and_left_out_of_the_mean() {
        let facts = facts_of(vec![Some(1.0), None, Some(4.0)]);
        assert_eq!((facts.samples, facts.nulls), (3, 1));
        assert_eq!((facts.min, facts.mean, facts.max), (Some(1.0), Some(2.5), Some(4.0)));
        assert_eq!((facts.top_depth_m, facts.base_depth_m), (Some(0.0), Some(2.0)));
    }

    #[test]
    fn an_all_null_column_has_no_statistics() {
        let facts = facts_of(vec![None, None]);
        assert_eq!((facts.min, facts.mean, facts.max), (None, None, None));
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
