//! `run --dry-run`: what a run would do, as text.

use uuid::Uuid;

use super::failure::{Exit, Failure};
use super::out::{Out, Tone};
use super::print;
use super::table::{Table, plain};
use super::target::{self, Given};
use super::words::{clean, count, size, time};
use crate::domain::dag::{DagDefinition, IfExists};
use crate::domain::rows::RunRequest;
use crate::services::Workspace;
use crate::services::pipelines::read_file;
use crate::services::plan::RunPlan;

/// Wells, or curves that are replaced, that are shown without `--verbose`.
const SHOWN: usize = 8;

/// Plans a run, stores nothing, and prints the plan.
pub async fn run(
    workspace: &Workspace,
    project: Uuid,
    given: &Given,
    mut request: RunRequest,
    out: &Out,
) -> Result<Exit, Failure> {
    let (mut plan, definition) = match given {
        Given::File(path) => {
            let definition = read_file(path)?.definition;
            (workspace.plan_definition(project, &definition, &request).await?, definition)
        }
        Given::Stored(name) => {
            let stored = workspace.find_pipeline(project, name).await?;
            request.pipeline_id = stored.id;
            (workspace.plan(&request).await?, stored.definition)
        }
    };
    plan.problems =
        plan.problems.into_iter().map(|problem| target::with_names(problem, &definition)).collect();
    print::diagnostics(out, &plan.problems);
    if out.json {
        out.value(&plan);
    } else if plan.can_run() {
        text(&plan, &definition, out);
    }
    Ok(if plan.can_run() { Exit::Done } else { Exit::Failed })
}

fn text(plan: &RunPlan, definition: &DagDefinition, out: &Out) {
    let name = |id: &str| definition.node(id).map_or_else(|| id.to_owned(), |n| n.name.clone());
    let heading = out.paint(Tone::Strong, &clean(&plan.pipeline));
    let done = plan.wells.len() - plan.excluded.len();
    out.line(&format!("{heading}  would run on {} of {}", done, wells(plan.wells.len())));
    let about = format!(
        "at most {} read ({}), {} written ({} before compression)",
        count(usize::try_from(plan.samples_read).unwrap_or(0), "sample"),
        size(plan.bytes_read),
        plan.samples_written,
        size(plan.bytes_written),
    );
    out.line(&out.paint(Tone::Faint, &about));
    out.line("");
    let mut nodes = Table::new(&["node", "operator", "version", ">wells", ">rows"]);
    for node in &plan.nodes {
        nodes.row([
            plain(node.name.clone()),
            plain(node.operator.clone().unwrap_or_else(|| node.kind.to_owned())),
            plain(node.version.clone().unwrap_or_default()),
            plain(node.wells.to_string()),
            plain(node.rows.to_string()),
        ]);
    }
    nodes.print(out);
    if !plan.creates.is_empty() {
        out.line("");
        let mut curves = Table::new(&["new curve", "unit", "node", ">wells"]);
        for curve in &plan.creates {
            curves.row([
                plain(curve.name.clone()),
                plain(curve.unit.clone().unwrap_or_default()),
                plain(name(&curve.node)),
                plain(curve.wells.to_string()),
            ]);
        }
        curves.print(out);
    }
    for overwrite in &plan.overwrites {
        out.line("");
        let what = format!(
            "{} of \"{}\" gives {} a new version in {}:",
            overwrite.port,
            clean(&name(&overwrite.node)),
            clean(&overwrite.name),
            wells(overwrite.wells)
        );
        out.line(&out.paint(Tone::Doubtful, &what));
        let shown = if out.verbose { overwrite.curves.len() } else { SHOWN };
        let mut curves = Table::new(&["well", ">version", "written by", "author", "when"]);
        for curve in overwrite.curves.iter().take(shown) {
            curves.row([
                plain(curve.well.clone()),
                plain(curve.version.to_string()),
                plain(curve.source.clone()),
                plain(curve.author.clone()),
                plain(time(curve.written_at)),
            ]);
        }
        curves.print(out);
        more(overwrite.wells, shown, out);
    }
    if !plan.outputs.is_empty() {
        out.line("");
        let mut outputs = Table::new(&["output", "kind", "target", "there", ">wells", ">rows"]);
        let shown = if out.verbose { plan.outputs.len() } else { SHOWN };
        for output in plan.outputs.iter().take(shown) {
            let there = match (output.exists, output.if_exists) {
                (false, _) => ("no", Tone::Faint),
                (true, IfExists::Replace) => ("yes, replaced", Tone::Doubtful),
                (true, _) => ("yes", Tone::Bad),
            };
            outputs.row([
                plain(name(&output.node)),
                plain(output.kind),
                plain(output.target.clone()),
                (there.0.to_owned(), there.1),
                plain(output.wells.to_string()),
                plain(output.rows.to_string()),
            ]);
        }
        outputs.print(out);
        more(plan.outputs.len(), shown, out);
    }
    if !plan.excluded.is_empty() {
        out.line("");
        let shown = if out.verbose { plan.excluded.len() } else { SHOWN };
        let mut lost = Table::new(&["well that fails", "node", "why"]);
        for well in plan.excluded.iter().take(shown) {
            let why = (target::named(&well.why, definition), Tone::Doubtful);
            lost.row([plain(well.well.clone()), plain(name(&well.node)), why]);
        }
        lost.print(out);
        more(plan.excluded.len(), shown, out);
    }
    out.line("");
    out.line(&out.paint(Tone::Faint, "nothing was run, and nothing recorded"));
}

fn wells(number: usize) -> String {
    count(number, "well")
}

fn more(all: usize, shown: usize, out: &Out) {
    if all > shown {
        let rest = format!("and {} more (-v shows them)", all - shown);
        out.line(&out.paint(Tone::Faint, &rest));
    }
}
