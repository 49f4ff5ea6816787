//! Runs: planned, recorded, computed in the background, looked at, cancelled.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::json;
use uuid::Uuid;

use super::outputs::refuse_existing;
use super::wells::inventory;
use super::workspace::Workspace;
use crate::control::curves::{self, StoredCurve};
use crate::control::executions::{self, NewExecution, NewNodeExecution};
use crate::control::logs;
use crate::control::pipelines::{self, StoredPipeline};
use crate::control::runs::{self, RunFilter};
use crate::domain::dag::{DagNode, NodeType, SourceType};
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::execution::Status;
use crate::domain::export;
use crate::domain::inventory::Inventory;
use crate::domain::nearest::nearest;
use crate::domain::plan::{Plan, PlannedNode, Work};
use crate::domain::rows::{LogRow, RunDetail, RunRequest, RunRow, WellRow};
use crate::engine::{Run, RunNames, RunWell, base_names};
use crate::operators::catalogue::catalogue;
use crate::validate;

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
        let all = curves::wells(&client, pipeline.project_id).await.map_err(one)?;
        let wells = selected_wells(&all, &pipeline, &request.wells)?;
        let node = request.only_node.as_deref().map(|node| find_node(&pipeline, node)).transpose();
        let node = node.map_err(one)?;
        let inventory = inventory(&wells);
        let mut definition = pipeline.definition.clone();
        // The wells were chosen above; validation is about those, and no other well of the project.
        for node in &mut definition.nodes {
            if let NodeType::Ingestion {
                source_type: SourceType::WellLogs { well_ids, .. }, ..
            } = &mut node.node_type
            {
                *well_ids = vec!["*".to_owned()];
            }
        }
        if let Some(only) = &node {
            for node in definition.nodes.iter_mut().filter(|node| node.id != *only) {
                node.curve_mapping.clear();
            }
        }
        let validation = validate::validate(&definition, catalogue(), Some(&inventory));
        let Some(mut plan) = validation.plan else {
            return Err(validation
                .diagnostics
                .into_iter()
                .filter(Diagnostic::is_error)
                .map(|error| with_node_name(error, &pipeline))
                .collect());
        };
        if let Some(only) = &node {
            plan = plan.up_to(only);
        }
        let ids: Vec<Uuid> = wells.iter().map(|well| well.id).collect();
        let stored = curves::stored_curves(&client, &ids).await.map_err(one)?;
        let run_wells = bind_wells(&plan, &wells, &all, &inventory, stored);
        let names = base_names(&plan);
        let names: Vec<(&str, &str)> =
            names.iter().map(|(name, unit)| (name.as_str(), unit.as_str())).collect();
        let metadata = curves::metadata_ids(&client, &names).await.map_err(one)?;
        let new = self.execution(request, &pipeline, &plan, node, &run_wells);
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
            input_parameters: json!({"wells": request.wells, "only_node": request.only_node}),
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

/// Returns the wells that the pipeline names, narrowed to those that the request names.
fn selected_wells(
    all: &[WellRow],
    pipeline: &StoredPipeline,
    requested: &[String],
) -> Result<Vec<WellRow>, Vec<Diagnostic>> {
    let facts = inventory(all);
    let mut problems = Vec::new();
    let mut positions = |names: &mut dyn Iterator<Item = &String>| -> BTreeSet<usize> {
        names
            .filter_map(|name| {
                let position = facts.position(name);
                if position.is_none() {
                    problems.push(no_such_well(name, all));
                }
                position
            })
            .collect()
    };
    let mut named = pipeline.definition.nodes.iter().filter_map(|node| match &node.node_type {
        NodeType::Ingestion { source_type: SourceType::WellLogs { well_ids, .. }, .. } => {
            Some(well_ids)
        }
        _ => None,
    });
    let chosen = if named.clone().any(|wells| wells.iter().any(|well| well == "*")) {
        (0..all.len()).collect()
    } else {
        positions(&mut named.by_ref().flatten())
    };
    let chosen: Vec<usize> = if requested.is_empty() {
        chosen.into_iter().collect()
    } else {
        let requested = positions(&mut requested.iter());
        chosen.intersection(&requested).copied().collect()
    };
    if !problems.is_empty() {
        return Err(problems);
    }
    if chosen.is_empty() {
        return Err(vec![
            Diagnostic::error(ErrorType::WellNotFound, "there is no well to run on")
                .found(format!("{} wells in the project", all.len()))
                .wanted("at least one well that the pipeline and --wells both name")
                .hint("`mudrock import PATH --project NAME` brings wells in"),
        ]);
    }
    Ok(chosen.into_iter().map(|position| all[position].clone()).collect())
}

fn no_such_well(name: &str, all: &[WellRow]) -> Diagnostic {
    let near = nearest(name, all.iter().map(|well| well.name.as_str()));
    Diagnostic::error(ErrorType::WellNotFound, "there is no such well in the project")
        .found(format!("\"{name}\""))
        .wanted(match all {
            [] => "a well; the project has none".to_owned(),
            all => {
                let names: Vec<&str> = all.iter().take(5).map(|well| well.name.as_str()).collect();
                format!("one of {} wells: {}", all.len(), names.join(", "))
            }
        })
        .hint(near.map_or_else(
            || "`mudrock curves list --project NAME` shows the wells".to_owned(),
            |near| format!("did you mean \"{near}\"?"),
        ))
}

/// Returns the id of the operator node with this id or name.
fn find_node(pipeline: &StoredPipeline, wanted: &str) -> Result<String, Diagnostic> {
    let nodes = &pipeline.definition.nodes;
    let by_id = nodes.iter().filter(|node| node.id == wanted);
    let mut found: Vec<&DagNode> = by_id.collect();
    if found.is_empty() {
        found = nodes.iter().filter(|node| node.name.eq_ignore_ascii_case(wanted)).collect();
    }
    match found.as_slice() {
        [node] if matches!(node.node_type, NodeType::Operator { .. }) => Ok(node.id.clone()),
        [node] => Err(Diagnostic::error(ErrorType::NodeNotFound, "only an operator runs alone")
            .at_node(&node.name)
            .found(format!("a node of type {}", node.node_type.tag()))
            .hint("name an operator node, or leave --node out to run the pipeline")),
        [] => {
            let names: Vec<&str> = nodes.iter().map(|node| node.name.as_str()).collect();
            let near = nearest(wanted, names.iter().copied());
            Err(Diagnostic::error(ErrorType::NodeNotFound, "there is no such node")
                .found(format!("\"{wanted}\""))
                .wanted(format!("one of {}", names.join(", ")))
                .hint(near.map_or_else(
                    || "`mudrock graph PIPELINE` shows the nodes".to_owned(),
                    |near| format!("did you mean \"{near}\"?"),
                )))
        }
        several => {
            let ids: Vec<&str> = several.iter().map(|node| node.id.as_str()).collect();
            Err(Diagnostic::error(ErrorType::NodeNotFound, "several nodes have this name")
                .found(format!("\"{wanted}\""))
                .wanted(format!("one of the ids {}", ids.join(", ")))
                .hint("name the node by its id"))
        }
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
fn bind_wells(
    plan: &Plan,
    wells: &[WellRow],
    all: &[WellRow],
    inventory: &Inventory,
    stored: Vec<StoredCurve>,
) -> Vec<RunWell> {
    let named: Vec<(Uuid, &str)> = all.iter().map(|well| (well.id, well.name.as_str())).collect();
    let mut file_names: BTreeMap<Uuid, String> =
        named.iter().map(|(id, _)| *id).zip(export::file_names(&named)).collect();
    let mut by_well: BTreeMap<Uuid, BTreeMap<String, StoredCurve>> = BTreeMap::new();
    for curve in stored {
        by_well.entry(curve.curve.well_id).or_default().insert(curve.curve.name.clone(), curve);
    }
    wells
        .iter()
        .zip(&inventory.wells)
        .map(|(well, facts)| {
            let existing = by_well.remove(&well.id).unwrap_or_default();
            let curves = plan
                .nodes
                .iter()
                .filter(|node| matches!(node.work, Work::Ingestion { .. }))
                .flat_map(|node| &node.produces)
                .filter_map(|column| {
                    let fact = facts.meant_by(&column.mnemonic)?;
                    Some((column.key.clone(), existing.get(&fact.name)?.clone()))
                })
                .collect();
            let file_name = file_names.remove(&well.id).unwrap_or_default();
            RunWell { id: well.id, name: well.name.clone(), file_name, curves, existing }
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
