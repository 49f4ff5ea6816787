//! Suffixes of kept curves when an older state of a pipeline comes back.

use crate::domain::dag::{DagDefinition, WriteMode};
use crate::validate::suffix_after;

/// Runs over which a suffix is followed from the older state to the present one.
const FARTHEST: usize = 10_000;

/// Returns an older definition with the suffixes to which runs have moved on since.
///
/// The old suffixes name curves that exist by now, so that the pipeline could not run with them.
pub fn with_suffixes_of(now: &DagDefinition, mut older: DagDefinition) -> DagDefinition {
    for node in &mut older.nodes {
        let Some(present) = now.node(&node.id) else { continue };
        for (port, mapping) in &mut node.curve_mapping {
            let Some(present) = present.curve_mapping.get(port) else { continue };
            let creates = [&*mapping, present].iter().all(|it| it.mode == WriteMode::CreateNew);
            if creates && is_later(present.suffix.as_deref(), mapping.suffix.as_deref()) {
                mapping.suffix.clone_from(&present.suffix);
            }
        }
    }
    older
}

/// Whether runs move the one suffix on to the other.
fn is_later(present: Option<&str>, older: Option<&str>) -> bool {
    let (present, older) = (present.unwrap_or_default(), older.unwrap_or_default());
    let series = std::iter::successors(Some(suffix_after(older)), |it| Some(suffix_after(it)));
    // Along a series suffixes never get shorter.
    let mut ahead = series.take(FARTHEST).take_while(|next| next.len() <= present.len());
    ahead.any(|next| next == present)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn pipeline(mode: &str, suffix: &str) -> DagDefinition {
        let mapping = json!({"mode": mode, "output_curve_id": null, "suffix": suffix});
        let output = json!({"type": "output", "output_type": "frontend"});
        serde_json::from_value(json!({ "name": "p", "nodes": [
            {"id": "a", "name": "A", "node_type": output, "curve_mapping": {"OUT": mapping}},
        ]}))
        .unwrap()
    }

    #[test]
    fn a_suffix_that_runs_moved_on_stays_where_it_is() {
        let create = |suffix| pipeline("create_new", suffix);
        for (older, now) in [("_1", "_2"), ("_1", "_12"), ("_despiked", "_despiked_3"), ("", "_2")]
        {
            assert_eq!(with_suffixes_of(&create(now), create(older)), create(now), "{older} {now}");
        }
    }

    #[test]
    fn one_that_somebody_chose_comes_back() {
        let create = |suffix| pipeline("create_new", suffix);
        for (older, now) in [("_despiked", "_2"), ("_3", "_2"), ("_1", "_1"), ("_a", "_b")] {
            assert_eq!(
                with_suffixes_of(&create(now), create(older)),
                create(older),
                "{older} {now}"
            );
        }
        let overwrite = pipeline("overwrite", "_1");
        assert_eq!(with_suffixes_of(&create("_2"), overwrite.clone()), overwrite);
    }
}
