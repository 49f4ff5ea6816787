//! All wells as one: what an operator of the whole project reads, and its results cut by well again.

use arrow::array::{Float64Array, StringArray};

use super::compute::concatenated;
use super::feed::{Fed, Feed, converted};
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::operator::{Kind, OperatorSpec, Rows};
use crate::domain::units;
use crate::operators::inputs::Outputs;
use crate::operators::values::{ArrayCurve, Values};

/// Cells that are held at once at most, 8 bytes each: 0.8 GB. A larger project is refused, since
/// nothing is spilled to disk yet.
pub const MOST_CELLS: usize = 100_000_000;

/// Says that the wells together are too large.
pub fn too_large(cells: usize) -> Diagnostic {
    Diagnostic::error(ErrorType::NotSupported, "the wells together are too large for this operator")
        .found(format!("more than {} values", cells / 1_000_000 * 1_000_000))
        .wanted(format!("at most {MOST_CELLS}"))
        .hint("run it on fewer wells, on a depth range, or on curves that are resampled coarsely")
}

/// Puts wells one after another, and brings ports that take any unit to that of the first well.
pub fn together(spec: &OperatorSpec, mut wells: Vec<Fed>) -> Result<(Vec<Fed>, Fed), Diagnostic> {
    let mut names: Vec<(String, Option<String>, Rows)> = Vec::new();
    for feed in wells.iter().flat_map(|well| &well.feeds) {
        let name = (feed.port.clone(), feed.member.clone(), feed.rows.clone());
        if !names.contains(&name) {
            names.push(name);
        }
    }
    // In the order of the ports, whichever well has them first.
    names.sort_by_key(|(port, ..)| spec.inputs.iter().position(|input| input.name == *port));
    let mut feeds = Vec::with_capacity(names.len());
    for (port, member, rows) in names {
        let is = |feed: &Feed| feed.port == port && feed.member == member;
        one_unit(&mut wells, &port, is)?;
        let Some(first) = wells.iter().find_map(|well| well.feeds.iter().find(|feed| is(feed)))
        else {
            continue;
        };
        let mut whole = first.clone();
        let parts: Vec<Values> = wells
            .iter()
            .map(|well| match well.feeds.iter().find(|feed| is(feed)) {
                Some(feed) => feed.values.clone(),
                None => nulls(first.values.kind(), length(well, &rows)),
            })
            .collect();
        whole.values = match rows {
            Rows::One if parts.iter().any(|part| *part != parts[0]) => return Err(unlike(&port)),
            Rows::One => parts[0].clone(),
            _ => concatenated(&parts).ok_or_else(|| unlike(&port))?,
        };
        feeds.push(whole);
    }
    let depth_m: Vec<Option<f64>> = wells.iter().flat_map(|well| &well.depth_m).collect();
    let whole = Fed { depth_m: depth_m.into(), base: None, feeds, notes: Vec::new() };
    Ok((wells, whole))
}

/// Where the rows of one kind stand that a well has among those of all.
struct Stretch<'a> {
    rows: &'a Rows,
    start: usize,
    total: usize,
}

/// Cuts results by well.
pub fn apart(spec: &OperatorSpec, outputs: Outputs, wells: &[Fed]) -> Vec<Outputs> {
    // What the kernel reports is said once, with the first well.
    let mut notes = outputs.notes().to_vec();
    let (values, members) = outputs.into_parts();
    let mut stretches: Vec<Stretch> = Vec::new();
    for port in &spec.outputs {
        if !stretches.iter().any(|stretch| *stretch.rows == port.rows) {
            let total = wells.iter().map(|well| length(well, &port.rows)).sum();
            stretches.push(Stretch { rows: &port.rows, start: 0, total });
        }
    }
    let mut parts = Vec::with_capacity(wells.len());
    for well in wells {
        let mut part = notes.drain(..).fold(Outputs::default(), Outputs::note);
        for port in &spec.outputs {
            let stretch = stretches.iter().find(|stretch| *stretch.rows == port.rows);
            let cut = |values: &Values| match stretch {
                Some(Stretch { start, total, rows })
                    if **rows != Rows::One && values.len() == *total =>
                {
                    values.slice(*start, length(well, rows))
                }
                _ => values.clone(),
            };
            if let Some(values) = values.get(&port.name) {
                part = part.with(&port.name, cut(values));
            }
            if let Some(members) = members.get(&port.name) {
                part = part.with_no_members(&port.name);
                for (name, values) in members {
                    part = part.with_member(&port.name, name, cut(values));
                }
            }
        }
        for stretch in &mut stretches {
            stretch.start += length(well, stretch.rows);
        }
        parts.push(part);
    }
    parts
}

/// Returns how many rows of this kind a well has.
fn length(well: &Fed, rows: &Rows) -> usize {
    match rows {
        Rows::Depths => well.depth_m.len(),
        Rows::One => 1,
        table => {
            well.feeds.iter().find(|feed| feed.rows == *table).map_or(0, |feed| feed.values.len())
        }
    }
}

/// Converts what a port reads to the unit that the first well with a unit has.
fn one_unit(wells: &mut [Fed], port: &str, is: impl Fn(&Feed) -> bool) -> Result<(), Diagnostic> {
    let mut common: Option<String> = None;
    for feed in wells.iter_mut().flat_map(|well| &mut well.feeds).filter(|feed| is(feed)) {
        let known = !units::is_blank(&feed.unit);
        match &common {
            None if known => common = Some(feed.unit.clone()),
            Some(wanted) if known && *wanted != feed.unit && feed.any_unit => {
                let conversion = units::conversion(&feed.unit, wanted).ok_or_else(|| {
                    Diagnostic::error(
                        ErrorType::UnitMismatch,
                        "the wells give a curve in units that do not convert",
                    )
                    .at_port(port)
                    .found(format!("{wanted} and {}", feed.unit))
                    .wanted("one unit, or units that convert")
                    .hint("mend the unit of the curve, or leave wells out with --wells")
                })?;
                feed.values = converted(feed.values.clone(), &conversion);
                feed.unit.clone_from(wanted);
            }
            _ => {}
        }
    }
    Ok(())
}

fn unlike(port: &str) -> Diagnostic {
    Diagnostic::error(ErrorType::InvalidData, "the wells differ in what one port reads")
        .at_port(port)
        .wanted("values of one kind, and a single value that is the same in all wells")
        .hint("bind a column that is alike in all wells")
}

fn nulls(kind: Kind, rows: usize) -> Values {
    match kind {
        Kind::Number => Float64Array::from(vec![None; rows]).into(),
        Kind::Text => StringArray::from(vec![None::<&str>; rows]).into(),
        Kind::Array => ArrayCurve::from_iter(vec![None; rows]).into(),
    }
}
