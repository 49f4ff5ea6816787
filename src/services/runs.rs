//! Runs: planned, recorded, computed in the background, looked at, cancelled.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::json;
use uuid::Uuid;

use super::outputs::refuse_existing;
use super::plan::{Bound, bind};
use super::registry::{operators_of, remarks};
use super::workspace::Workspace;
use crate::control::curves::{self, StoredCurve};
use crate::control::executions::{self, NewExecution, NewNodeExecution};
use crate::control::pipelines::{self, StoredPipeline};
use crate::control::runs::{self, RunFilter};
use crate::control::{logs, registry};
use crate::domain::curve::Place;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::execution::Status;
use crate::domain::export;
use crate::domain::plan::{Plan, PlannedNode, Work};
use crate::domain::rows::{LogRow, RunDetail, RunRequest, RunRow};
use crate::engine::{Run, RunNames, RunWell, base_names};

impl Workspace {
    /// Plans and records an execution, hands it to a background task, and returns its id at once.
    ///
    /// Everything that speaks against the run is returned together, and then nothing is recorded.
    pub async fn start_run(&self, request: RunRequest) -> Result<Uuid, Vec<Diagnostic>> {
        let (run, new) = self.plan_run(&request).await?;
        let run = self.record_run(run, &new).await.map_err(|error| vec![error])?;
        let id = run.execution_id;
        let engine = Arc::clone(&self.inner.engine);
        self.inner.runs.spawn(async move {
            if let Err(error) = engine.run(run).await {
                tracing::error!(%error, "run {id} could not be brought to its end");
            }
        });
        Ok(id)
    }

    /// Binds the request to a plan, wells and curves.
    async fn plan_run(&self, request: &RunRequest) -> Result<(Run, NewExecution), Vec<Diagnostic>> {
        let one = |error: Diagnostic| vec![error];
        let client = self.inner.database.client().await.map_err(one)?;
        let pipeline = pipelines::by_id(&client, request.pipeline_id).await.map_err(one)?;
        drop(client);
        let survey = self.survey(pipeline.project_id).await.map_err(one)?;
        let bound = bind(survey, &pipeline.definition, request).map_err(|errors| {
            errors.into_iter().map(|error| with_node_name(error, &pipeline)).collect::<Vec<_>>()
        })?;
        let ids: Vec<Uuid> =
            bound.wells.iter().map(|well| bound.survey.well(*well).well_id).collect();
        let client = self.inner.database.client().await.map_err(one)?;
        let stored = curves::stored_curves(&client, &ids).await.map_err(one)?;
        let run_wells = bind_wells(&bound, stored);
        let Bound { plan, only_node, .. } = bound;
        let names = base_names(&plan);
        let names: Vec<(&str, &str)> =
            names.iter().map(|(name, unit)| (name.as_str(), unit.as_str())).collect();
        let metadata = curves::metadata_ids(&client, &names).await.map_err(one)?;
        let new = self.execution(request, &pipeline, &plan, only_node, &run_wells);
        let names = RunNames { pipeline: &pipeline.definition.name, execution: Some(new.id) };
        refuse_existing(&self.planned_outputs(&plan, names, &run_wells).await.map_err(one)?)?;
        let run = Run {
            execution_id: new.id,
            project_id: new.project_id,
            pipeline_id: new.pipeline_id,
            pipeline_name: new.pipeline_name.clone(),
            user_id: new.user_id,
            nodes: new.nodes.iter().map(|node| node.id).collect(),
            items: Vec::new(),
            plan,
            wells: run_wells,
            metadata,
        };
        Ok((run, new))
    }

    fn execution(
        &self,
        request: &RunRequest,
        pipeline: &StoredPipeline,
        plan: &Plan,
        only_node: Option<String>,
        wells: &[RunWell],
    ) -> NewExecution {
        let mut resolved = Vec::new();
        let nodes = plan
            .nodes
            .iter()
            .enumerate()
            .map(|(ordinal, node)| {
                let definition = pipeline.definition.node(&node.id);
                let mut new = NewNodeExecution {
                    id: Uuid::now_v7(),
                    ordinal: i32::try_from(ordinal).unwrap_or(i32::MAX),
                    node_id: node.id.clone(),
                    node_name: node.name.clone(),
                    operator_id: None,
                    operator_version: None,
                    node_config: json!(definition),
                    operator_config: None,
                };
                if let Work::Operator { spec, parameters, inputs, .. } = &node.work {
                    let operator = json!({
                        "node_id": node.id,
                        "operator_id": spec.id,
                        "version": spec.version,
                        "impl_digest": spec.impl_digest,
                    });
                    let mut config = operator.clone();
                    config["parameters"] = json!(parameters);
                    config["inputs"] = json!(inputs);
                    resolved.push(operator);
                    new.operator_id = Some(spec.id.clone());
                    new.operator_version = Some(spec.version.clone());
                    new.operator_config = Some(config);
                }
                new
            })
            .collect();
        let flags: Vec<&String> = plan.nodes.iter().flat_map(quality_flags).collect();
        let versions: BTreeSet<Uuid> = wells
            .iter()
            .flat_map(|well| {
                well.curves.values().chain(flags.iter().filter_map(|flag| well.named(flag)))
            })
            .map(|stored| stored.version_id)
            .collect();
        NewExecution {
            id: Uuid::now_v7(),
            project_id: pipeline.project_id,
            pipeline_id: pipeline.id,
            pipeline_name: pipeline.definition.name.clone(),
            only_node_id: only_node,
            user_id: self.inner.user_id,
            user_email: self.inner.user_email.clone(),
            dag_snapshot: json!(pipeline.definition),
            input_parameters: json!({
                "wells": request.wells, "only_node": request.only_node, "until": request.until,
            }),
            resolved_operators: json!(resolved),
            engine_versions: super::report::engine_versions(),
            input_snapshots: json!([{"table": "curve_versions", "snapshot_ids": versions}]),
            // A W3C trace id is 16 bytes, not all zero: a random UUID without its dashes.
            trace_id: Uuid::new_v4().simple().to_string(),
            wells: wells.iter().map(|well| well.id).collect(),
            nodes,
        }
    }

    async fn record_run(&self, mut run: Run, new: &NewExecution) -> Result<Run, Diagnostic> {
        let mut client = self.inner.database.client().await?;
        let transaction = client.transaction().await?;
        run.items = executions::record(&transaction, new).await?;
        let operators = operators_of(&run.plan);
        let changed = registry::changed_kernels(&transaction, Some(&operators)).await?;
        let remarks = remarks(&changed, &run.plan, &run.nodes);
        if !remarks.is_empty() {
            logs::append(&transaction, run.project_id, run.execution_id, &remarks).await?;
        }
        transaction.commit().await?;
        Ok(run)
    }

    /// Asks a run to stop; returns its state at that moment.
    pub async fn cancel_run(&self, execution: Uuid) -> Result<Status, Diagnostic> {
        let client = self.inner.database.client().await?;
        executions::request_cancel(&client, execution, self.inner.user_id).await
    }

    /// Returns runs, newest first.
    pub async fn runs(&self, project: Option<Uuid>, limit: i64) -> Result<Vec<RunRow>, Diagnostic> {
        let filter = RunFilter { project, ..RunFilter::default() };
        runs::list(&self.inner.database.client().await?, filter, limit).await
    }

    /// Returns a run with its nodes.
    pub async fn run(&self, execution: Uuid) -> Result<RunDetail, Diagnostic> {
        runs::detail(&self.inner.database.client().await?, execution).await
    }

    /// Returns the id of the only run whose id starts or ends with this text.
    pub async fn find_run(&self, id: &str) -> Result<Uuid, Diagnostic> {
        runs::find(&self.inner.database.client().await?, id).await
    }

    /// Returns log rows after the given one, or the last ones, oldest first.
    pub async fn logs(
        &self,
        execution: Uuid,
        after: Option<i64>,
        limit: i64,
    ) -> Result<Vec<LogRow>, Diagnostic> {
        logs::read(&self.inner.database.client().await?, execution, after, limit).await
    }
}

/// Stored nodes have UUIDs; people know them by name.
fn with_node_name(mut error: Diagnostic, pipeline: &StoredPipeline) -> Diagnostic {
    if let Some(node) = error.place.node.as_ref().and_then(|id| pipeline.definition.node(id)) {
        error.place.node = Some(node.name.clone());
    }
    error
}

/// Gives each well the stored curve behind every column that an ingestion produces.
pub(super) fn bind_wells(bound: &Bound, stored: Vec<StoredCurve>) -> Vec<RunWell> {
    // Names are settled over all wells of the project, so that none takes the file of another.
    let all = &bound.survey.inventory.wells;
    let named: Vec<(Uuid, &str)> =
        all.iter().map(|well| (well.well_id, well.well_name.as_str())).collect();
    let mut file_names: BTreeMap<Uuid, String> =
        named.iter().map(|(id, _)| *id).zip(export::file_names(&named)).collect();
    let mut by_well: BTreeMap<Uuid, BTreeMap<String, StoredCurve>> = BTreeMap::new();
    for curve in stored {
        by_well.entry(curve.curve.well_id).or_default().insert(curve.curve.name.clone(), curve);
    }
    let wells = bound.wells.iter().map(|well| bound.survey.well(*well));
    wells
        .map(|well| {
            let existing = by_well.remove(&well.well_id).unwrap_or_default();
            let curves = bound
                .plan
                .nodes
                .iter()
                .filter(|node| matches!(node.work, Work::Ingestion { .. }))
                .flat_map(|node| &node.produces)
                .filter(|column| column.place == Place::Depths)
                .filter_map(|column| {
                    let fact = well.meant_by(&column.mnemonic)?;
                    Some((column.key.clone(), existing.get(&fact.name)?.clone()))
                })
                .collect();
            let file_name = file_names.remove(&well.well_id).unwrap_or_default();
            RunWell { id: well.well_id, name: well.well_name.clone(), file_name, curves, existing }
        })
        .collect()
}

/// Quality flags that a node of a plan reads beside its curves.
fn quality_flags(node: &PlannedNode) -> impl Iterator<Item = &String> {
    let flags = match &node.work {
        Work::Ingestion { filters, .. } => filters.quality_flags.as_ref(),
        _ => None,
    };
    flags.into_iter().flatten()
}
