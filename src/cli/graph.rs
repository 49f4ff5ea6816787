//! `graph`: the picture of a pipeline.

use std::collections::{BTreeMap, BTreeSet};

use clap::{Args, ValueEnum};
use serde_json::json;

use super::failure::{Exit, Failure};
use super::out::Out;
use super::print;
use super::target::{self, Given, in_file, with_names, with_workspace};
use crate::canvas::fold::{self, Folded};
use crate::canvas::graph::Graph;
use crate::canvas::label::Charset;
use crate::canvas::layout;
use crate::config::Settings;
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::rows::{PipelineDetail, RunDetail};
use crate::services::Workspace;
use crate::services::graphs::{self, View, draw, graph_of};
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
    /// Which way data flows; whichever fits when left out.
    #[arg(long, value_enum)]
    direction: Option<Direction>,
    /// How much of a node is shown; its title in a box when left out.
    #[arg(long, value_enum)]
    zoom: Option<Zoom>,
    /// Draws three or more branches that do the same between the same nodes as one.
    #[arg(long)]
    fold: bool,
    /// Draws the nodes with a tag as one.
    #[arg(long, value_name = "TAG")]
    fold_tag: Option<String>,
    /// Run whose states are shown: an id or enough of it, `last`, or `none`.
    #[arg(long, value_name = "RUN")]
    run: Option<String>,
}

/// Form of the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
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

/// Which way data flows.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Direction {
    /// From left to right.
    Right,
    /// From top to bottom.
    Down,
}

/// How much of a node is shown.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Zoom {
    /// A sign alone.
    Glyph,
    /// State and title in one row.
    Line,
    /// State and title in a box.
    Box,
    /// State, title and detail in a box.
    Card,
}

/// Draws the pipeline; its problems follow on standard error.
pub async fn run(args: GraphArgs, settings: &Settings, out: &Out) -> Result<Exit, Failure> {
    let view = view(&args, out)?;
    let (graph, diagnostics) = match Given::of(&args.pipeline) {
        Given::File(path) => {
            if let Some(run) = &args.run {
                return Err(Failure::usage(
                    Diagnostic::error(ErrorType::ExecutionNotFound, "a pipeline file has no runs")
                        .found(format!("--run {run}, and the file {}", path.display()))
                        .wanted("the name of a stored pipeline")
                        .hint("leave --run out, or name the pipeline as it is stored"),
                ));
            }
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
            let (detail, run) = with_workspace(settings, out, async |workspace| {
                let project = target::project(workspace, args.project.as_deref()).await?;
                let stored = workspace.find_pipeline(project.id, &name).await?;
                let mut detail = workspace.pipeline(stored.id).await?;
                let last = detail.last_run.take();
                let run = shown_run(workspace, &detail, last, args.run.as_deref()).await?;
                Ok((detail, run))
            })
            .await?;
            of_stored(detail, run)
        }
    };
    let folded = folded(&graph, &args)?;
    if out.json {
        out.value(&as_json(&graph, &folded, &diagnostics));
    } else {
        out.text(&draw(&folded.graph, &view));
        print::diagnostics(out, diagnostics.iter().filter(|found| found.is_error()));
    }
    Ok(Exit::Done)
}

/// Returns the run that is asked for; without a wish the last, if there is one.
async fn shown_run(
    workspace: &Workspace,
    pipeline: &PipelineDetail,
    last: Option<RunDetail>,
    asked: Option<&str>,
) -> Result<Option<RunDetail>, Failure> {
    let name = &pipeline.definition.name;
    match asked {
        None => Ok(last),
        Some("none") => Ok(None),
        Some("last") if last.is_none() => Err(Failure::from(
            Diagnostic::error(ErrorType::ExecutionNotFound, format!("\"{name}\" has no run yet"))
                .hint("leave --run out, or start one with `mudrock run`"),
        )),
        Some("last") => Ok(last),
        Some(id) => {
            let run = workspace.run(workspace.find_run(id).await?).await?;
            if run.run.pipeline_id == Some(pipeline.id) {
                return Ok(Some(run));
            }
            Err(Failure::from(
                Diagnostic::error(ErrorType::ExecutionNotFound, "the run is of another pipeline")
                    .found(format!("a run of \"{}\"", run.run.pipeline_name))
                    .wanted(format!("a run of \"{name}\""))
                    .hint("`mudrock runs list` lists runs with their pipelines"),
            ))
        }
    }
}

fn of_stored(detail: PipelineDetail, run: Option<RunDetail>) -> (Graph, Vec<Diagnostic>) {
    let states = run.iter().flat_map(|run| &run.nodes);
    let states = states.map(|node| (node.node_id.clone(), node.status)).collect();
    let graph = graph_of(&detail.definition, &states, &detail.diagnostics);
    let named = |found| with_names(found, &detail.definition);
    (graph, detail.diagnostics.into_iter().map(named).collect())
}

/// Returns the graph as it is drawn, with every node of its own where nothing is folded.
fn folded(graph: &Graph, args: &GraphArgs) -> Result<Folded, Failure> {
    let Some(tag) = &args.fold_tag else {
        return Ok(if args.fold {
            fold::fold(graph, &BTreeSet::new())
        } else {
            fold::whole(graph)
        });
    };
    if args.fold {
        return Err(Failure::usage(
            Diagnostic::error(
                ErrorType::NotSupported,
                "branches and a tag cannot be folded at once",
            )
            .found("--fold and --fold-tag")
            .wanted("one of them"),
        ));
    }
    let tags: BTreeSet<&str> =
        graph.nodes.iter().flat_map(|node| &node.tags).map(String::as_str).collect();
    if !tags.contains(tag.as_str()) {
        let found = match tags.len() {
            0 => "no tags at all".to_owned(),
            _ => format!("tags {}", tags.into_iter().collect::<Vec<_>>().join(", ")),
        };
        return Err(Failure::usage(
            Diagnostic::error(ErrorType::NodeNotFound, format!("no node has the tag \"{tag}\""))
                .found(found)
                .hint("tags are in `metadata.tags` of a node"),
        ));
    }
    let folded = fold::fold_tag(graph, tag);
    let tagged = graph.nodes.iter().filter(|node| node.tags.contains(tag)).count();
    if folded.groups.is_empty() && tagged > 1 {
        return Err(Failure::usage(
            Diagnostic::error(
                ErrorType::NotSupported,
                format!("the nodes with the tag \"{tag}\" cannot be drawn as one"),
            )
            .found("a path that leaves them and enters them again")
            .hint("tag the nodes on that path too"),
        ));
    }
    Ok(folded)
}

fn view(args: &GraphArgs, out: &Out) -> Result<View, Failure> {
    let format = match (args.format, out.charset) {
        (Some(Format::Ascii), _) | (None, Charset::Ascii) => graphs::Format::Ascii,
        (Some(Format::Unicode), _) | (None, Charset::Unicode) => graphs::Format::Unicode,
        (Some(Format::Dot), _) => graphs::Format::Dot,
        (Some(Format::Mermaid), _) => graphs::Format::Mermaid,
        (Some(Format::Svg), _) => graphs::Format::Svg,
    };
    if args.zoom.is_some() && matches!(format, graphs::Format::Dot | graphs::Format::Mermaid) {
        return Err(Failure::usage(
            Diagnostic::error(ErrorType::NotSupported, "this form has no zoom")
                .found("--zoom with --format dot or mermaid, whose programs draw the nodes")
                .wanted("--format unicode, ascii or svg"),
        ));
    }
    let direction = args.direction.map(|direction| match direction {
        Direction::Right => layout::Direction::LeftToRight,
        Direction::Down => layout::Direction::TopToBottom,
    });
    let zoom = args.zoom.map_or(layout::Zoom::Box, |zoom| match zoom {
        Zoom::Glyph => layout::Zoom::Glyph,
        Zoom::Line => layout::Zoom::Line,
        Zoom::Box => layout::Zoom::Box,
        Zoom::Card => layout::Zoom::Card,
    });
    Ok(View { format, width: args.width.unwrap_or_else(|| out.width()), direction, zoom })
}

fn as_json(whole: &Graph, folded: &Folded, diagnostics: &[Diagnostic]) -> serde_json::Value {
    let graph = &folded.graph;
    let nodes: Vec<_> = graph
        .nodes
        .iter()
        .enumerate()
        .map(|(at, node)| {
            let mut value = json!({
                "id": node.id, "name": node.title, "detail": node.detail,
                "status": node.status, "problem": node.problem,
            });
            if let Some(group) = folded.group(at) {
                let ids = group.members.iter().map(|&member| whole.nodes[member].id.as_str());
                value["members"] = ids.collect();
            }
            value
        })
        .collect();
    let edges: Vec<_> = graph
        .edges
        .iter()
        .map(|edge| json!({ "from": graph.nodes[edge.from].id, "to": graph.nodes[edge.to].id }))
        .collect();
    json!({ "nodes": nodes, "edges": edges, "diagnostics": diagnostics })
}
