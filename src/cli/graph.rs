//! `graph`: the picture of a pipeline.

use std::collections::BTreeMap;

use clap::{Args, ValueEnum};
use serde_json::json;

use super::failure::{Exit, Failure};
use super::out::Out;
use super::print;
use super::target::{self, Given, in_file, with_names, with_workspace};
use crate::canvas::graph::Graph;
use crate::canvas::label::Charset;
use crate::config::Settings;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::rows::PipelineDetail;
use crate::services::graphs::{self, draw, graph_of};
use crate::services::pipelines::{read_file, validate_alone};

/// Arguments of `graph`.
#[derive(Debug, Args)]
pub struct GraphArgs {
    /// Name or id of a stored pipeline, drawn with the states of its last run, or a pipeline file.
    #[arg(value_name = "PIPELINE|FILE")]
    pipeline: String,
    /// Project; a file is checked against its curves, and without it no database is needed.
    #[arg(long, value_name = "NAME", env = "MUDROCK_PROJECT")]
    project: Option<String>,
    /// Form of the picture; characters of the terminal when left out.
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Columns to fit the picture into; those of the terminal when left out.
    #[arg(long, value_name = "N")]
    width: Option<usize>,
}

/// Form of the picture.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// Characters of every terminal.
    Ascii,
    /// Box-drawing characters.
    Unicode,
    /// Graphviz.
    Dot,
    /// Mermaid flowchart.
    Mermaid,
    /// A picture file.
    Svg,
}

/// Draws the pipeline; its problems follow on standard error.
pub async fn run(args: GraphArgs, settings: &Settings, out: &Out) -> Result<Exit, Failure> {
    let (graph, diagnostics) = match Given::of(&args.pipeline) {
        Given::File(path) => {
            let definition = read_file(&path)?.definition;
            let found = match &args.project {
                None => validate_alone(&definition).diagnostics,
                Some(project) => {
                    with_workspace(settings, out, async |workspace| {
                        let project = workspace.project(project).await?;
                        Ok(workspace.validate(project.id, &definition).await?.diagnostics)
                    })
                    .await?
                }
            };
            let graph = graph_of(&definition, &BTreeMap::new(), &found);
            (graph, found.into_iter().map(|found| in_file(found, &path)).collect())
        }
        Given::Stored(name) => {
            let detail = with_workspace(settings, out, async |workspace| {
                let project = target::project(workspace, args.project.as_deref()).await?;
                let stored = workspace.find_pipeline(project.id, &name).await?;
                Ok(workspace.pipeline(stored.id).await?)
            })
            .await?;
            of_stored(detail)
        }
    };
    if out.json {
        out.value(&as_json(&graph, &diagnostics));
    } else {
        out.text(&draw(&graph, format(&args, out), args.width.unwrap_or_else(|| out.width())));
        print::diagnostics(out, diagnostics.iter().filter(|found| found.is_error()));
    }
    Ok(Exit::Done)
}

fn of_stored(detail: PipelineDetail) -> (Graph, Vec<Diagnostic>) {
    let states = detail.last_run.iter().flat_map(|run| &run.nodes);
    let states = states.map(|node| (node.node_id.clone(), node.status)).collect();
    let graph = graph_of(&detail.definition, &states, &detail.diagnostics);
    let named = |found| with_names(found, &detail.definition);
    (graph, detail.diagnostics.into_iter().map(named).collect())
}

fn format(args: &GraphArgs, out: &Out) -> graphs::Format {
    match (args.format, out.charset) {
        (Some(Format::Ascii), _) | (None, Charset::Ascii) => graphs::Format::Ascii,
        (Some(Format::Unicode), _) | (None, Charset::Unicode) => graphs::Format::Unicode,
        (Some(Format::Dot), _) => graphs::Format::Dot,
        (Some(Format::Mermaid), _) => graphs::Format::Mermaid,
        (Some(Format::Svg), _) => graphs::Format::Svg,
    }
}

fn as_json(graph: &Graph, diagnostics: &[Diagnostic]) -> serde_json::Value {
    let nodes: Vec<_> = graph
        .nodes
        .iter()
        .map(|node| {
            json!({
                "id": node.id, "name": node.title, "detail": node.detail,
                "status": node.status, "problem": node.problem,
            })
        })
        .collect();
    let edges: Vec<_> = graph
        .edges
        .iter()
        .map(|edge| json!({ "from": graph.nodes[edge.from].id, "to": graph.nodes[edge.to].id }))
        .collect();
    json!({ "nodes": nodes, "edges": edges, "diagnostics": diagnostics })
}
