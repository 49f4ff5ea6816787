//! What an operator reads of one well: columns are found, brought to one grid and to the ports' units.

use arrow::array::{Array, ArrayRef, BooleanArray, Float64Array, ListArray};
use arrow::datatypes::Float64Type;
use std::sync::Arc;
use uuid::Uuid;

use super::batch::{Aligned, FlowColumn, Frame, WellBatch, numbers_kept, rows_kept};
use crate::domain::curve::{DEPTH, Place};
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::operator::{OperatorSpec, PortSpec, Rows};
use crate::domain::plan::BoundInput;
use crate::domain::units::{self, Conversion};
use crate::operators::inputs::Inputs;
use crate::operators::values::Values;

/// What goes into the ports of an operator, of one well.
#[derive(Debug, Clone)]
pub struct Fed {
    /// Depths of the curves that are read, in metres.
    pub depth_m: Float64Array,
    /// Frame that takes what the operator computes at these depths.
    pub base: Option<usize>,
    /// Values by port.
    pub feeds: Vec<Feed>,
    /// Doubts about units, and columns that the well lacks.
    pub notes: Vec<Diagnostic>,
}

/// Values of one port, or of one column of a port for several.
#[derive(Debug, Clone)]
pub struct Feed {
    /// Port.
    pub port: String,
    /// Name in a port for several columns.
    pub member: Option<String>,
    /// Which rows.
    pub rows: Rows,
    /// Values, in this unit.
    pub values: Values,
    /// Unit: that of the port, or of the column where the port takes any; blank where not known.
    pub unit: String,
    /// Whether the port takes any unit, so that the kernel is told which it is.
    pub any_unit: bool,
    /// Curves behind it.
    pub curves: Vec<Uuid>,
    /// Their versions.
    pub versions: Vec<Uuid>,
}

/// A bound port and what the well has for it.
struct Bound<'a> {
    input: &'a BoundInput,
    port: &'a PortSpec,
    /// Frame and column; `None` for the depths of the rows.
    found: Option<(usize, &'a FlowColumn)>,
}

/// Rows that ports read together.
struct Group<'a> {
    rows: &'a Rows,
    depth_m: Option<Float64Array>,
    aligned: Option<Aligned>,
    /// Rows that are read, where not all are.
    keep: Option<BooleanArray>,
}

impl Fed {
    /// Gathers what an operator reads of a well.
    pub fn gather(
        spec: &OperatorSpec,
        inputs: &[BoundInput],
        grid: Option<&str>,
        batch: &WellBatch,
    ) -> Result<Self, Diagnostic> {
        let mut notes = Vec::new();
        let bound = find(spec, inputs, batch, &mut notes)?;
        let (curves, base) = curves(&bound, grid, batch)?;
        let depth_m = curves.depth_m.clone().unwrap_or_else(|| Vec::<f64>::new().into());
        let mut groups = vec![curves];
        for Bound { port, .. } in &bound {
            if matches!(port.rows, Rows::Table(_))
                && !groups.iter().any(|group| *group.rows == port.rows)
            {
                groups.push(table(&bound, &port.rows, batch)?);
            }
        }
        let mut feeds = Vec::with_capacity(bound.len());
        for Bound { input, port, found } in &bound {
            let group = groups.iter().find(|group| *group.rows == port.rows);
            let Some((frame, column)) = found else {
                feeds.extend(depths(input, port, group)?);
                continue;
            };
            let values = match group {
                Some(group) => group.bring(*frame, &column.values),
                None => one(input, batch, *frame, column)?,
            };
            let (values, unit) = in_unit(values, column, port, &spec.id, &mut notes)?;
            feeds.push(Feed {
                port: port.name.clone(),
                member: member(input, column),
                rows: port.rows.clone(),
                values,
                unit,
                any_unit: port.unit.is_none(),
                curves: column.curves.clone(),
                versions: column.versions.clone(),
            });
        }
        Ok(Self { depth_m, base, feeds, notes })
    }

    /// Hands the values to a kernel.
    pub fn inputs(&self) -> Inputs {
        let mut inputs = Inputs::new(self.depth_m.clone());
        for feed in &self.feeds {
            let name = feed.member.as_ref().unwrap_or(&feed.port);
            inputs = match &feed.member {
                Some(member) => inputs.with_member(&feed.port, member, feed.values.clone()),
                None => inputs.with(&feed.port, feed.values.clone()),
            };
            if feed.any_unit && !units::is_blank(&feed.unit) {
                inputs = inputs.with_unit(name, &feed.unit);
            }
        }
        inputs
    }

    /// Returns what a port reads, the first of several.
    pub fn feed(&self, port: &str) -> Option<&Feed> {
        self.feeds.iter().find(|feed| feed.port == port)
    }

    /// Returns the most rows that any port reads.
    pub fn rows(&self) -> usize {
        let fed = self.feeds.iter().map(|feed| feed.values.len());
        fed.chain([self.depth_m.len()]).max().unwrap_or(0)
    }

    /// Returns how many numbers and texts it holds.
    pub fn cells(&self) -> usize {
        let cells = |values: &Values| match values {
            Values::Arrays(arrays) => arrays.len() * arrays.width().max(1),
            values => values.len(),
        };
        self.depth_m.len() + self.feeds.iter().map(|feed| cells(&feed.values)).sum::<usize>()
    }
}

impl Group<'_> {
    fn bring(&self, frame: usize, values: &Values) -> Values {
        let values = match &self.aligned {
            Some(aligned) => aligned.bring(frame, values),
            None => values.clone(),
        };
        match &self.keep {
            Some(keep) => rows_kept(&values, keep),
            None => values,
        }
    }
}

/// Finds the columns of the bound ports, in their order.
fn find<'a>(
    spec: &'a OperatorSpec,
    inputs: &'a [BoundInput],
    batch: &'a WellBatch,
    notes: &mut Vec<Diagnostic>,
) -> Result<Vec<Bound<'a>>, Diagnostic> {
    let mut bound = Vec::with_capacity(inputs.len());
    for input in inputs {
        let Some(port) = spec.input(&input.port) else { continue };
        if input.key == DEPTH {
            bound.push(Bound { input, port, found: None });
            continue;
        }
        let before = bound.len();
        bound.extend(batch.find(&input.key).map(|found| Bound { input, port, found: Some(found) }));
        if bound.len() > before || port.optional {
            continue;
        }
        if !port.repeated {
            return Err(missing(batch, input));
        }
        let name = input.member.as_deref().unwrap_or(&input.key);
        notes.push(
            Diagnostic::warning(
                ErrorType::MissingInputCurves,
                "the well lacks a curve of a set; the operator runs without it",
            )
            .at_port(&input.port)
            .of_curve(name),
        );
    }
    let empty = inputs.iter().find(|input| {
        spec.input(&input.port).is_some_and(|port| port.repeated && !port.optional)
            && !bound.iter().any(|bound| bound.input.port == input.port)
    });
    match empty {
        Some(input) => Err(missing(batch, input)),
        None => Ok(bound),
    }
}

/// Brings the curves that ports read to one grid; without any, the grid is that of a curve of the plan.
fn curves<'a>(
    bound: &[Bound],
    grid: Option<&str>,
    batch: &WellBatch,
) -> Result<(Group<'a>, Option<usize>), Diagnostic> {
    let of = |at_depths: bool| {
        let mut frames: Vec<usize> = bound
            .iter()
            .filter(|bound| (bound.port.rows == Rows::Depths) == at_depths)
            .filter_map(|bound| Some(bound.found?.0))
            .collect();
        frames.sort_unstable();
        frames.dedup();
        frames
    };
    let mut frames = of(true);
    if frames.is_empty() {
        let tables = of(false);
        let named = grid.and_then(|key| batch.find(key).next()).map(|(frame, _)| frame);
        // Curves that no table port reads come first, then the longest grid there is.
        let longest = || {
            let all = batch.frames.iter().enumerate();
            all.filter(|(_, frame)| frame.depth_m.is_some())
                .max_by_key(|(at, frame)| {
                    let is_free = frame.place == Place::Depths && !tables.contains(at);
                    (is_free, frame.rows(), std::cmp::Reverse(*at))
                })
                .map(|(at, _)| at)
        };
        frames.extend(named.or_else(longest));
    }
    if frames.is_empty() {
        let group = Group { rows: &Rows::Depths, depth_m: None, aligned: None, keep: None };
        return Ok((group, None));
    }
    let aligned = batch.align(&frames)?;
    let base = aligned.base;
    let depth_m = Some(aligned.depth_m.clone());
    Ok((Group { rows: &Rows::Depths, depth_m, aligned: Some(aligned), keep: None }, Some(base)))
}

/// Takes the rows of one frame for the ports of a table.
fn table<'a>(bound: &[Bound], rows: &'a Rows, batch: &WellBatch) -> Result<Group<'a>, Diagnostic> {
    let of_table: Vec<(usize, &FlowColumn, &PortSpec)> = bound
        .iter()
        .filter(|bound| bound.port.rows == *rows)
        .filter_map(|bound| bound.found.map(|(frame, column)| (frame, column, bound.port)))
        .collect();
    let Some((frame, first, _)) = of_table.first() else {
        return Ok(Group { rows, depth_m: None, aligned: None, keep: None });
    };
    if let Some((_, other, port)) = of_table.iter().find(|(at, ..)| at != frame) {
        return Err(Diagnostic::error(
            ErrorType::SchemaMismatch,
            "the columns of a table come from different tables, or lie on different depth grids",
        )
        .at_port(&port.name)
        .found(format!("{} beside {}", other.key, first.key))
        .wanted("columns of one table, or curves on one grid")
        .hint("bind the ports to columns of one node with `inputs`, or resample the curves"));
    }
    let frame: &Frame = &batch.frames[*frame];
    let mut group = Group { rows, depth_m: frame.depth_m.clone(), aligned: None, keep: None };
    // Curves with few samples may stand on the grid of others: a row is where any of them has a value.
    let sparse = of_table.iter().all(|(_, column, _)| column.values.null_count() > 0);
    if frame.place == Place::Depths && sparse {
        let columns: Vec<ArrayRef> =
            of_table.iter().map(|(_, column, _)| column.values.to_arrow()).collect();
        let has_row = |row: usize| columns.iter().any(|column| column.is_valid(row));
        let keep: BooleanArray = (0..frame.rows()).map(|row| Some(has_row(row))).collect();
        group.depth_m = group.depth_m.map(|depth_m| numbers_kept(&depth_m, &keep));
        group.keep = Some(keep);
    }
    Ok(group)
}

/// Returns the value of a port for the whole well.
fn one(
    input: &BoundInput,
    batch: &WellBatch,
    frame: usize,
    column: &FlowColumn,
) -> Result<Values, Diagnostic> {
    let rows = batch.frames[frame].rows();
    if rows == 1 {
        return Ok(column.values.clone());
    }
    Err(Diagnostic::error(ErrorType::SchemaMismatch, "a port takes one value for the whole well")
        .at_port(&input.port)
        .of_curve(&column.mnemonic)
        .found(format!("{rows} rows"))
        .wanted("one row")
        .hint("bind a single value that an operator computes"))
}

/// Returns the depths of the rows that a port reads with others, in its unit.
fn depths(
    input: &BoundInput,
    port: &PortSpec,
    group: Option<&Group>,
) -> Result<Option<Feed>, Diagnostic> {
    let Some(depth_m) = group.and_then(|group| group.depth_m.as_ref()) else {
        if port.optional {
            return Ok(None);
        }
        return Err(Diagnostic::error(ErrorType::MissingInput, "the rows have no depths")
            .at_port(&input.port)
            .wanted("a table with depths, or a column bound to the port")
            .hint(format!("bind the port: \"inputs\": {{\"{}\": \"…\"}}", input.port)));
    };
    let unit = port.unit.as_deref().unwrap_or("m");
    let depth = match units::conversion("m", unit) {
        Some(conversion) if !conversion.is_identity() => depth_m.unary(|m| conversion.apply(m)),
        _ => depth_m.clone(),
    };
    Ok(Some(Feed {
        port: port.name.clone(),
        member: port.repeated.then(|| DEPTH.to_owned()),
        rows: port.rows.clone(),
        values: depth.into(),
        unit: unit.to_owned(),
        any_unit: port.unit.is_none(),
        curves: Vec::new(),
        versions: Vec::new(),
    }))
}

/// Returns the name of a column in a port for several: of a set, each column has its own.
fn member(input: &BoundInput, column: &FlowColumn) -> Option<String> {
    let bound = input.member.as_ref()?;
    Some(column.member.as_ref().unwrap_or(bound).clone())
}

fn missing(batch: &WellBatch, input: &BoundInput) -> Diagnostic {
    let name = input.key.rsplit('.').next().unwrap_or(&input.key);
    let offered: Vec<&str> = batch.columns().map(|column| column.mnemonic.as_str()).collect();
    Diagnostic::error(
        ErrorType::MissingInputCurves,
        "the well lacks a curve that the operator needs",
    )
    .at_port(&input.port)
    .of_curve(name)
    .found(if offered.is_empty() { "no curve".to_owned() } else { offered.join(", ") })
    .wanted(name.to_owned())
    .hint("import the curve, bind another one with `inputs`, or leave the well out with --wells")
}

/// Brings values to the unit of their port, and says which unit that is.
fn in_unit(
    values: Values,
    column: &FlowColumn,
    port: &PortSpec,
    operator: &str,
    notes: &mut Vec<Diagnostic>,
) -> Result<(Values, String), Diagnostic> {
    let Some(wanted) = port.unit.as_deref().filter(|_| values.texts().is_none()) else {
        return Ok((values, column.unit.clone()));
    };
    // A number has no unit, and files and pipelines say so by leaving it out.
    if units::is_blank(&column.unit) && units::is_blank(wanted) {
        return Ok((values, wanted.to_owned()));
    }
    if units::is_blank(&column.unit) {
        notes.push(
            Diagnostic::warning(
                ErrorType::UnitMismatch,
                "the curve has no unit; it is read as it stands",
            )
            .at_port(&port.name)
            .of_curve(&column.mnemonic)
            .wanted(wanted.to_owned()),
        );
        return Ok((values, wanted.to_owned()));
    }
    let conversion = units::conversion(&column.unit, wanted).ok_or_else(|| {
        Diagnostic::error(ErrorType::UnitMismatch, "the unit of the curve cannot be converted")
            .at_port(&port.name)
            .of_curve(&column.mnemonic)
            .found(column.unit.clone())
            .wanted(format!("a unit that converts to {wanted}, as {operator} needs"))
            .hint("bind another curve with `inputs`, or correct the unit in the file and import it again")
    })?;
    Ok((converted(values, &conversion), wanted.to_owned()))
}

/// Converts numbers, also those in lists.
pub fn converted(values: Values, conversion: &Conversion) -> Values {
    if conversion.is_identity() {
        return values;
    }
    match values {
        Values::Numbers(numbers) => numbers.unary(|value| conversion.apply(value)).into(),
        Values::Arrays(_) => {
            let array = values.to_arrow();
            let lists = array.as_any().downcast_ref::<ListArray>().expect("lists are lists");
            let (item, offsets, bins, nulls) = lists.clone().into_parts();
            let bins = arrow::array::AsArray::as_primitive::<Float64Type>(&bins)
                .unary::<_, Float64Type>(|value| conversion.apply(value));
            let bins: ArrayRef = Arc::new(bins);
            let lists = ListArray::new(item, offsets, bins, nulls);
            Values::from_arrow(&lists).expect("lists of numbers stay such")
        }
        texts @ Values::Texts(_) => texts,
    }
}

#[cfg(test)]
mod tests {
    use super::super::batch::tests::{batch, column, frame};
    use super::*;
    use crate::domain::curve::Quantity;
    use crate::domain::operator::Kind;
    use arrow::array::StringArray;

    fn port(name: &str, unit: Option<&str>) -> PortSpec {
        PortSpec { name: name.to_owned(), unit: unit.map(str::to_owned), ..PortSpec::default() }
    }

    fn in_table(port: PortSpec) -> PortSpec {
        PortSpec { rows: Rows::Table("survey".to_owned()), ..port }
    }

    fn operator(inputs: Vec<PortSpec>) -> OperatorSpec {
        OperatorSpec { inputs, ..OperatorSpec::default() }
    }

    fn bound(port: &str, key: &str) -> BoundInput {
        BoundInput { port: port.to_owned(), key: key.to_owned(), member: None }
    }

    fn numbers(fed: &Fed, port: &str) -> Vec<Option<f64>> {
        fed.feed(port).unwrap().values.numbers().unwrap().iter().collect()
    }

    #[test]
    fn a_depth_port_reads_its_own_unit_and_any_port_that_of_the_curve() {
        let spec = operator(vec![port("X", None), port(DEPTH, Some("ft"))]);
        let mut curves = frame("n.X", &[0.3048, 0.6096]);
        curves.columns[0].unit = "gAPI".to_owned();
        let inputs = [bound("X", "n.X"), bound(DEPTH, DEPTH)];
        let fed = Fed::gather(&spec, &inputs, None, &batch([curves])).unwrap();
        let feet: Vec<f64> = numbers(&fed, DEPTH).into_iter().flatten().collect();
        assert!((feet[0] - 1.0).abs() < 1e-12 && (feet[1] - 2.0).abs() < 1e-12, "{feet:?}");
        assert_eq!(fed.inputs().unit("X"), Some("gAPI"));
        assert_eq!(*fed.inputs().depth(), Float64Array::from(vec![0.3048, 0.6096]));
    }

    #[test]
    fn a_table_reads_the_rows_of_one_frame_and_a_curve_beside_it_its_own() {
        let depth = PortSpec { quantities: vec![Quantity::Depth], ..port("MD", Some("m")) };
        let spec = operator(vec![port("X", None), in_table(depth), in_table(port("INCL", None))]);
        let inputs = [bound("X", "n.X"), bound("MD", DEPTH), bound("INCL", "n.INCL")];
        let wells = batch([frame("n.X", &[1.0, 2.0, 3.0]), frame("n.INCL", &[0.0, 30.5])]);
        let fed = Fed::gather(&spec, &inputs, None, &wells).unwrap();
        assert_eq!(fed.depth_m.len(), 3);
        assert_eq!(numbers(&fed, "MD"), [Some(0.0), Some(30.5)]);
        assert_eq!(numbers(&fed, "INCL"), [Some(0.0), Some(305.0)]);
        // Stations that share the grid of the logs are the rows with a value.
        let sparse = WellBatch::merge(vec![
            batch([frame("n.X", &[0.0, 1.0, 2.0, 3.0])]),
            batch([frame("n.INCL", &[0.0, 2.0])]),
        ]);
        assert_eq!(sparse.frames.len(), 1);
        let fed = Fed::gather(&spec, &inputs, None, &sparse).unwrap();
        assert_eq!((fed.depth_m.len(), numbers(&fed, "MD")), (4, vec![Some(0.0), Some(2.0)]));
        // Columns of two frames are no table.
        let azimuth = in_table(port("AZIM", None));
        let spec = operator(vec![in_table(port("INCL", None)), azimuth]);
        let inputs = [bound("INCL", "n.INCL"), bound("AZIM", "m.AZIM")];
        let apart = batch([frame("n.INCL", &[0.0, 30.5]), frame("m.AZIM", &[0.0, 7.0, 9.0])]);
        let error = Fed::gather(&spec, &inputs, None, &apart).unwrap_err();
        assert!(error.to_string().contains("m.AZIM beside n.INCL"), "{error}");
    }

    #[test]
    fn without_a_curve_the_depths_are_those_that_the_plan_names_or_the_longest() {
        let spec = operator(vec![port(DEPTH, Some("m")), in_table(port("TOP", None))]);
        let inputs = [bound(DEPTH, DEPTH), bound("TOP", "t.TOP")];
        let frames =
            || batch([frame("a", &[1.0]), frame("b", &[1.5, 2.0]), frame("t.TOP", &[4.0; 5])]);
        let depths = |grid| numbers(&Fed::gather(&spec, &inputs, grid, &frames()).unwrap(), DEPTH);
        assert_eq!(depths(Some("a")), [Some(1.0)]);
        assert_eq!(depths(None), [Some(1.5), Some(2.0)]);
    }

    #[test]
    fn a_port_for_several_goes_without_what_a_well_lacks_but_not_without_any() {
        let several = PortSpec { repeated: true, ..port("VSH", Some("v/v")) };
        let spec = operator(vec![several]);
        let member = |key: &str| BoundInput { member: Some(key.to_owned()), ..bound("VSH", key) };
        let mut one = frame("a", &[1.0]);
        one.columns[0].unit = "%".to_owned();
        let inputs = [member("a"), member("b")];
        let fed = Fed::gather(&spec, &inputs, None, &batch([one])).unwrap();
        assert_eq!(numbers(&fed, "VSH"), [Some(0.1)]);
        assert_eq!((fed.feeds.len(), fed.notes.len()), (1, 1));
        let none = Fed::gather(&spec, &inputs, None, &batch([frame("c", &[1.0])])).unwrap_err();
        assert_eq!(none.error_type, ErrorType::MissingInputCurves);
    }

    #[test]
    fn a_missing_unit_is_told_unless_the_port_takes_plain_numbers() {
        let notes = |unit: &str| {
            let spec = operator(vec![port("PR", Some(unit))]);
            let curves = batch([frame("n.PR", &[1.0])]);
            Fed::gather(&spec, &[bound("PR", "n.PR")], None, &curves).unwrap().notes.len()
        };
        assert_eq!((notes("-"), notes("GPa")), (0, 1));
    }

    #[test]
    fn one_column_of_a_set_is_read_by_its_name() {
        let spec = operator(vec![PortSpec { kind: Kind::Text, ..port("ZONE", None) }]);
        let mut frame = frame("n.X", &[1.0]);
        let text = |member: &str| FlowColumn {
            member: Some(member.to_owned()),
            ..column("n.set", StringArray::from(vec![member]))
        };
        frame.columns.extend([text("A"), text("B[0]")]);
        let mut wells = batch([frame]);
        wells.project(&["n.set[B[0]]".to_owned()]);
        assert_eq!(wells.columns().count(), 1);
        let inputs = [bound("ZONE", "n.set[B[0]]")];
        let fed = Fed::gather(&spec, &inputs, None, &wells).unwrap();
        assert_eq!(fed.feed("ZONE").unwrap().values.texts().unwrap().value(0), "B[0]");
    }
}
