//! The form of an ingestion: wells, curves, depths and value filters, with what they would bring.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{about, name, together};
use crate::domain::dag::{CurveFilter, DagNode, Filters, NodeType, SourceType};
use crate::edit::change::Edit;
use crate::services::ingestion::{CurveOffer, IngestionFacts, Mixture, TopFacts, WellFacts};
use crate::services::preview::NodePreview;
use crate::tui::widget::form::{Bounds, CellKind, Choice, Column, Field, Form, Row, Table};
use crate::tui::widget::text;

/// Before a tag in the list of wells.
const TAG: &str = "tag:";

/// Builds the form of an ingestion; wells and curves of the project follow with [`set_facts`].
pub fn form(node: &DagNode) -> Form {
    let NodeType::Ingestion { source_type, filters } = &node.node_type else {
        return Form::new(node.name.clone(), Vec::new());
    };
    let SourceType::WellLogs { well_ids, curve_names, depth_range, .. } = source_type else {
        return other_source(node, source_type);
    };
    let filters = filters.clone().unwrap_or_default();
    let all = well_ids.iter().any(|id| id == "*");
    let chosen: Vec<Value> = well_ids.iter().filter(|id| *id != "*").map(|id| json!(id)).collect();
    let bare = |names: &[String]| names.iter().map(|name| Choice::of(name)).collect::<Vec<_>>();
    let depth = depth_range.or(filters.depth_range);
    let mut fields = vec![
        name(node),
        Field::toggle("all", "All wells")
            .help("Reads every well of the project, also those that are imported later.")
            .value(all)
            .under("Wells"),
        Field::select("wells", "Wells", chosen.iter().filter_map(Value::as_str).map(Choice::of).collect())
            .help("Type to find a well by name, field or tag; space takes it, ctrl-a takes all that are shown.")
            .value(chosen),
        Field::select("curves", "Curves", bare(curve_names))
            .help("Curves that later nodes may read, with the wells that have them.")
            .value(curve_names.iter().map(|name| json!(name)).collect::<Vec<_>>())
            .required()
            .under("Curves"),
        Field::range("depth", "Depths", Bounds::default())
            .unit("m")
            .help("Measured depth to read; empty ends read all.")
            .value(depth.map_or(Value::Null, |[top, base]| json!([top, base])))
            .under("Depths"),
        Field::choice("from_top", "From top", no_top())
            .help("Takes the upper depth from a top: the highest of the chosen wells.")
            .value(""),
        Field::choice("to_top", "To top", no_top())
            .help("Takes the lower depth from a top: the lowest of the chosen wells.")
            .value(""),
        Field::table("filters", "Values", table(&filters, curve_names))
            .help("Values outside the bounds become null; a row may be dropped where a curve is null.")
            .under("Filters"),
        Field::select("flags", "Quality flags", Vec::new())
            .help("Curves that are not 0 where the data are good; elsewhere every curve becomes null.")
            .value(filters.quality_flags.iter().flatten().map(|flag| json!(flag)).collect::<Vec<_>>()),
        Field::fact("preview", "Brings", "looking at the wells…").under("Preview"),
    ];
    fields.extend(about(node));
    let mut form = Form::new(format!("Ingestion: {}", node.name), fields);
    form.show("wells", !all);
    form.focus("curves");
    form
}

fn other_source(node: &DagNode, source: &SourceType) -> Form {
    let shown = json!(source);
    let mut fields = vec![name(node)];
    fields.push(Field::fact("source", "Source", shown["source"].as_str().unwrap_or_default()));
    fields.extend(about(node));
    Form::new(format!("Ingestion: {}", node.name), fields)
}

fn no_top() -> Vec<Choice> {
    vec![Choice::new("", "typed above")]
}

/// Offers the wells, curves and tops of the project, and keeps what is chosen.
pub fn set_facts(form: &mut Form, facts: &IngestionFacts) {
    let mut wells = wells(&facts.wells);
    let known: BTreeSet<&str> = facts.wells.iter().map(|well| well.name.as_str()).collect();
    for missing in form.texts("wells").iter().filter(|name| !known.contains(name.as_str())) {
        if !missing.starts_with(TAG) {
            wells.push(Choice::of(missing).note("not in this project"));
        }
    }
    let chosen = facts.chosen;
    let mut curves: Vec<Choice> = facts.curves.iter().map(|offer| curve(offer, chosen)).collect();
    let offered: BTreeSet<&str> = facts.curves.iter().map(|curve| curve.name.as_str()).collect();
    let wanted = form.texts("curves");
    if wanted.iter().any(|name| name == "*") {
        curves.insert(0, Choice::new("*", "all curves"));
    }
    // A pipeline is portable: a curve that only other projects have may stay chosen.
    for missing in wanted.iter().filter(|name| *name != "*" && !offered.contains(name.as_str())) {
        let under = facts
            .curves
            .iter()
            .find(|offer| offer.names.iter().any(|name| name.text.eq_ignore_ascii_case(missing)));
        curves.push(match under {
            Some(offer) => Choice::of(missing).note(coverage(offer, chosen)),
            None => Choice::of(missing).note("in no well"),
        });
    }
    let flags = facts.curves.iter().map(|offer| curve(offer, chosen)).collect();
    form.set_options("wells", wells);
    form.set_options("curves", curves);
    form.set_options("flags", flags);
    let depth = |top: &TopFacts, depth: f64| {
        Choice::new(top.name.clone(), top.name.clone()).note(format!(
            "{} m · {} wells",
            text::number(depth),
            top.wells
        ))
    };
    let mut from = no_top();
    from.extend(facts.tops.iter().map(|top| depth(top, top.min_m)));
    let mut to = no_top();
    to.extend(facts.tops.iter().map(|top| depth(top, top.max_m)));
    form.set_options("from_top", from);
    form.set_options("to_top", to);
    form.show("from_top", !facts.tops.is_empty());
    form.show("to_top", !facts.tops.is_empty());
    let note = text::of(chosen, "well", "wells");
    form.set_note(if form.is_on("all") { "all" } else { "wells" }, Some(note));
}

/// Follows a change of one field: shows what belongs together, and takes depths from tops.
pub fn changed(form: &mut Form, field: &str, tops: &[TopFacts]) {
    match field {
        "all" => form.show("wells", !form.is_on("all")),
        "curves" => {
            let mut names = form.texts("curves");
            // Whoever names a curve no longer means all of them.
            if names.len() > 1 && names.iter().any(|name| name == "*") {
                names.retain(|name| name != "*");
                form.set("curves", &json!(names));
            }
            let filters = filters_of(form).unwrap_or_default();
            if let Some(shown) = form.table_mut("filters") {
                shown.set_rows(rows(&filters, &names));
            }
        }
        "from_top" | "to_top" => {
            // What was typed is not readable while its ends stand the wrong way round: a top that is
            // chosen says its end anew.
            let [from, to] = form.range("depth");
            let [upper, lower] = of_tops(form, tops);
            form.set("depth", &json!([upper.or(from), lower.or(to)]));
        }
        "depth" => {
            let ends = form.range("depth");
            let tops = of_tops(form, tops);
            for ((key, end), top) in ["from_top", "to_top"].into_iter().zip(ends).zip(tops) {
                if top.is_some() && end != top {
                    form.set(key, &json!(""));
                }
            }
        }
        _ => {}
    }
}

/// Returns the depths of the tops that are chosen for either end.
fn of_tops(form: &Form, tops: &[TopFacts]) -> [Option<f64>; 2] {
    let top = |key: &str| {
        let chosen = form.text(key);
        tops.iter().find(|top| top.name == chosen)
    };
    [top("from_top").map(|top| top.min_m), top("to_top").map(|top| top.max_m)]
}

/// Tells what the node would bring as it stands in the form.
pub fn set_preview(form: &mut Form, preview: &NodePreview) {
    let columns = text::of(preview.columns.len(), "column", "columns");
    let wells = text::of(preview.wells.len(), "well", "wells");
    let names: Vec<String> = preview
        .columns
        .iter()
        .map(|column| match column.unit.as_deref() {
            Some(unit) if !unit.is_empty() => format!("{} [{unit}]", column.name),
            _ => column.name.clone(),
        })
        .collect();
    let rows = text::count(preview.rows);
    let size = text::bytes(preview.bytes);
    let told = match preview.problems.first() {
        Some(problem) => problem.to_string(),
        None => format!("{columns} · {wells} · ≤ {rows} rows · {size}: {}", names.join(", ")),
    };
    form.set("preview", &json!(told));
}

/// Returns the selection of wells that the form says, as services take it.
pub fn selection(form: &Form) -> Vec<String> {
    if form.is_on("all") { vec!["*".to_owned()] } else { form.texts("wells") }
}

/// Returns the node as the form has it now; wells chosen by a tag are named one by one.
pub fn shown(node: &DagNode, form: &Form, wells: &[WellFacts]) -> DagNode {
    let NodeType::Ingestion { source_type: SourceType::WellLogs { project_id, .. }, .. } =
        &node.node_type
    else {
        return node.clone();
    };
    let mut names: Vec<String> = Vec::new();
    for chosen in selection(form) {
        match chosen.strip_prefix(TAG) {
            Some(tag) => names.extend(
                wells
                    .iter()
                    .filter(|well| well.tags.iter().any(|known| known == tag))
                    .map(|well| well.name.clone()),
            ),
            None => names.push(chosen),
        }
    }
    let mut seen = BTreeSet::new();
    names.retain(|name| seen.insert(name.clone()));
    let depth_range = match form.range("depth") {
        [None, None] => None,
        [from, to] => Some([from.unwrap_or(0.0), to.unwrap_or(DEEPEST_M)]),
    };
    let source_type = SourceType::WellLogs {
        project_id: project_id.clone(),
        well_ids: names,
        curve_names: form.texts("curves"),
        depth_range,
    };
    let flags = form.texts("flags");
    let filters = Filters {
        depth_range: None,
        curve_filters: filters_of(form).map(|filters| filters.curve_filters).unwrap_or_default(),
        quality_flags: (!flags.is_empty()).then_some(flags),
    };
    let filters = (filters != Filters::default()).then_some(filters);
    DagNode { node_type: NodeType::Ingestion { source_type, filters }, ..node.clone() }
}

/// Deeper than any hole: the lower end of a range of which only the upper was given.
const DEEPEST_M: f64 = 15_000.0;

/// Returns what submitting the form does.
pub fn edit(node: &DagNode, form: &Form, wells: &[WellFacts]) -> Edit {
    let node_type = shown(node, form, wells).node_type;
    let work =
        (node_type != node.node_type).then(|| Edit::SetWork { node: node.id.clone(), node_type });
    together(node, form, work)
}

/// Offers wells by their tags, then one by one.
pub fn wells(wells: &[WellFacts]) -> Vec<Choice> {
    let mut choices = tags(wells);
    choices.extend(wells.iter().map(well));
    choices
}

fn tags(wells: &[WellFacts]) -> Vec<Choice> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for tag in wells.iter().flat_map(|well| &well.tags) {
        *counts.entry(tag).or_default() += 1;
    }
    let choice = |(tag, count): (&str, usize)| {
        Choice::new(format!("{TAG}{tag}"), format!("every well tagged {tag}"))
            .note(text::of(count, "well", "wells"))
    };
    counts.into_iter().map(choice).collect()
}

fn well(facts: &WellFacts) -> Choice {
    let depths = facts.top_m.zip(facts.base_m).map(|(top, base)| {
        format!("{}–{} m", text::number(top.round()), text::number(base.round()))
    });
    let mut notes: Vec<String> = facts.field.iter().cloned().collect();
    notes.extend(facts.tags.iter().cloned());
    notes.push(text::of(facts.curves, "curve", "curves"));
    notes.extend(depths);
    Choice::of(&facts.name).note(notes.join(" · "))
}

fn curve(offer: &CurveOffer, chosen: usize) -> Choice {
    let names: Vec<&str> = offer.names.iter().map(|name| name.text.as_str()).collect();
    let help = match offer.mixture {
        Mixture::Incompatible => "Units differ and cannot be converted into each other.".to_owned(),
        Mixture::SomeBlank => {
            "Some wells give no unit: their values are taken as they stand.".to_owned()
        }
        Mixture::Convertible => {
            "Units differ between wells; they are converted at the ports.".to_owned()
        }
        Mixture::One if names.len() > 1 => format!("In the wells as {}.", names.join(", ")),
        Mixture::One => String::new(),
    };
    Choice::of(&offer.name).note(coverage(offer, chosen)).help(help)
}

fn coverage(offer: &CurveOffer, chosen: usize) -> String {
    let units: Vec<&str> = offer.units.iter().map(|unit| unit.text.as_str()).collect();
    let mut notes = vec![format!("{}/{chosen} wells", offer.wells)];
    let units = units.join(", ");
    if !units.is_empty() {
        notes.push(units);
    }
    if let Some((top, base)) = offer.top_m.zip(offer.base_m) {
        notes.push(format!("{}–{} m", text::number(top.round()), text::number(base.round())));
    }
    notes.join(" · ")
}

fn table(filters: &Filters, names: &[String]) -> Table {
    let bounds = || CellKind::Number(Bounds::default());
    let columns = vec![
        Column::new("curve", "Curve", CellKind::Fact),
        Column::new("min", "Smallest", bounds())
            .help("Smaller values become null; in the curve's own unit."),
        Column::new("max", "Largest", bounds())
            .help("Larger values become null; in the curve's own unit."),
        Column::new("exclude", "Drop nulls", CellKind::Toggle)
            .help("Drops the whole row where this curve is null."),
    ];
    Table::new(columns, rows(filters, names))
}

fn rows(filters: &Filters, names: &[String]) -> Vec<Row> {
    let filtered = filters.curve_filters.keys().filter(|name| !names.contains(name));
    names
        .iter()
        .filter(|name| *name != "*")
        .chain(filtered)
        .map(|name| {
            let filter = filters.curve_filters.get(name).cloned().unwrap_or_default();
            let cells = [
                json!(name),
                json!(filter.min_value),
                json!(filter.max_value),
                json!(filter.exclude_nulls),
            ];
            Row::new(name, cells)
        })
        .collect()
}

/// Returns the value filters that the table says; none where a cell is not readable.
fn filters_of(form: &Form) -> Option<Filters> {
    let table = form.table("filters")?;
    let mut curve_filters = BTreeMap::new();
    for row in table.rows() {
        let value = |column: &str| table.cell(&row.key, column).map(|cell| &cell.value);
        let filter = CurveFilter {
            min_value: value("min").and_then(Value::as_f64),
            max_value: value("max").and_then(Value::as_f64),
            exclude_nulls: value("exclude") == Some(&Value::Bool(true)),
        };
        if filter != CurveFilter::default() {
            curve_filters.insert(row.key.clone(), filter);
        }
    }
    Some(Filters { curve_filters, ..Filters::default() })
}
