//! Whether a version of an operator takes whatever the version before took.

use serde_json::Value;

use crate::domain::operator::OperatorSpec;

/// Whether every node that is sound with `old` is sound with `new`, and finds the same outputs.
pub fn is_compatible(old: &OperatorSpec, new: &OperatorSpec) -> bool {
    let feeds = old.inputs.iter().all(|port| {
        new.input(&port.name).is_some_and(|now| {
            let same = now.unit == port.unit && now.kind == port.kind && now.rows == port.rows;
            same && now.repeated == port.repeated && (now.optional || !port.optional)
        })
    });
    let asks = new.inputs.iter().all(|port| port.optional || old.input(&port.name).is_some());
    let gives = old.outputs.iter().all(|port| new.output(&port.name) == Some(port));
    let empty = serde_json::Map::new();
    let properties =
        |spec: &OperatorSpec| spec.parameters["properties"].as_object().unwrap_or(&empty).clone();
    let now = properties(new);
    let sets = properties(old)
        .iter()
        .all(|(name, schema)| now.get(name).is_some_and(|now| takes(now, schema)));
    feeds && asks && gives && sets
}

/// Whether a parameter takes all values that it took: the same type, and no narrower bounds.
fn takes(now: &Value, before: &Value) -> bool {
    let bound = |schema: &Value, name: &str| schema[name].as_f64();
    let wide =
        |name: &str, wider: fn(f64, f64) -> bool| match (bound(now, name), bound(before, name)) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(now), Some(before)) => wider(now, before),
        };
    now["type"] == before["type"]
        && wide("minimum", |now, before| now <= before)
        && wide("exclusiveMinimum", |now, before| now <= before)
        && wide("maximum", |now, before| now >= before)
        && wide("exclusiveMaximum", |now, before| now >= before)
}
