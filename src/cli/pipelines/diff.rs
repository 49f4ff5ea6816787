//! `pipelines diff`: what differs between two pipelines, in words or as a picture.

use std::collections::HashMap;

use clap::Args;
use serde_json::{Value, json};

use crate::canvas::geometry::Rect;
use crate::canvas::graph::Graph;
use crate::canvas::label::Charset;
use crate::canvas::layout::Zoom;
use crate::canvas::raster::{Cell, Raster, Style};
use crate::canvas::text::fitting;
use crate::cli::failure::{Exit, Failure};
use crate::cli::out::{Out, Tone};
use crate::cli::target::{self, Given, with_workspace};
use crate::cli::words::clean;
use crate::config::Settings;
use crate::domain::dag::DagDefinition;
use crate::edit::diff::{Change, DiffGraph, difference};
use crate::services::Workspace;
use crate::services::pipelines::read_file;

/// Arguments of `pipelines diff`.
#[derive(Debug, Args)]
#[command(after_help = "Exit codes: 0 no difference, 1 differences, 2 trouble.")]
pub struct DiffArgs {
    /// The older one: name or id of a stored pipeline, such a one @ a revision or branch, or a file.
    #[arg(value_name = "BEFORE")]
    before: String,
    /// The newer one.
    #[arg(value_name = "AFTER")]
    after: String,
    /// Project of stored pipelines; may be left out where there is only one.
    #[arg(long, value_name = "NAME", env = "MUDROCK_PROJECT")]
    project: Option<String>,
    /// Draw both as one graph.
    #[arg(long)]
    graph: bool,
    /// Columns to fit the graph into; those of the terminal when left out.
    #[arg(long, value_name = "N", requires = "graph")]
    width: Option<usize>,
}

/// Tells the difference; like `diff`, it has an exit code of its own for one.
pub async fn run(args: &DiffArgs, settings: &Settings, out: &Out) -> Result<Exit, Failure> {
    let (before, after) = sides(args, settings, out)
        .await
        .map_err(|failure| Failure { exit: Exit::Usage, ..failure })?;
    let difference = difference(&before, &after);
    let graph = args.graph.then(|| DiffGraph::between(&before, &after));
    if out.json {
        let mut report = serde_json::to_value(&difference).expect("a difference is plain data");
        report["equal"] = difference.is_empty().into();
        if let Some(graph) = &graph {
            report["graph"] = as_json(graph);
        }
        out.value(&report);
    } else if let Some(graph) = &graph {
        let width = args.width.unwrap_or_else(|| out.width());
        drawn(graph, width, out).iter().for_each(|row| out.line(row));
    } else {
        for line in difference.lines() {
            let text = match line.depth {
                0 => format!("{} {}", line.change.sign(), line.text),
                _ => format!("    {}", line.text),
            };
            let text = match out.charset {
                Charset::Unicode => text,
                Charset::Ascii => text.replace('→', "->").replace('…', "..."),
            };
            out.line(&out.paint(tone(line.change), &clean(&text)));
        }
        if difference.is_empty() {
            out.line("no difference");
        }
    }
    Ok(if difference.is_empty() { Exit::Done } else { Exit::Failed })
}

async fn sides(
    args: &DiffArgs,
    settings: &Settings,
    out: &Out,
) -> Result<(DagDefinition, DagDefinition), Failure> {
    let (before, after) = (Given::of(&args.before), Given::of(&args.after));
    if let (Given::File(before), Given::File(after)) = (&before, &after) {
        return Ok((read_file(before)?.definition, read_file(after)?.definition));
    }
    with_workspace(settings, out, async |workspace| {
        let project = args.project.as_deref();
        let before = side(workspace, project, before).await?;
        Ok((before, side(workspace, project, after).await?))
    })
    .await
}

/// Returns what a side of the comparison names; the one place that knows what a side may be.
async fn side(
    workspace: &Workspace,
    project: Option<&str>,
    given: Given,
) -> Result<DagDefinition, Failure> {
    match given {
        Given::File(path) => Ok(read_file(&path)?.definition),
        Given::Stored(name) => {
            let project = target::project(workspace, project).await?;
            // A pipeline may have an @ in its name, and then that is what is meant.
            let error = match workspace.find_pipeline(project.id, &name).await {
                Ok(found) => return Ok(found.definition),
                Err(error) => error,
            };
            let Some((name, revision)) = name.rsplit_once('@') else { return Err(error.into()) };
            let found = workspace.find_pipeline(project.id, name).await?;
            Ok(workspace.revision(found.id, revision).await?.definition)
        }
    }
}

fn tone(change: Change) -> Tone {
    match change {
        Change::Added => Tone::Good,
        Change::Removed => Tone::Bad,
        Change::Changed => Tone::Doubtful,
        Change::Same => Tone::Faint,
    }
}

/// Draws both sides as one graph: signs in the titles, dashes for edges that are gone, and colours
/// where there are any.
fn drawn(diff: &DiffGraph, width: usize, out: &Out) -> Vec<String> {
    let mut graph = Graph::from_definition(&diff.definition());
    for (node, (_, change)) in graph.nodes.iter_mut().zip(&diff.nodes) {
        // What is wrong with a node is another question.
        (node.problem, node.pinned) = (None, None);
        if *change != Change::Same {
            node.title = format!("{} {}", change.sign(), node.title);
        }
    }
    let changes: HashMap<(usize, usize), Change> =
        diff.edges.iter().map(|(from, to, change)| ((*from, *to), *change)).collect();
    let of_edge = |from, to| changes.get(&(from, to)).copied().unwrap_or(Change::Same);
    for edge in &mut graph.edges {
        let removed = of_edge(edge.from, edge.to) == Change::Removed;
        edge.problem = removed.then(|| "removed".to_owned());
    }
    let of_cell = |cell: &Cell| match (cell.node, cell.edges.as_slice()) {
        (Some(node), _) => diff.nodes[node].1,
        (None, [first, others @ ..]) => {
            let of = |edge: usize| of_edge(graph.edges[edge].from, graph.edges[edge].to);
            let first = of(*first);
            if others.iter().all(|edge| of(*edge) == first) { first } else { Change::Same }
        }
        (None, []) => Change::Same,
    };
    let layout = fitting(&graph, Zoom::Box, None, width);
    let style = Style { charset: out.charset, ..Style::default() };
    let raster = Raster::whole(&graph, &layout, style);
    let row = |y| {
        let mut painted = String::new();
        let (mut run, mut of_run) = (String::new(), Change::Same);
        for (_, cell) in raster.cells_in(Rect::new(0, y, layout.width, 1)) {
            let change = of_cell(cell);
            if change != of_run {
                painted.push_str(&out.paint(tone(of_run), &clean(&run)));
                (run, of_run) = (String::new(), change);
            }
            run.extend(cell.glyph);
        }
        painted.push_str(&out.paint(tone(of_run), clean(&run).trim_end()));
        painted.trim_end().to_owned()
    };
    (0..layout.height).map(row).collect()
}

fn as_json(graph: &DiffGraph) -> Value {
    let nodes = graph
        .nodes
        .iter()
        .map(|(node, change)| json!({ "id": node.id, "name": node.name, "change": change }));
    let id = |at: &usize| &graph.nodes[*at].0.id;
    let edges = graph
        .edges
        .iter()
        .map(|(from, to, change)| json!({ "from": id(from), "to": id(to), "change": change }));
    json!({ "nodes": nodes.collect::<Vec<_>>(), "edges": edges.collect::<Vec<_>>() })
}
