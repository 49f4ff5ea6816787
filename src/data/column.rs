//! Facts about one column of samples: statistics and digests.

use arrow::array::{Array, ArrayRef, AsArray, Float64Array, ListArray, StringArray};
use arrow::datatypes::Float64Type;
use sha2::{Digest, Sha256};

use crate::domain::curve::CurveFacts;

/// Returns the facts about a curve in one pass over its samples, and one for its digest.
///
/// The depths' digest is given, since the columns of an object share their depths.
///
/// Texts and lists have neither extremes nor a mean.
pub fn facts(depth_m: &Float64Array, depth_sha256: &str, values: &ArrayRef) -> CurveFacts {
    let mut facts = CurveFacts {
        samples: count(values.len()),
        nulls: count(values.null_count()),
        top_depth_m: depth_m.values().first().copied(),
        base_depth_m: depth_m.values().last().copied(),
        values_sha256: digest_of(values),
        depth_sha256: depth_sha256.to_owned(),
        ..CurveFacts::default()
    };
    let Some(values) = values.as_primitive_opt::<Float64Type>() else { return facts };
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
    add_numbers(&mut hasher, values);
    hex(&hasher.finalize())
}

/// Returns the sha256 of numbers, texts, or lists of numbers.
fn digest_of(values: &ArrayRef) -> String {
    let mut hasher = Sha256::new();
    if let Some(numbers) = values.as_primitive_opt::<Float64Type>() {
        add_numbers(&mut hasher, numbers);
    } else if let Some(texts) = values.as_string_opt::<i32>() {
        add_texts(&mut hasher, texts);
    } else if let Some(lists) = values.as_list_opt::<i32>() {
        add_lists(&mut hasher, lists);
    }
    hex(&hasher.finalize())
}

/// Before each text stands its length in bytes, so that no two lists of texts look alike.
fn add_texts(hasher: &mut Sha256, texts: &StringArray) {
    for text in texts {
        match text {
            Some(text) => {
                hasher.update([1]);
                hasher.update((text.len() as u64).to_le_bytes());
                hasher.update(text);
            }
            None => hasher.update([0]),
        }
    }
}

/// Before each list stands the number of its bins.
fn add_lists(hasher: &mut Sha256, lists: &ListArray) {
    for list in lists.iter() {
        match list {
            Some(list) => {
                hasher.update([1]);
                hasher.update((list.len() as u64).to_le_bytes());
                add_numbers(hasher, list.as_primitive());
            }
            None => hasher.update([0]),
        }
    }
}

fn add_numbers(hasher: &mut Sha256, values: &Float64Array) {
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
    use std::sync::Arc;

    use super::*;

    fn facts_of(values: Vec<Option<f64>>) -> CurveFacts {
        let depth_m = Float64Array::from_iter_values((0..values.len()).map(|row| row as f64));
        let values: ArrayRef = Arc::new(Float64Array::from(values));
        facts(&depth_m, "", &values)
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
    fn texts_and_lists_have_counts_and_digests_and_no_mean() {
        let of = |values: ArrayRef| facts(&vec![1.0, 2.0, 3.0].into(), "", &values);
        let texts = |texts: [Option<&str>; 3]| of(Arc::new(StringArray::from(texts.to_vec())));
        let zones = texts([Some("A"), None, Some("AB")]);
        assert_eq!((zones.samples, zones.nulls, zones.mean), (3, 1, None));
        // The same letters in other rows are other values.
        assert_ne!(zones.values_sha256, texts([Some("AA"), None, Some("B")]).values_sha256);
        assert_ne!(zones.values_sha256, texts([Some("A"), Some(""), Some("AB")]).values_sha256);
        let lists = |bins: [Option<Vec<Option<f64>>>; 3]| {
            of(Arc::new(ListArray::from_iter_primitive::<Float64Type, _, _>(bins)))
        };
        let one = lists([Some(vec![Some(1.0), None]), None, Some(vec![])]);
        assert_eq!((one.samples, one.nulls, one.max), (3, 1, None));
        let other = lists([Some(vec![Some(1.0)]), None, Some(vec![None])]);
        assert_ne!(one.values_sha256, other.values_sha256);
        // A list cut from a longer column is the same list.
        let long = ListArray::from_iter_primitive::<Float64Type, _, _>([
            Some(vec![Some(7.0)]),
            Some(vec![Some(1.0), None]),
            None,
            Some(vec![]),
        ]);
        assert_eq!(of(Arc::new(long.slice(1, 3))).values_sha256, one.values_sha256);
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
