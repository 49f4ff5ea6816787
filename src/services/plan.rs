//! The plan of a run, before anything is recorded or computed.

use std::collections::HashMap;
use std::sync::Arc;

use serde::Serialize;
use uuid::Uuid;

use super::operators::in_project;
use super::outputs::refuse_existing;
use super::preview::{BYTES_OF_A_SAMPLE, named_wells};
pub use super::reach::LostWell;
use super::reach::{Ground, Reach, overwritten};
use super::review::off_thread;
use super::runs::bind_wells;
use super::scope::{Scope, find_node};
use super::workspace::Workspace;
use crate::control::{executions, pipelines};
use crate::domain::dag::{DagDefinition, DagNode, IfExists, NodeType, WriteMode};
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::export;
use crate::domain::inventory::Inventory;
use crate::domain::plan::{KeptOutput, Plan, PlannedNode, Work};
use crate::domain::rows::RunRequest;
use crate::domain::survey::{CurveThere, Spot, Survey};
use crate::engine::{RunNames, base_of};
use crate::validate;
use crate::validate::outlook::CURVES_LISTED;

/// What a run would do.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct RunPlan {
    /// Name of the pipeline.
    pub pipeline: String,
    /// Nodes that run, each after those it reads.
    pub nodes: Vec<NodePlan>,
    /// Names of the wells, in the order in which they run.
    pub wells: Vec<String>,
    /// Those among them that do not come through, and why.
    pub excluded: Vec<LostWell>,
    /// Curves that are made.
    pub creates: Vec<PlannedCurve>,
    /// Curves that get a new version.
    pub overwrites: Vec<PlannedOverwrite>,
    /// Files and tables that are written.
    pub outputs: Vec<PlannedOutput>,
    /// Samples read of all curves and wells, at most.
    pub samples_read: i64,
    /// Their size in memory.
    pub bytes_read: i64,
    /// Samples written of all curves and wells, depths not counted, at most.
    pub samples_written: i64,
    /// Their size before compression.
    pub bytes_written: i64,
    /// What speaks against the run, and what is worth knowing; with an error nothing else is known.
    pub problems: Vec<Diagnostic>,
}

impl RunPlan {
    /// Whether nothing keeps the run from starting.
    pub fn can_run(&self) -> bool {
        !self.problems.iter().any(Diagnostic::is_error)
    }
}

/// A node that runs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NodePlan {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// `ingestion`, `operator` or `output`.
    pub kind: &'static str,
    /// Operator, for operator nodes.
    pub operator: Option<String>,
    /// Its version, as it is resolved now.
    pub version: Option<String>,
    /// Wells that come through.
    pub wells: usize,
    /// Their rows together, at most.
    pub rows: i64,
}

/// A curve that is made in every well that comes through a node.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlannedCurve {
    /// Id of the node.
    pub node: String,
    /// Port.
    pub port: String,
    /// Name of the curve.
    pub name: String,
    /// Unit, where it is known before the run.
    pub unit: Option<String>,
    /// Number of wells.
    pub wells: usize,
}

/// A curve that gets a new version in every well that comes through a node.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PlannedOverwrite {
    /// Id of the node.
    pub node: String,
    /// Port.
    pub port: String,
    /// Name of the curve, or its id where the mapping says so.
    pub name: String,
    /// Number of wells.
    pub wells: usize,
    /// The versions that are replaced, a hundred at most; they stay as former versions.
    pub curves: Vec<CurveThere>,
}

/// A file that is written, or a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlannedOutput {
    /// Id of the node.
    pub node: String,
    /// `parquet`, `csv`, `las` or `postgres_table`.
    pub kind: &'static str,
    /// Path of the file, or name of the table.
    pub target: String,
    /// Wells whose rows it gets: one of a file, all of a table.
    pub wells: usize,
    /// Whether it is there already: the file, or rows of these wells in the table.
    pub exists: bool,
    /// What is done about that.
    pub if_exists: IfExists,
    /// Rows, at most.
    pub rows: i64,
}

/// A request bound to a plan and wells.
pub(super) struct Bound {
    /// The plan; outputs that are not to be kept have no mapping in it.
    pub plan: Plan,
    /// The project.
    pub survey: Arc<Survey>,
    /// The chosen wells, by their position in the survey.
    pub wells: Vec<usize>,
    /// Id of the one node, where only one is run.
    pub only_node: Option<String>,
    /// What is worth knowing, without any error.
    pub remarks: Vec<Diagnostic>,
}

impl Workspace {
    /// Plans a run of a stored pipeline, and records nothing.
    pub async fn plan(&self, request: &RunRequest) -> Result<RunPlan, Diagnostic> {
        let client = self.inner.database.client().await?;
        let pipeline = pipelines::by_id(&client, request.pipeline_id).await?;
        drop(client);
        let (mut plan, wells) =
            self.planned(pipeline.project_id, &pipeline.definition, request).await?;
        let client = self.inner.database.client().await?;
        plan.problems.extend(executions::overlap(&client, pipeline.id, &wells).await?);
        Ok(plan)
    }

    /// Plans a run of a definition as it stands, stored or not; the pipeline of the request is
    /// not looked at.
    pub async fn plan_definition(
        &self,
        project: Uuid,
        definition: &DagDefinition,
        request: &RunRequest,
    ) -> Result<RunPlan, Diagnostic> {
        Ok(self.planned(project, definition, request).await?.0)
    }

    async fn planned(
        &self,
        project: Uuid,
        definition: &DagDefinition,
        request: &RunRequest,
    ) -> Result<(RunPlan, Vec<Uuid>), Diagnostic> {
        let survey = self.survey(project).await?;
        let name = definition.name.clone();
        let (definition, request) = (definition.clone(), request.clone());
        let bound = off_thread(move || bind(survey, &definition, &request)).await?;
        let bound = match bound {
            Ok(bound) => bound,
            Err(problems) => {
                return Ok((
                    RunPlan { pipeline: name, problems, ..RunPlan::default() },
                    Vec::new(),
                ));
            }
        };
        let wells = bind_wells(&bound, Vec::new());
        let names = RunNames { pipeline: &name, execution: None };
        let (targets, mut problems) = match self.planned_outputs(&bound.plan, names, &wells).await {
            Ok(targets) => {
                let problems = refuse_existing(&targets).err().unwrap_or_default();
                (targets, problems)
            }
            // A path or table that does not do is a problem of the plan, not of planning.
            Err(problem) => (Vec::new(), vec![problem]),
        };
        for problem in &mut problems {
            let node = problem.place.node.take();
            let by_name = bound.plan.nodes.iter().find(|known| Some(&known.name) == node.as_ref());
            problem.place.node = by_name.map(|known| known.id.clone()).or(node);
        }
        let mut plan = off_thread(move || told(name, &bound, targets)).await?;
        problems.append(&mut plan.problems);
        plan.problems = problems;
        Ok((plan, wells.into_iter().map(|well| well.id).collect()))
    }
}

/// Binds a request to a plan and wells; everything that speaks against it is returned together.
pub(super) fn bind(
    survey: Arc<Survey>,
    definition: &DagDefinition,
    request: &RunRequest,
) -> Result<Bound, Vec<Diagnostic>> {
    let one = |error: Diagnostic| vec![error];
    let last = match (&request.only_node, &request.until) {
        (Some(only), Some(until)) => {
            return Err(vec![
                Diagnostic::error(
                    ErrorType::ConfigurationInvalid,
                    "a run is of one node, or up to one node",
                )
                .found(format!("both: \"{only}\" alone, and up to \"{until}\""))
                .wanted("one of the two"),
            ]);
        }
        (Some(only), None) => {
            let node = find_node(definition, only).map_err(one)?;
            Some((operator(node, "only an operator runs alone").map_err(one)?, true))
        }
        (None, Some(until)) => {
            let node = find_node(definition, until).map_err(one)?;
            Some((computing(node).map_err(one)?, false))
        }
        (None, None) => None,
    };
    let scope = last.as_ref().map(|(node, alone)| {
        let scope = Scope::up_to(definition, node);
        if *alone { scope.keeping_only(node) } else { scope }
    });
    let mut part = scope.as_ref().map_or(definition, |scope| &scope.definition).clone();
    let wells = wells_of(&survey, &part, &request.wells)
        .map_err(|problems| with_all_errors(problems, &survey, &part, scope.as_ref()))?;
    // The wells are chosen; validation is about those, and no other well of the project.
    for node in &mut part.nodes {
        if let NodeType::Ingestion { source_type, .. } = &mut node.node_type
            && let Some(well_ids) = source_type.well_ids_mut()
        {
            *well_ids = vec!["*".to_owned()];
        }
    }
    let validation = if wells.len() == survey.wells.len() {
        validate::validate(&part, &in_project(&survey), Some(&survey.inventory))
    } else {
        let wells = wells.iter().map(|well| survey.well(*well).clone()).collect();
        validate::validate(&part, &in_project(&survey), Some(&Inventory { wells }))
    };
    let problems = match &scope {
        Some(scope) => scope.diagnostics(validation.diagnostics),
        None => validation.diagnostics,
    };
    let Some(mut plan) = validation.plan else {
        return Err(problems.into_iter().filter(Diagnostic::is_error).collect());
    };
    if let Some((node, _)) = &last {
        plan = plan.until(node);
    }
    let only_node = last.filter(|(_, alone)| *alone).map(|(node, _)| node);
    Ok(Bound { plan, survey, wells, only_node, remarks: problems })
}

/// Tells what else is wrong where the wells cannot be told.
fn with_all_errors(
    problems: Vec<Diagnostic>,
    survey: &Survey,
    part: &DagDefinition,
    scope: Option<&Scope>,
) -> Vec<Diagnostic> {
    let found = validate::validate(part, &in_project(survey), Some(&survey.inventory)).diagnostics;
    let mut errors = match scope {
        Some(scope) => scope.diagnostics(found),
        None => found,
    };
    errors.retain(Diagnostic::is_error);
    let names_wells = |error: &Diagnostic| {
        matches!(error.error_type, ErrorType::WellNotFound | ErrorType::NoIngestionNode)
    };
    // Validation says of a node what these say of the pipeline.
    if !errors.iter().any(names_wells) {
        errors.extend(problems);
    }
    errors
}

fn operator(node: &DagNode, what: &str) -> Result<String, Diagnostic> {
    if matches!(node.node_type, NodeType::Operator { .. }) {
        return Ok(node.id.clone());
    }
    Err(Diagnostic::error(ErrorType::NodeNotFound, what)
        .at_node(&node.name)
        .found(format!("a node of type {}", node.node_type.tag()))
        .hint("name an operator node, or leave --node out to run the pipeline"))
}

fn computing(node: &DagNode) -> Result<String, Diagnostic> {
    if !matches!(node.node_type, NodeType::Ingestion { .. }) {
        return Ok(node.id.clone());
    }
    Err(Diagnostic::error(ErrorType::NodeNotFound, "a run up to an ingestion computes nothing")
        .at_node(&node.name)
        .found("a node of type ingestion")
        .hint("name an operator or an output"))
}

/// Returns the wells that the definition names, narrowed to those that the request names.
fn wells_of(
    survey: &Survey,
    definition: &DagDefinition,
    requested: &[String],
) -> Result<Vec<usize>, Vec<Diagnostic>> {
    let mut chosen = named_wells(survey, definition)?;
    if !requested.is_empty() {
        let requested = survey.select(requested)?;
        chosen.retain(|well| requested.binary_search(well).is_ok());
    }
    if chosen.is_empty() {
        return Err(vec![
            Diagnostic::error(ErrorType::WellNotFound, "there is no well to run on")
                .found(format!("{} wells in the project", survey.wells.len()))
                .wanted("at least one well that the pipeline and --wells both name")
                .hint("`mudrock import PATH --project NAME` brings wells in"),
        ]);
    }
    Ok(chosen)
}

/// Tells what a bound request would do, and write to these targets.
fn told(pipeline: String, bound: &Bound, targets: Vec<export::PlannedOutput>) -> RunPlan {
    let Bound { plan, survey, wells, remarks, .. } = bound;
    let reach = Reach::new(plan, Ground { survey, wells }, None);
    let mut told = RunPlan {
        pipeline,
        wells: wells.iter().map(|well| survey.well(*well).well_name.clone()).collect(),
        excluded: reach.losses(),
        samples_read: reach.samples_read(),
        problems: remarks.clone(),
        ..RunPlan::default()
    };
    for (index, node) in plan.nodes.iter().enumerate() {
        let through = reach.through(index);
        let rows = reach.sum(index);
        told.nodes.push(node_plan(node, through.len(), rows));
        let Work::Operator { spec, inputs, keeps, .. } = &node.work else { continue };
        for kept in keeps {
            told.samples_written += rows;
            if kept.mapping.mode == WriteMode::Overwrite {
                let positions = through.iter().map(|at| wells[*at]);
                told.overwrites.push(overwrite(survey, node, kept, positions));
                continue;
            }
            let base = base_of(kept, inputs, |key| {
                let columns = plan.nodes.iter().flat_map(|node| &node.produces);
                columns.into_iter().find(|one| one.key == key).map(|one| one.mnemonic.clone())
            });
            let port = spec.outputs.iter().position(|output| output.name == kept.port);
            told.creates.push(PlannedCurve {
                node: node.id.clone(),
                port: kept.port.clone(),
                name: format!("{base}{}", kept.mapping.suffix.as_deref().unwrap_or_default()),
                unit: port.and_then(|port| node.produces.get(port)?.unit.clone()),
                wells: through.len(),
            });
        }
    }
    told.outputs = outputs(plan, &reach, &told.wells, targets);
    told.bytes_read = told.samples_read * BYTES_OF_A_SAMPLE;
    told.bytes_written = told.samples_written * BYTES_OF_A_SAMPLE;
    told
}

/// Puts the targets of wells that come through together by file or table.
fn outputs(
    plan: &Plan,
    reach: &Reach,
    wells: &[String],
    targets: Vec<export::PlannedOutput>,
) -> Vec<PlannedOutput> {
    let positions: HashMap<&str, usize> =
        wells.iter().enumerate().map(|(at, well)| (well.as_str(), at)).collect();
    let mut outputs: Vec<PlannedOutput> = Vec::new();
    for target in targets {
        let node = plan.index_of(&target.node_id).zip(positions.get(target.well.as_str()));
        let Some(rows) = node.and_then(|(node, at)| reach.rows(node, *at)) else { continue };
        // Targets come node by node, and all wells of a table one after the other.
        match outputs.last_mut() {
            Some(last) if last.node == target.node_id && last.target == target.target => {
                last.wells += 1;
                last.exists |= target.exists;
                last.rows += rows;
            }
            _ => outputs.push(PlannedOutput {
                node: target.node_id,
                kind: target.kind,
                target: target.target,
                wells: 1,
                exists: target.exists,
                if_exists: target.if_exists,
                rows,
            }),
        }
    }
    outputs
}

fn node_plan(node: &PlannedNode, wells: usize, rows: i64) -> NodePlan {
    let (kind, spec) = match &node.work {
        Work::Ingestion { .. } => ("ingestion", None),
        Work::Operator { spec, .. } => ("operator", Some(spec)),
        Work::Output { .. } => ("output", None),
    };
    NodePlan {
        id: node.id.clone(),
        name: node.name.clone(),
        kind,
        operator: spec.map(|spec| spec.id.clone()),
        version: spec.map(|spec| spec.version.clone()),
        wells,
        rows,
    }
}

fn overwrite(
    survey: &Survey,
    node: &PlannedNode,
    kept: &KeptOutput,
    wells: impl Iterator<Item = usize>,
) -> PlannedOverwrite {
    let narrow = |position: usize| u32::try_from(position).expect("fewer curves than u32::MAX");
    let spots: Vec<Spot> = wells
        .filter_map(|well| {
            let curve = overwritten(survey, well, kept)?;
            Some(Spot { well: narrow(well), curve: narrow(curve) })
        })
        .collect();
    let curves: Vec<CurveThere> =
        spots.iter().take(CURVES_LISTED).map(|spot| survey.there(*spot)).collect();
    let named = curves.first().map(|curve| curve.name.clone());
    PlannedOverwrite {
        node: node.id.clone(),
        port: kept.port.clone(),
        name: named.or_else(|| kept.mapping.target().map(str::to_owned)).unwrap_or_default(),
        wells: spots.len(),
        curves,
    }
}
