//! What the outputs of a run would write, told before it starts.

use std::collections::BTreeMap;

use super::workspace::Workspace;
use crate::domain::dag::IfExists;
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::export::PlannedOutput;
use crate::domain::plan::Plan;
use crate::engine::{self, RunNames, RunWell};

/// Targets that a refusal names at most.
const TARGETS_NAMED: usize = 3;

impl Workspace {
    /// Returns each file and table that a plan would write, well by well, and whether it is there already.
    ///
    /// It writes nothing, so that a dry run may ask for it.
    pub(super) async fn planned_outputs(
        &self,
        plan: &Plan,
        names: RunNames<'_>,
        wells: &[RunWell],
    ) -> Result<Vec<PlannedOutput>, Diagnostic> {
        engine::planned_outputs(&self.inner.engine, plan, names, wells).await
    }
}

/// Refuses outputs that would touch what they may not: what is there, or what another of them writes.
pub(super) fn refuse_existing(planned: &[PlannedOutput]) -> Result<(), Vec<Diagnostic>> {
    let mut problems = Vec::new();
    let mut refused: BTreeMap<&str, Vec<&PlannedOutput>> = BTreeMap::new();
    let mut files: BTreeMap<String, &PlannedOutput> = BTreeMap::new();
    for output in planned {
        if output.exists && output.if_exists == IfExists::Refuse {
            refused.entry(&output.node_id).or_default().push(output);
        }
        // Rows of many wells share a table; a file belongs to one.
        if output.kind == "postgres_table" || output.if_exists == IfExists::NewName {
            continue;
        }
        if let Some(first) = files.insert(output.target.to_lowercase(), output) {
            problems.push(
                Diagnostic::error(ErrorType::NameTaken, "two outputs would write one file")
                    .at_node(&output.node)
                    .in_well(&output.well)
                    .found(format!(
                        "{}, which \"{}\" writes of {}",
                        output.target, first.node, first.well
                    ))
                    .hint("give one of the nodes another path"),
            );
        }
    }
    for outputs in refused.values() {
        let node = &outputs[0].node;
        let table = outputs[0].kind == "postgres_table";
        let named: Vec<&str> = outputs
            .iter()
            .take(TARGETS_NAMED)
            .map(|output| if table { &output.well } else { &output.target })
            .map(String::as_str)
            .collect();
        let more = match outputs.len() - named.len() {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let named = format!("{}{more}", named.join(", "));
        let (what, found) = if table {
            (
                "the table has rows of these wells already",
                format!("{} with {named}", outputs[0].target),
            )
        } else {
            ("files of the output are there already", named)
        };
        problems.push(
            Diagnostic::error(ErrorType::NameTaken, what)
                .at_node(node)
                .found(found)
                .hint("move them away, or set `if_exists` to `replace` or `new_name`"),
        );
    }
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn planned(kind: &'static str, well: &str, target: &str, exists: bool) -> PlannedOutput {
        PlannedOutput {
            node_id: "out".to_owned(),
            node: "Out".to_owned(),
            kind,
            well: well.to_owned(),
            target: target.to_owned(),
            exists,
            if_exists: IfExists::Refuse,
        }
    }

    #[test]
    fn one_refusal_names_what_an_output_would_touch() {
        let files: Vec<PlannedOutput> =
            (1..=5).map(|well| planned("las", "A", &format!("x/{well}.las"), well != 2)).collect();
        let problems = refuse_existing(&files).unwrap_err();
        assert_eq!(problems.len(), 1);
        assert_eq!(problems[0].found.as_deref(), Some("x/1.las, x/3.las, x/4.las and 1 more"));
        let rows = [planned("postgres_table", "A", "exports.t", true)];
        let problems = refuse_existing(&rows).unwrap_err();
        assert_eq!(problems[0].found.as_deref(), Some("exports.t with A"));
    }

    #[test]
    fn a_table_takes_many_wells_and_a_file_one() {
        let rows = ["A", "B"].map(|well| planned("postgres_table", well, "exports.t", false));
        assert_eq!(refuse_existing(&rows), Ok(()));
        let files = ["a.csv", "A.csv"].map(|file| planned("csv", "A", file, false));
        assert_eq!(refuse_existing(&files).unwrap_err().len(), 1);
    }
}
