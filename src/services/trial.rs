//! An operator tried out on a well: before, after, and nothing written.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::operators::known;
use super::plan::Bound;
use super::preview::planned;
use super::review::off_thread;
use super::runs::bind_wells;
use super::scope::Scope;
use super::workspace::Workspace;
use crate::control::curves;
use crate::domain::curve;
use crate::domain::dag::{
    DagDefinition, DagMetadata, DagNode, IfExists, NodeMetadata, NodeType, OutputType, SourceType,
    VersionStrategy,
};
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::operator::{OperatorSpec, Rows};
use crate::domain::plan::Work;
use crate::domain::rows::Trace;
use crate::domain::survey::Survey;
use crate::domain::table::ResultTable;
use crate::engine::tables;
use crate::engine::trial::try_out;
use results::{after, before, samples};
use told::Teller;

mod results;
mod told;

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
    /// Tables and single values that came out; and `samples`, what came out that is no curve of
    /// numbers: texts and lists, each with its depth, of which there are the first 1000.
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
        let entry = known(&request.operator)?;
        let spec = entry.spec().clone();
        let survey = self.survey(request.project).await.map_err(one)?;
        let well = well_of(&survey, request.well.as_deref())?;
        let inputs = by_port(request, &spec);
        let definition = definition(request, &spec, &inputs, &survey.well(well).well_name);
        let scope = Scope::up_to(&definition, OPERATOR);
        let known = Arc::clone(&survey);
        let teller = Teller { spec: &spec, well: known.well(well), inputs: &inputs };
        let asked = Arc::clone(&survey);
        let (plan, _) = off_thread(move || planned(&asked, &scope, OPERATOR))
            .await
            .map_err(one)?
            .map_err(|problems| teller.all(problems))?;
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
            .map_err(|error| one(teller.one(error.in_well(&well.name))))?;
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
            tables: samples(&tried).into_iter().chain(tables(&tried.computed)).collect(),
            notes: tried.computed.notes.iter().map(ToString::to_string).collect(),
        })
    }
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

/// Returns the curves that were asked for, by the ports as they are written.
fn by_port(request: &TrialRequest, spec: &OperatorSpec) -> BTreeMap<String, String> {
    let named = request.inputs.iter().map(|(name, curve)| {
        let port = spec
            .input(name)
            .or_else(|| spec.inputs.iter().find(|port| port.name.eq_ignore_ascii_case(name)));
        (port.map_or_else(|| name.clone(), |port| port.name.clone()), curve.clone())
    });
    named.collect()
}

/// A pipeline of the wells, their tops where they are read, and the operator.
fn definition(
    request: &TrialRequest,
    spec: &OperatorSpec,
    inputs: &BTreeMap<String, String>,
    well: &str,
) -> DagDefinition {
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
    let inputs = inputs.iter().map(|(port, curve)| {
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
