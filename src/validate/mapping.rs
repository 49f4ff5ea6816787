//! Curve mappings: which outputs are kept, under which names, and what is in their way.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::catalogue::Known;
use super::flow::Flow;
use super::graph::{Graph, label};
use super::listing::{first_few, wells_of};
use super::offer::Offer;
use super::suffix::{forbidden_letter, suffix_after};
use crate::domain::dag::{CurveMapping, DagNode, NodeType, WriteMode};
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::inventory::Inventory;
use crate::domain::nearest::nearest;
use crate::domain::operator::{OperatorSpec, Rows};
use crate::domain::plan::KeptOutput;

/// Curve that a node would write.
struct Target<'a> {
    node: usize,
    port: &'a str,
    name: String,
    mapping: &'a CurveMapping,
    wells: BTreeSet<usize>,
}

/// Checks the mappings of all nodes, each alone and against each other.
pub(super) fn check(
    graph: &Graph,
    known: &[Option<Known>],
    flow: &Flow,
    inventory: Option<&Inventory>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let mut targets: Vec<Target> = Vec::new();
    for (index, node) in graph.definition.nodes.iter().enumerate() {
        let Some(Known { spec, .. }) = &known[index] else { continue };
        for (port, mapping) in &node.curve_mapping {
            let offer = flow.offers[index].iter().flatten().find(|offer| offer.name == *port);
            let (Some(_), Some(offer)) = (spec.output(port), offer) else {
                diagnostics.push(unknown_port(node, port, spec));
                continue;
            };
            if let Some(problem) = not_a_curve(node, port, spec) {
                diagnostics.push(problem);
                continue;
            }
            let checked = match mapping.mode {
                WriteMode::CreateNew => create_new(node, port, mapping, spec, offer, inventory),
                WriteMode::Overwrite => overwrite(node, port, mapping, offer, inventory),
            };
            diagnostics.extend(checked.problems);
            targets.extend(checked.name.map(|name| Target {
                node: index,
                port,
                name,
                mapping,
                wells: offer.wells.clone(),
            }));
        }
        diagnostics.extend(several_grids(node, spec));
    }
    report_collisions(graph, &targets, diagnostics);
}

/// Returns the outputs that a node keeps, in the order of the operator.
pub(super) fn kept(node: &DagNode, spec: &OperatorSpec) -> Vec<KeptOutput> {
    let outputs = spec.outputs.iter();
    outputs
        .filter(|output| spec.is_keepable(output))
        .filter_map(|output| {
            let mapping = node.curve_mapping.get(&output.name)?.clone();
            let base_from = spec.named_after(output).map(str::to_owned);
            Some(KeptOutput { port: output.name.clone(), base_from, mapping })
        })
        .collect()
}

/// Refuses to keep what has no depth for each row, or more columns than one.
fn not_a_curve(node: &DagNode, port: &str, spec: &OperatorSpec) -> Option<Diagnostic> {
    let output = spec.output(port).filter(|output| !spec.is_keepable(output))?;
    let (found, hint) = match &output.rows {
        Rows::One => ("one value for the whole well".to_owned(), TABLES_HINT),
        Rows::Table(table) if spec.depths_of(table).is_none() => {
            (format!("a column of table {table}, whose rows have no depths"), TABLES_HINT)
        }
        Rows::Table(_) if !output.repeated => {
            ("the depths of the rows".to_owned(), "every kept curve has its depths")
        }
        _ => (
            "a set of columns, whose names only a run knows".to_owned(),
            "keep what an operator makes of one of its columns",
        ),
    };
    Some(
        invalid(node, port, "output cannot be kept as a curve")
            .found(found)
            .wanted("one column with a depth for each row")
            .hint(format!("remove `{port}` from `curve_mapping`; {hint}")),
    )
}

/// Where to look for what is no curve.
const TABLES_HINT: &str = "it appears among the tables of the run: `mudrock runs tables`";

/// Refuses to keep curves on different grids: they are committed as one object.
fn several_grids(node: &DagNode, spec: &OperatorSpec) -> Option<Diagnostic> {
    let kept =
        || spec.outputs.iter().filter(|output| node.curve_mapping.contains_key(&output.name));
    let first = kept().next()?;
    let other = kept().find(|output| output.rows != first.rows)?;
    Some(
        invalid(node, &other.name, "outputs of one node are kept on one depth grid")
            .found(format!("{} and {} on different grids", first.name, other.name))
            .hint("keep one of them here, and the other from a second node of the same operator"),
    )
}

/// Name under which an output is kept, where it is known, and what is wrong.
struct Checked {
    name: Option<String>,
    problems: Vec<Diagnostic>,
}

fn create_new(
    node: &DagNode,
    port: &str,
    mapping: &CurveMapping,
    spec: &OperatorSpec,
    offer: &Offer,
    inventory: Option<&Inventory>,
) -> Checked {
    let mut problems = Vec::new();
    let suffix = mapping.suffix.as_deref().unwrap_or_default();
    let base = &offer.column.mnemonic;
    let name = format!("{base}{suffix}");
    if let Some(letter) = forbidden_letter(suffix) {
        problems.push(
            invalid(node, port, "suffix holds a letter that curve names may not have")
                .found(format!("'{letter}' in \"{suffix}\""))
                .wanted("letters, digits, `_` and `-`")
                .hint("a suffix such as `_1` always works"),
        );
    }
    if mapping.output_curve_id.is_some() || mapping.output_curve_name.is_some() {
        problems.push(
            Diagnostic::warning(
                ErrorType::InvalidCurveMapping,
                "a curve to overwrite is named, but a new one is made",
            )
            .at_node(&node.id)
            .at_port(port)
            .hint("remove it, or set `\"mode\": \"overwrite\"`"),
        );
    }
    let keeps = spec.output(port).is_some_and(|output| spec.named_after(output).is_some());
    if keeps && suffix.is_empty() {
        problems.push(
            invalid(node, port, "new curve would have the name of its input")
                .of_curve(&name)
                .found("no suffix")
                .hint("set a suffix such as `_1`, or `\"mode\": \"overwrite\"`"),
        );
        return Checked { name: None, problems };
    }
    if let Some(inventory) = inventory {
        let wells = || offer.wells.iter().map(|well| &inventory.wells[*well]);
        let taken: Vec<&str> = wells()
            .filter(|well| well.named(&name).is_some())
            .map(|well| well.well_name.as_str())
            .collect();
        if !taken.is_empty() {
            let mut free = suffix_after(suffix);
            while wells().any(|well| well.named(&format!("{base}{free}")).is_some()) {
                free = suffix_after(&free);
            }
            problems.push(
                invalid(node, port, "name of the new curve is taken")
                    .of_curve(&name)
                    .found(wells_of(&taken, offer.wells.len()))
                    .hint(format!("set `\"suffix\": \"{free}\"`, or `\"mode\": \"overwrite\"`")),
            );
        }
    }
    Checked { name: Some(name), problems }
}

fn overwrite(
    node: &DagNode,
    port: &str,
    mapping: &CurveMapping,
    offer: &Offer,
    inventory: Option<&Inventory>,
) -> Checked {
    match (&mapping.output_curve_id, &mapping.output_curve_name) {
        (Some(id), _) => {
            let problems = overwrite_by_id(node, port, id, offer, inventory);
            // The id of a row never collides with a name, only with itself.
            Checked { name: Some(format!("curve {id}")), problems }
        }
        (None, Some(name)) if !name.trim().is_empty() => {
            let problems =
                inventory.map(|inventory| overwrite_by_name(node, port, name, offer, inventory));
            Checked { name: Some(name.clone()), problems: problems.flatten().into_iter().collect() }
        }
        _ => {
            let problem = invalid(node, port, "curve to overwrite is not named")
                .wanted("`output_curve_name` or `output_curve_id`")
                .hint(format!("set `\"output_curve_name\": \"{}\"`", offer.column.mnemonic));
            Checked { name: None, problems: vec![problem] }
        }
    }
}

fn overwrite_by_name(
    node: &DagNode,
    port: &str,
    name: &str,
    offer: &Offer,
    inventory: &Inventory,
) -> Option<Diagnostic> {
    let wells: Vec<_> = offer.wells.iter().map(|well| &inventory.wells[*well]).collect();
    let others: Vec<&str> = wells
        .iter()
        .filter(|well| {
            let there = well.named(name).map(|curve| curve.kind);
            there.is_some_and(|there| offer.column.kind.is_some_and(|kind| kind != there))
        })
        .map(|well| well.well_name.as_str())
        .collect();
    if let Some(kind) = offer.column.kind.filter(|_| !others.is_empty()) {
        return Some(
            invalid(node, port, "curve to overwrite holds other data")
                .of_curve(name)
                .found(format!("no {kind} in {}", wells_of(&others, wells.len())))
                .hint("set `\"mode\": \"create_new\"`, or overwrite another curve"),
        );
    }
    let lacking: Vec<&str> = wells
        .iter()
        .filter(|well| well.named(name).is_none())
        .map(|well| well.well_name.as_str())
        .collect();
    if lacking.is_empty() {
        return None;
    }
    let names = wells.iter().flat_map(|well| &well.curves).map(|curve| curve.name.as_str());
    let hint = nearest(name, names).map_or_else(
        || "set `\"mode\": \"create_new\"`".to_owned(),
        |near| format!("did you mean `{near}`?"),
    );
    let diagnostic = if lacking.len() == wells.len() {
        invalid(node, port, "curve to overwrite does not exist").hint(hint)
    } else {
        Diagnostic::warning(
            ErrorType::InvalidCurveMapping,
            "curve to overwrite does not exist in some wells",
        )
        .at_node(&node.id)
        .at_port(port)
        .hint("these wells will fail; others go on")
    };
    Some(diagnostic.of_curve(name).found(format!("missing in {}", wells_of(&lacking, wells.len()))))
}

fn overwrite_by_id(
    node: &DagNode,
    port: &str,
    id: &str,
    offer: &Offer,
    inventory: Option<&Inventory>,
) -> Vec<Diagnostic> {
    let Ok(curve_id) = Uuid::parse_str(id) else {
        return vec![
            invalid(node, port, "id of the curve to overwrite is not a UUID")
                .found(format!("\"{id}\""))
                .hint("use `output_curve_name` to name it by its mnemonic"),
        ];
    };
    let Some(inventory) = inventory else { return Vec::new() };
    let holds =
        |well: &usize| inventory.wells[*well].curves.iter().any(|curve| curve.curve_id == curve_id);
    if !offer.wells.iter().any(holds) {
        return vec![
            invalid(node, port, "curve to overwrite does not exist in the wells of this node")
                .found(format!("\"{id}\""))
                .hint("use `output_curve_name` to name it by its mnemonic"),
        ];
    }
    let others: Vec<&str> = offer
        .wells
        .iter()
        .filter(|well| !holds(well))
        .map(|well| inventory.wells[*well].well_name.as_str())
        .collect();
    if others.is_empty() {
        return Vec::new();
    }
    vec![
        Diagnostic::warning(
            ErrorType::InvalidCurveMapping,
            "an id overwrites the curve of one well; others keep nothing",
        )
        .at_node(&node.id)
        .at_port(port)
        .found(wells_of(&others, offer.wells.len()))
        .hint("use `output_curve_name` to overwrite across wells"),
    ]
}

/// Reports outputs that would be kept under one name in the same well.
fn report_collisions(graph: &Graph, targets: &[Target], diagnostics: &mut Vec<Diagnostic>) {
    for (position, target) in targets.iter().enumerate() {
        let first = targets[..position].iter().find(|other| {
            other.name.eq_ignore_ascii_case(&target.name) && share_wells(graph, other, target)
        });
        let Some(first) = first else { continue };
        let suffix = suffix_after(target.mapping.suffix.as_deref().unwrap_or_default());
        let node = graph.node(target.node);
        diagnostics.push(
            invalid(node, target.port, "two outputs would be kept under one name")
                .of_curve(&target.name)
                .found(format!(
                    "port {} of \"{}\" and port {} of \"{}\"",
                    first.port,
                    label(graph.node(first.node)),
                    target.port,
                    label(node)
                ))
                .hint(match target.mapping.mode {
                    WriteMode::CreateNew => format!("set `\"suffix\": \"{suffix}\"` for one"),
                    WriteMode::Overwrite => "overwrite another curve".to_owned(),
                }),
        );
    }
}

/// Whether two targets may be written in one well; in doubt they may.
fn share_wells(graph: &Graph, one: &Target, other: &Target) -> bool {
    if !one.wells.is_empty() && !other.wells.is_empty() {
        return !one.wells.is_disjoint(&other.wells);
    }
    let (one, other) = (well_ids(graph, one.node), well_ids(graph, other.node));
    one.contains("*") || other.contains("*") || !one.is_disjoint(&other)
}

fn well_ids<'a>(graph: &Graph<'a>, index: usize) -> BTreeSet<&'a str> {
    let ancestors = graph.ancestors[index].iter().map(|at| &graph.node(*at).node_type);
    ancestors
        .filter_map(|node_type| match node_type {
            NodeType::Ingestion { source_type, .. } => {
                Some(source_type.well_ids()?.iter().map(String::as_str))
            }
            _ => None,
        })
        .flatten()
        .collect()
}

fn unknown_port(node: &DagNode, port: &str, spec: &OperatorSpec) -> Diagnostic {
    let names = spec.outputs.iter().map(|output| output.name.as_str());
    invalid(node, port, format!("operator \"{}\" has no such output port", spec.id))
        .wanted(first_few(names.clone()))
        .hint(nearest(port, names).map_or_else(
            || format!("remove `{port}` from `curve_mapping`"),
            |near| format!("did you mean `{near}`?"),
        ))
}

fn invalid(node: &DagNode, port: &str, what: impl Into<String>) -> Diagnostic {
    Diagnostic::error(ErrorType::InvalidCurveMapping, what).at_node(&node.id).at_port(port)
}
