//! Samples by zone.

use std::collections::HashMap;

use arrow::array::{Array, StringArray};

/// A zone, and the samples in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone {
    /// Name; `None` for samples that lie in no zone.
    pub name: Option<String>,
    /// Samples, in order.
    pub rows: Vec<usize>,
}

/// Groups samples by the name of their zone, in the order in which the zones come first.
///
/// Without zones all samples form one.
pub fn zones(names: Option<&StringArray>, samples: usize) -> Vec<Zone> {
    let Some(names) = names else {
        return vec![Zone { name: None, rows: (0..samples).collect() }];
    };
    let mut places: HashMap<Option<&str>, usize> = HashMap::new();
    let mut zones: Vec<Zone> = Vec::new();
    for row in 0..names.len() {
        let name = names.is_valid(row).then(|| names.value(row));
        let place = *places.entry(name).or_insert_with(|| {
            zones.push(Zone { name: name.map(str::to_owned), rows: Vec::new() });
            zones.len() - 1
        });
        zones[place].rows.push(row);
    }
    zones
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_keep_their_order_and_samples_without_zone_stand_apart() {
        let names = StringArray::from(vec![None, Some("B"), Some("A"), Some("B")]);
        let found: Vec<(Option<String>, Vec<usize>)> =
            zones(Some(&names), 4).into_iter().map(|zone| (zone.name, zone.rows)).collect();
        let wanted =
            [(None, vec![0]), (Some("B".to_owned()), vec![1, 3]), (Some("A".to_owned()), vec![2])];
        assert_eq!(found, wanted);
    }
}
