//! `pipelines show`: the nodes of a pipeline with their ports and kept curves.

use serde_json::json;

use super::ShowArgs;
use crate::cli::failure::{Exit, Failure};
use crate::cli::out::{Out, Tone};
use crate::cli::print;
use crate::cli::summary::status_cell;
use crate::cli::table::{Table, plain};
use crate::cli::target::{self, Given, named, with_names, with_workspace};
use crate::cli::words::{clean, count};
use crate::config::Settings;
use crate::domain::dag::{CurveMapping, DagDefinition, DagNode, NodeType, WriteMode, references};
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::execution::Status;
use crate::services::pipelines::{read_file, validate_alone};

/// Shows a stored pipeline, or a file.
pub async fn run(args: &ShowArgs, settings: &Settings, out: &Out) -> Result<Exit, Failure> {
    let ShowArgs { one: args, revision } = args;
    let (definition, diagnostics, last_run) = match Given::of(&args.pipeline) {
        Given::File(path) if revision.is_some() => {
            let error = Diagnostic::error(ErrorType::RevisionNotFound, "a file has no revisions");
            return Err(Failure::usage(error.in_file(path.display().to_string())));
        }
        Given::File(path) => {
            let definition = read_file(&path)?.definition;
            let diagnostics = validate_alone(&definition).diagnostics;
            (definition, diagnostics, None)
        }
        Given::Stored(name) => {
            with_workspace(settings, out, async |workspace| {
                let project = target::project(workspace, args.project.as_deref()).await?;
                let stored = workspace.find_pipeline(project.id, &name).await?;
                let Some(revision) = revision else {
                    let detail = workspace.pipeline(stored.id).await?;
                    return Ok((detail.definition, detail.diagnostics, detail.last_run));
                };
                // The newest run belongs to what main said, not to this.
                let definition = workspace.revision(stored.id, revision).await?.definition;
                let found = workspace.validate(project.id, &definition).await?.diagnostics;
                Ok((definition, found, None))
            })
            .await?
        }
    };
    if out.json {
        out.value(&json!({
            "definition": definition, "diagnostics": diagnostics, "last_run": last_run,
        }));
        return Ok(Exit::Done);
    }
    let name = out.paint(Tone::Strong, &clean(&definition.name));
    let nodes = count(definition.nodes.len(), "node");
    out.line(&format!("{name}  {}, {nodes}", clean(&definition.version)));
    if !definition.metadata.description.is_empty() {
        out.line(&out.paint(Tone::Faint, &clean(&definition.metadata.description)));
    }
    out.line("");
    let state = |node: &DagNode| -> Option<Status> {
        let nodes = &last_run.as_ref()?.nodes;
        nodes.iter().find(|run| run.node_id == node.id).map(|run| run.status)
    };
    let mut table = Table::new(&["node", "does", "reads", "keeps", "last run"]);
    for node in &definition.nodes {
        table.row([
            plain(if node.name.is_empty() { node.id.clone() } else { node.name.clone() }),
            plain(does(node)),
            plain(reads(node, &definition)),
            plain(keeps(node)),
            state(node).map_or_else(
                || (out.nothing().to_owned(), Tone::Faint),
                |status| status_cell(status, out),
            ),
        ]);
    }
    table.print(out);
    let diagnostics: Vec<_> =
        diagnostics.into_iter().map(|found| with_names(found, &definition)).collect();
    print::diagnostics(out, &diagnostics);
    Ok(Exit::Done)
}

fn does(node: &DagNode) -> String {
    match &node.node_type {
        NodeType::Ingestion { .. } => "reads curves".to_owned(),
        NodeType::Operator { operator_id, .. } => operator_id.clone(),
        NodeType::Output { .. } => "hands results on".to_owned(),
    }
}

/// Returns what a node reads, as `PORT = node.CURVE`, or the nodes before it.
fn reads(node: &DagNode, definition: &DagDefinition) -> String {
    if let NodeType::Operator { inputs, .. } = &node.node_type
        && !inputs.is_empty()
    {
        let bound = inputs.iter().map(|(port, source)| {
            // A reference within one well reads best as the node's name and the curve.
            let read = references(source).map(|one| match definition.split_reference(one) {
                Some((from, curve)) => format!("{}.{curve}", from.name),
                None => one.to_owned(),
            });
            format!("{port} = {}", read.collect::<Vec<_>>().join(" + "))
        });
        return bound.collect::<Vec<_>>().join(", ");
    }
    match &node.node_type {
        NodeType::Ingestion { source_type, .. } => {
            let source = serde_json::to_value(source_type).unwrap_or_default();
            let names = source["curve_names"].as_array().into_iter().flatten();
            names.filter_map(|name| name.as_str()).collect::<Vec<_>>().join(" ")
        }
        _ => {
            let before = node.dependencies.iter().map(|id| named(id, definition));
            before.collect::<Vec<_>>().join(", ")
        }
    }
}

/// Returns which curves a node keeps.
fn keeps(node: &DagNode) -> String {
    let kept = node.curve_mapping.iter().map(|(port, mapping)| kept(port, mapping));
    kept.collect::<Vec<_>>().join(", ")
}

fn kept(port: &str, mapping: &CurveMapping) -> String {
    let overwritten = mapping.output_curve_name.as_ref().or(mapping.output_curve_id.as_ref());
    match mapping.mode {
        WriteMode::CreateNew => format!("{port}{}", mapping.suffix.as_deref().unwrap_or_default()),
        WriteMode::Overwrite => match overwritten {
            Some(curve) => format!("{port} over {curve}"),
            None => format!("{port} over its namesake"),
        },
    }
}
