//! An operator tried out on a well: before, after, and nothing written.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, Float64Array};
use serde::Serialize;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::plan::Bound;
use super::preview::planned;
use super::review::off_thread;
use super::runs::bind_wells;
use super::scope::Scope;
use super::workspace::Workspace;
use crate::control::curves;
use crate::data::column;
use crate::domain::curve::{self, Quantity};
use crate::domain::dag::{
    DagDefinition, DagMetadata, DagNode, IfExists, NodeMetadata, NodeType, OutputType, SourceType,
    VersionStrategy,
};
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::operator::{Kind, OperatorSpec, Rows};
use crate::domain::plan::Work;
use crate::domain::rows::{CurveRow, Trace};
use crate::domain::survey::Survey;
use crate::domain::table::ResultTable;
use crate::engine::trial::{Tried, try_out};
use crate::engine::{RunWell, tables};
use crate::operators::catalogue::catalogue;

/// What to try out on what.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TrialRequest {
    /// Project.
    pub project: Uuid,
    /// Name or id of the well; the first of the project when left out.
    pub well: Option<String>,
    /// Id of the operator, `id@version` for an older one.
    pub operator: String,
    /// Parameters; those left out take their defaults.
    pub parameters: Map<String, Value>,
    /// Curves by port; ports left out take the one curve that fits.
    pub inputs: BTreeMap<String, String>,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Trial {
    /// Id of the operator.
    pub operator: String,
    /// Its version.
    pub version: String,
    /// Name of the well.
    pub well: String,
    /// All parameters.
    pub parameters: Map<String, Value>,
    /// Curves that were read, in the units of their ports.
    pub before: Vec<TrialCurve>,
    /// Curves that came out.
    pub after: Vec<TrialCurve>,
    /// Tables and single values that came out.
    pub tables: Vec<ResultTable>,
    /// What the kernel reports, and doubts about units.
    pub notes: Vec<String>,
}

/// A curve of a trial.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TrialCurve {
    /// Port.
    pub port: String,
    /// Its samples, as for a plot.
    pub trace: Arc<Trace>,
}

const SOURCE: &str = "wells";
const OPERATOR: &str = "operator";

impl Workspace {
    /// Runs an operator on a well of a project, and keeps nothing.
    ///
    /// Dropping the future gives the work up.
    pub async fn try_operator(&self, request: &TrialRequest) -> Result<Trial, Vec<Diagnostic>> {
        let one = |error: Diagnostic| vec![error];
        let entry = catalogue().find(&request.operator)?;
        let spec = entry.spec().clone();
        let survey = self.survey(request.project).await.map_err(one)?;
        let well = well_of(&survey, request.well.as_deref())?;
        let definition = definition(request, &spec, &survey.well(well).well_name);
        let scope = Scope::up_to(&definition, OPERATOR);
        let known = Arc::clone(&survey);
        let (plan, _) = off_thread(move || planned(&known, &scope, OPERATOR))
            .await
            .map_err(one)?
            .map_err(told)?;
        let client = self.inner.database.client().await.map_err(one)?;
        let stored = curves::stored_curves(&client, &[survey.well(well).well_id]).await;
        let tops = curves::markers(&client, survey.well(well).well_id).await.map_err(one)?;
        drop(client);
        let bound = Bound { plan, survey, wells: vec![well], only_node: None, remarks: Vec::new() };
        let wells = bind_wells(&bound, stored.map_err(one)?);
        let Some(well) = wells.into_iter().next() else {
            return Err(one(Diagnostic::error(ErrorType::WellNotFound, "the well is gone")));
        };
        let tried = try_out(&self.inner.engine, &well, &bound.plan)
            .await
            .map_err(|error| one(error.in_well(&well.name)))?;
        let Some(Work::Operator { parameters, .. }) = bound
            .plan
            .nodes
            .iter()
            .map(|node| &node.work)
            .find(|work| matches!(work, Work::Operator { .. }))
        else {
            return Err(one(Diagnostic::error(ErrorType::Internal, "the plan lost its operator")));
        };
        Ok(Trial {
            operator: spec.id.clone(),
            version: spec.version.clone(),
            well: well.name.clone(),
            parameters: parameters.clone(),
            before: before(&tried, &well, &tops),
            after: after(&tried, &well, &tops),
            tables: tables(&tried.computed),
            notes: tried.computed.notes.iter().map(ToString::to_string).collect(),
        })
    }
}

/// Words problems for somebody who knows of an operator and a well, and of no pipeline.
fn told(problems: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let plain = |text: &str| text.replace(&format!("{SOURCE}."), "");
    let told = problems.into_iter().map(|mut problem| {
        problem.place.node = None;
        problem.found = problem.found.as_deref().map(plain);
        if problem.error_type == ErrorType::AmbiguousInput {
            let port = problem.place.port.as_deref().unwrap_or("the port").to_owned();
            "several curves fit".clone_into(&mut problem.what);
            return problem.hint(format!("choose a curve for {port}"));
        }
        problem
    });
    told.collect()
}

fn well_of(survey: &Survey, wanted: Option<&str>) -> Result<usize, Vec<Diagnostic>> {
    let chosen = match wanted {
        Some(name) => survey.select(&[name.to_owned()])?,
        None => (0..survey.inventory.wells.len()).collect(),
    };
    chosen.first().copied().ok_or_else(|| {
        vec![
            Diagnostic::error(ErrorType::WellNotFound, "the project has no well")
                .hint("import one first: mudrock import FILE.las --project NAME"),
        ]
    })
}

/// A pipeline of the wells, their tops where they are read, and the operator.
fn definition(request: &TrialRequest, spec: &OperatorSpec, well: &str) -> DagDefinition {
    let node = |id: &str, dependencies: &[&str], node_type: NodeType| DagNode {
        id: id.to_owned(),
        name: id.to_owned(),
        dependencies: dependencies.iter().map(|id| (*id).to_owned()).collect(),
        node_type,
        curve_mapping: BTreeMap::new(),
        metadata: NodeMetadata::default(),
    };
    let source = |source_type| NodeType::Ingestion { source_type, filters: None };
    let wells = || vec![well.to_owned()];
    let logs = SourceType::WellLogs {
        project_id: None,
        well_ids: wells(),
        curve_names: vec!["*".to_owned()],
        depth_range: None,
    };
    let mut nodes = vec![node(SOURCE, &[], source(logs))];
    let mut reads = vec![SOURCE];
    let tops = |rows: &Rows| matches!(rows, Rows::Table(table) if table == curve::TOPS);
    if spec.inputs.iter().any(|port| tops(&port.rows)) {
        nodes.push(node(curve::TOPS, &[], source(SourceType::WellMarkers { well_ids: wells() })));
        reads.push(curve::TOPS);
    }
    let inputs = request.inputs.iter().map(|(port, curve)| {
        let whole = curve.contains('.') || curve.eq_ignore_ascii_case(curve::DEPTH);
        let curves = curve.split(',').map(|one| match whole {
            true => one.trim().to_owned(),
            false => format!("{SOURCE}.{}", one.trim()),
        });
        (port.clone(), curves.collect::<Vec<_>>().join(", "))
    });
    let work = NodeType::Operator {
        operator_id: spec.id.clone(),
        operator_version: VersionStrategy::Pinned { version: spec.version.clone() },
        parameters: request.parameters.clone(),
        inputs: inputs.collect(),
    };
    nodes.push(node(OPERATOR, &reads, work));
    let shown =
        NodeType::Output { output_type: OutputType::Frontend, if_exists: IfExists::default() };
    nodes.push(node("shown", &[OPERATOR], shown));
    DagDefinition {
        id: "trial".to_owned(),
        name: "trial".to_owned(),
        project_id: None,
        version: "1.0.0".to_owned(),
        nodes,
        metadata: DagMetadata::default(),
    }
}

fn before(tried: &Tried, well: &RunWell, tops: &[(String, f64)]) -> Vec<TrialCurve> {
    let read = &tried.read;
    let curves = read.feeds.iter().filter(|feed| feed.rows == Rows::Depths);
    curves
        .filter_map(|feed| {
            // The curve under its own name, so that one sees what the port was fed with.
            let mut stored = well.existing.values();
            let stored = stored.find(|stored| feed.curves == [stored.curve.id]);
            let name = stored.map(|stored| &stored.curve.name).or(feed.member.as_ref());
            let values = feed.values.numbers()?;
            let (name, unit) = (name.unwrap_or(&feed.port), &feed.unit);
            let trace = trace(well, tops, name, unit, &read.depth_m, values);
            Some(TrialCurve { port: feed.port.clone(), trace })
        })
        .collect()
}

fn after(tried: &Tried, well: &RunWell, tops: &[(String, f64)]) -> Vec<TrialCurve> {
    let computed = &tried.computed;
    let at_depths = computed
        .depth_m
        .iter()
        .flat_map(|depth_m| computed.columns.iter().map(move |column| (depth_m, column)));
    let along = computed.frames.iter().filter_map(|frame| Some((frame.depth_m.as_ref()?, frame)));
    let along = along
        .flat_map(|(depth_m, frame)| frame.columns.iter().map(move |column| (depth_m, column)));
    at_depths
        .chain(along)
        .filter_map(|(depth_m, column)| {
            let values = column.values.numbers()?;
            let port = column.key.rsplit_once('.').map_or(column.key.as_str(), |(_, port)| port);
            let name = column.member.as_deref().unwrap_or(port);
            let trace = trace(well, tops, name, &column.unit, depth_m, values);
            Some(TrialCurve { port: port.to_owned(), trace })
        })
        .collect()
}

/// Dresses samples as a curve, so that a plot draws them like any other.
fn trace(
    well: &RunWell,
    tops: &[(String, f64)],
    name: &str,
    unit: &str,
    depth_m: &Float64Array,
    values: &Float64Array,
) -> Arc<Trace> {
    let samples: ArrayRef = Arc::new(values.clone());
    let facts = column::facts(depth_m, "", &samples);
    let known = curve::lookup(name);
    Arc::new(Trace {
        curve: CurveRow {
            id: Uuid::nil(),
            well_id: well.id,
            well_name: well.name.clone(),
            name: name.to_owned(),
            mnemonic: known.map_or_else(|| name.to_owned(), |entry| entry.canonical.to_owned()),
            quantity: known.map_or(Quantity::Unknown, |entry| entry.quantity),
            unit: unit.to_owned(),
            kind: Kind::Number,
            scale: None,
            version: 0,
            samples: facts.samples,
            nulls: facts.nulls,
            min: facts.min,
            mean: facts.mean,
            max: facts.max,
            top_depth_m: facts.top_depth_m,
            base_depth_m: facts.base_depth_m,
            source: "trial".to_owned(),
            author: String::new(),
            updated_at: chrono::Utc::now(),
        },
        depth_m: depth_m.values().to_vec(),
        values: (0..values.len())
            .map(|row| if values.is_null(row) { f64::NAN } else { values.value(row) })
            .collect(),
        tops: tops.to_vec(),
    })
}
