//! What the forms of the editor are told, against a real database and store.

mod forms;
mod plan;
mod statistics;
mod survey;

use mudrock::domain::dag::DagDefinition;
use mudrock::domain::dag_file;
use serde_json::{Value, json};

/// Reads a pipeline given as JSON.
fn definition(json: &Value) -> DagDefinition {
    dag_file::read(&json.to_string(), "test.json").unwrap()
}

/// Gamma ray to shale volume to a despiked copy of it, both kept.
fn shale(wells: &[&str]) -> Value {
    json!({
        "name": "shale", "nodes": [
            {"id": "in", "name": "Wells", "dependencies": [], "node_type": {"type": "ingestion",
                "source_type": {"source": "well_logs", "well_ids": wells, "curve_names": ["GR", "RHOB"]}}},
            {"id": "vsh", "name": "Shale", "dependencies": ["in"], "node_type": {"type": "operator",
                "operator_id": "vshale_gr_linear", "parameters": {"gr_clean": 20.0, "gr_shale": 120.0}},
                "curve_mapping": {"VSH_GR": {"mode": "create_new", "output_curve_id": null, "suffix": "_1"}}},
            {"id": "hmp", "name": "Despike", "dependencies": ["vsh"], "node_type": {"type": "operator",
                "operator_id": "hampel_filter", "parameters": {"half_window": 3}, "inputs": {"X": "vsh.VSH_GR"}},
                "curve_mapping": {"X_HMP": {"mode": "create_new", "output_curve_id": null, "suffix": "_despiked"}}},
            {"id": "out", "name": "Keep", "dependencies": ["hmp"],
                "node_type": {"type": "output", "output_type": "frontend"}}
        ]
    })
}
