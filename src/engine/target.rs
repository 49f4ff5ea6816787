//! Where the outputs of a run write: the file or table of each well, and what is there already.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::context::{Engine, RunWell};
use crate::control::exports;
use crate::data::export::ExportFolder;
use crate::domain::dag::{IfExists, OutputType};
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::export::{FileNames, FilePattern, PlannedOutput, TABLE_SCHEMA, safe_name};
use crate::domain::plan::{Plan, Work};

/// Names that stand in the paths of a run.
#[derive(Debug, Clone, Copy)]
pub struct RunNames<'a> {
    /// Name of the pipeline.
    pub pipeline: &'a str,
    /// Id of the execution; `None` before there is one.
    pub execution: Option<Uuid>,
}

/// Returns the path of a well's file, relative to the exports; `None` for an output that writes no files.
pub(super) fn file_of(
    output: &OutputType,
    names: RunNames<'_>,
    well: &RunWell,
) -> Option<Result<String, Diagnostic>> {
    let pattern = FilePattern::parse(output.storage_path()?, output.kind());
    let execution =
        names.execution.map_or_else(|| "{execution}".to_owned(), |execution| execution.to_string());
    let pipeline = safe_name(names.pipeline);
    let names = FileNames { well: &well.file_name, pipeline: &pipeline, execution: &execution };
    Some(pattern.map(|pattern| pattern.path(&names)))
}

/// Returns what the outputs of a plan would write for each well, and whether it is there already.
///
/// Nothing is written, and nothing is promised: wells may fail, and files may appear meanwhile.
pub async fn planned_outputs(
    engine: &Engine,
    plan: &Plan,
    names: RunNames<'_>,
    wells: &[RunWell],
) -> Result<Vec<PlannedOutput>, Diagnostic> {
    let ids: Vec<Uuid> = wells.iter().map(|well| well.id).collect();
    let mut planned = Vec::new();
    for node in &plan.nodes {
        let Work::Output { output, if_exists, .. } = &node.work else { continue };
        let one = |well: &RunWell, target: String, exists: bool| PlannedOutput {
            node_id: node.id.clone(),
            node: node.name.clone(),
            kind: output.kind(),
            well: well.name.clone(),
            target,
            exists,
            if_exists: *if_exists,
        };
        match output {
            OutputType::Frontend => {}
            OutputType::PostgresTable { table_name } => {
                let client = engine.database.client().await?;
                let (table, there) = match if_exists {
                    IfExists::NewName => {
                        (exports::free_table(&client, table_name).await?, BTreeSet::new())
                    }
                    _ => {
                        let there = exports::wells_in(&client, table_name, &ids).await;
                        (table_name.clone(), there.map_err(|error| error.at_node(&node.name))?)
                    }
                };
                let target = format!("{TABLE_SCHEMA}.{table}");
                let of = |well: &RunWell| one(well, target.clone(), there.contains(&well.id));
                planned.extend(wells.iter().map(of));
            }
            _ => {
                let paths = wells.iter().filter_map(|well| file_of(output, names, well));
                let paths: Vec<String> =
                    paths.collect::<Result<_, _>>().map_err(|error| error.at_node(&node.name))?;
                let looked = look(engine.exports.clone(), paths, *if_exists).await?;
                for (well, (path, exists)) in wells.iter().zip(looked) {
                    planned.push(one(well, path, exists));
                }
            }
        }
    }
    Ok(planned)
}

/// Returns the full path that each file would have, and whether something stands there.
async fn look(
    exports: ExportFolder,
    paths: Vec<String>,
    if_exists: IfExists,
) -> Result<Vec<(String, bool)>, Diagnostic> {
    // Thousands of looks at a network folder take their time.
    tokio::task::spawn_blocking(move || {
        let look = |path: String| {
            let path = match if_exists {
                IfExists::NewName => exports.free(&path),
                _ => path,
            };
            (exports.path(&path).display().to_string(), exports.exists(&path))
        };
        paths.into_iter().map(look).collect()
    })
    .await
    .map_err(|error| {
        Diagnostic::error(ErrorType::Internal, "the folder of exports could not be looked at")
            .found(error.to_string())
            .hint("this is a defect of the program; please report it")
    })
}
