//! Both ends of a pipeline: settings that make no sense, and what runs cannot do yet.

use super::graph::{Graph, label};
use super::listing::first_few;
use super::offer::Offer;
use crate::domain::dag::{DagNode, Filters, IfExists, NodeType, OutputType};
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::export::{FileNames, FilePattern, check_table_name};
use crate::domain::nearest::nearest;

/// Checks where an output writes, alone and against the outputs before it.
pub(super) fn check_output(graph: &Graph, index: usize, diagnostics: &mut Vec<Diagnostic>) {
    let node = graph.node(index);
    let NodeType::Output { output_type, if_exists } = &node.node_type else { return };
    if *output_type == OutputType::Frontend && *if_exists != IfExists::default() {
        diagnostics.push(
            Diagnostic::warning(
                ErrorType::ParameterInvalid,
                format!("output \"{}\" writes nothing that could exist", label(node)),
            )
            .at_node(&node.id)
            .at_parameter("if_exists")
            .found(if_exists.name())
            .hint("remove `if_exists`; a `curve_mapping` says what becomes of curves"),
        );
    }
    let target = match target(output_type) {
        Ok(Some(target)) => target,
        Ok(None) => return,
        Err(problem) => return diagnostics.push(problem.at_node(&node.id)),
    };
    let same =
        graph.of_type("output").into_iter().take_while(|other| *other < index).find(|other| {
            let NodeType::Output { output_type, .. } = &graph.node(*other).node_type else {
                return false;
            };
            self::target(output_type).is_ok_and(|other| other.as_ref() == Some(&target))
        });
    if let Some(same) = same {
        diagnostics.push(
            Diagnostic::error(ErrorType::ParameterInvalid, "two outputs would write one target")
                .at_node(&node.id)
                .found(format!("{target} of \"{}\" and of \"{}\"", label(graph.node(same)), label(node)))
                .hint("give one of them another path or table, or let one output depend on both nodes"),
        );
    }
}

/// Returns what an output writes, in a form by which equal targets are known; nothing for the screens.
fn target(output: &OutputType) -> Result<Option<String>, Diagnostic> {
    if let Some(storage_path) = output.storage_path() {
        // Some file systems do not tell letters by their case.
        let names = FileNames { well: "{well}", pipeline: "{pipeline}", execution: "{execution}" };
        let pattern = FilePattern::parse(storage_path, output.kind())?;
        return Ok(Some(pattern.path(&names).to_lowercase()));
    }
    if let OutputType::PostgresTable { table_name } = output {
        check_table_name(table_name)?;
        return Ok(Some(format!("table {table_name}")));
    }
    Ok(None)
}

/// Refuses a source that the engine does not read; what it would offer is not known.
pub(super) fn unsupported(
    node: &DagNode,
    source: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Vec<Offer>> {
    diagnostics.push(
        Diagnostic::error(
            ErrorType::NotSupported,
            format!("ingestion \"{}\" cannot be read by a run yet", label(node)),
        )
        .at_node(&node.id)
        .found(source)
        .wanted("well_logs")
        .hint("import the data as curves and read them with the source `well_logs`"),
    );
    None
}

/// Checks that a range has its smaller value first.
pub(super) fn check_range(
    node: &DagNode,
    parameter: &str,
    range: Option<&[f64; 2]>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    if let Some([top, base]) = range.filter(|[top, base]| top > base) {
        diagnostics.push(
            Diagnostic::error(ErrorType::ParameterInvalid, "range is upside down")
                .at_node(&node.id)
                .at_parameter(parameter)
                .found(format!("{top} to {base}"))
                .wanted("the smaller value first")
                .hint(format!("write [{base}, {top}]")),
        );
    }
}

/// Checks the filters of an ingestion against the curves that it reads.
pub(super) fn check_filters(
    node: &DagNode,
    filters: &Filters,
    curve_names: &[String],
    diagnostics: &mut Vec<Diagnostic>,
) {
    check_range(node, "filters.depth_range", filters.depth_range.as_ref(), diagnostics);
    if filters.quality_flags.iter().flatten().any(|flag| flag.trim().is_empty()) {
        diagnostics.push(
            Diagnostic::error(
                ErrorType::ParameterInvalid,
                format!("a quality flag of \"{}\" has no name", label(node)),
            )
            .at_node(&node.id)
            .at_parameter("filters.quality_flags")
            .found("an empty name")
            .wanted("names of flag curves")
            .hint("name the curve, or remove the flag"),
        );
    }
    for (curve, filter) in &filters.curve_filters {
        let bounds = filter.min_value.zip(filter.max_value).map(|(least, most)| [least, most]);
        check_range(node, &format!("filters.curve_filters.{curve}"), bounds.as_ref(), diagnostics);
        if !curve_names.iter().any(|name| name == "*" || name.eq_ignore_ascii_case(curve)) {
            let near = nearest(curve, curve_names.iter().map(String::as_str));
            diagnostics.push(
                Diagnostic::error(
                    ErrorType::MissingInputCurves,
                    format!("filter of \"{}\" names a curve that is not read", label(node)),
                )
                .at_node(&node.id)
                .of_curve(curve)
                .wanted(first_few(curve_names))
                .hint(near.map_or_else(
                    || format!("add `{curve}` to `curve_names`, or remove the filter"),
                    |near| format!("did you mean `{near}`?"),
                )),
            );
        }
    }
}
