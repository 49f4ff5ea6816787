//! Both ends of a pipeline: settings that make no sense, and what runs cannot do yet.

use super::graph::label;
use super::listing::first_few;
use super::offer::Offer;
use crate::domain::dag::{DagNode, Filters, NodeType, OutputType};
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::nearest::nearest;

/// Refuses the kinds of output that the engine does not write.
pub(super) fn check_output(node: &DagNode, diagnostics: &mut Vec<Diagnostic>) {
    let NodeType::Output { output_type } = &node.node_type else { return };
    let kind = match output_type {
        OutputType::Frontend => return,
        OutputType::Parquet { .. } => "parquet",
        OutputType::PostgresTable { .. } => "postgres_table",
        OutputType::Csv { .. } => "csv",
        OutputType::Las { .. } => "las",
    };
    diagnostics.push(
        Diagnostic::error(
            ErrorType::NotSupported,
            format!("output \"{}\" cannot be written by a run yet", label(node)),
        )
        .at_node(&node.id)
        .found(kind)
        .wanted("frontend")
        .hint("use `\"output_type\": \"frontend\"` and export the kept curves after the run"),
    );
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
    if filters.quality_flags.as_ref().is_some_and(|flags| !flags.is_empty()) {
        diagnostics.push(
            Diagnostic::error(
                ErrorType::NotSupported,
                format!("ingestion \"{}\" filters by quality flags", label(node)),
            )
            .at_node(&node.id)
            .at_parameter("filters.quality_flags")
            .found(filters.quality_flags.iter().flatten().cloned().collect::<Vec<_>>().join(", "))
            .wanted("nothing: runs do not know quality flags yet")
            .hint("remove `quality_flags`"),
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
