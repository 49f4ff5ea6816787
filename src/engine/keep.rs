//! Keeps outputs as curves: encode, stage, upload, commit.

use std::collections::{BTreeMap, HashSet};

use arrow::array::Float64Array;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::batch::FlowColumn;
use super::context::{Context, Run, RunWell};
use super::flush::{Owner, flush};
use crate::control::commit::{self, Author, Claim, CommitError, NewVersion};
use crate::control::pipelines::UsedSuffix;
use crate::data::column::{digest, facts};
use crate::data::object::NamedColumn;
use crate::domain::dag::{CurveMapping, WriteMode};
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::operator::OperatorSpec;
use crate::domain::plan::{BoundInput, KeptOutput, Plan, Work};
use crate::domain::table::ResultTable;
use crate::validate::suffix_after;

/// An output about to be kept.
pub struct Kept<'a> {
    /// How.
    pub output: &'a KeptOutput,
    /// Depths of the samples, in metres.
    pub depth_m: &'a Float64Array,
    /// Samples.
    pub column: &'a FlowColumn,
    /// Mnemonic that the name is made from.
    pub base: String,
}

/// What was kept of one well.
#[derive(Debug, Default)]
pub struct KeptCurves {
    /// Ids of the curves.
    pub curves: Vec<Uuid>,
    /// Their names.
    pub names: Vec<String>,
    /// `{input_curve_id: {mode, output_curve_id, suffix}}`.
    pub mapping: Map<String, Value>,
    /// Size of the object.
    pub bytes: i64,
}

/// The node whose outputs are kept.
pub struct Keeper<'a> {
    /// Position in the plan.
    pub index: usize,
    /// Operator.
    pub spec: &'a OperatorSpec,
    /// Full parameters.
    pub parameters: &'a Map<String, Value>,
}

/// Commits the kept outputs of one well, all or nothing; the item is completed by the same transaction.
///
/// All of them lie on one grid, as validation demands; tables of the node are written beside them.
pub async fn keep(
    context: &Context,
    keeper: &Keeper<'_>,
    well: &RunWell,
    claim: &Claim,
    kept: &[Kept<'_>],
    tables: &[ResultTable],
) -> Result<KeptCurves, Diagnostic> {
    let depth_m = kept.first().ok_or_else(|| broken("nothing is to be kept"))?.depth_m;
    let run = &context.run;
    let mut versions = Vec::with_capacity(kept.len());
    let mut columns = Vec::with_capacity(kept.len());
    let mut result = KeptCurves::default();
    let depth_sha256 = digest(depth_m);
    for one in kept {
        let version = new_version(context, keeper, well, &depth_sha256, one)?;
        columns.push(NamedColumn {
            name: version.name.clone(),
            unit: one.column.unit.clone(),
            values: one.column.values.to_arrow(),
        });
        result.curves.push(version.curve_id);
        result.names.push(version.name.clone());
        let input = one.column.curves.first().map_or_else(|| "none".to_owned(), Uuid::to_string);
        result.mapping.insert(
            input,
            json!({
                "mode": one.output.mapping.mode,
                "output_curve_id": version.curve_id,
                "suffix": one.output.mapping.suffix,
            }),
        );
        versions.push(version);
    }

    let owner = Owner {
        project_id: run.project_id,
        well_id: well.id,
        log_type: "derived",
        execution_id: Some(run.execution_id),
    };
    let (database, store) = (&context.engine.database, &context.engine.store);
    let staged = flush(database, store, owner, depth_m.clone(), columns)
        .await
        .map_err(|error| error.in_well(&well.name))?;
    result.bytes = staged.bytes;
    let node = &run.plan.nodes[keeper.index];
    let author = Author {
        user_id: run.user_id,
        project_id: run.project_id,
        well_id: well.id,
        execution: Some((run.execution_id, run.nodes[keeper.index])),
        node_id: node.id.clone(),
        transformation: json!({
            "operator_id": keeper.spec.id,
            "version": keeper.spec.version,
            "impl_digest": keeper.spec.impl_digest,
            "parameters": keeper.parameters,
        }),
    };
    let key = format!("{}:{}:{}", run.execution_id, node.id, well.id);
    let mut client = context.engine.database.client().await?;
    let transaction = client.transaction().await?;
    let rows = (staged.rows, staged.rows);
    let result_of = commit::ItemResult { object_id: staged.id, versions: &versions, tables, rows };
    let committed = commit::commit_item(transaction, claim, &key, &author, &result_of).await;
    context.engine.pulse.ring();
    match committed {
        Ok(curves) => {
            result.curves = curves;
            Ok(result)
        }
        Err(error) => {
            if matches!(error, CommitError::Cancelled(_)) {
                context.cancel.cancel();
            }
            Err(error.diagnostic().in_well(&well.name))
        }
    }
}

fn new_version(
    context: &Context,
    keeper: &Keeper<'_>,
    well: &RunWell,
    depth_sha256: &str,
    kept: &Kept<'_>,
) -> Result<NewVersion, Diagnostic> {
    let mapping = &kept.output.mapping;
    let mut version = NewVersion {
        version_id: Uuid::now_v7(),
        curve_id: Uuid::now_v7(),
        overwrites: None,
        name: format!("{}{}", kept.base, mapping.suffix.as_deref().unwrap_or_default()),
        mnemonic: kept.base.clone(),
        metadata_id: context
            .run
            .metadata
            .get(&kept.base)
            .copied()
            .ok_or_else(|| broken(&format!("mnemonic {} has no metadata row", kept.base)))?,
        log_type: "derived",
        unit: kept.column.unit.clone(),
        kind: kept.column.values.kind(),
        facts: facts(kept.depth_m, depth_sha256, &kept.column.values.to_arrow()),
        source: format!("{} {}", keeper.spec.id, keeper.spec.version),
        from_versions: kept.column.versions.clone(),
    };
    if mapping.mode == WriteMode::Overwrite {
        let target = well
            .existing
            .values()
            .find(|stored| mapping.overwrites(stored.curve.id, &stored.curve.name))
            .ok_or_else(|| {
                Diagnostic::error(
                    ErrorType::InvalidCurveMapping,
                    "the curve to overwrite does not exist in the well",
                )
                .in_well(&well.name)
                .at_port(&kept.output.port)
                .wanted(mapping.target().unwrap_or("a curve"))
                .hint("set the mapping to create_new, or leave the well out")
            })?;
        if target.curve.kind != version.kind {
            return Err(Diagnostic::error(
                ErrorType::InvalidCurveMapping,
                "the curve to overwrite holds other data",
            )
            .in_well(&well.name)
            .at_port(&kept.output.port)
            .of_curve(&target.curve.name)
            .found(target.curve.kind.to_string())
            .wanted(version.kind.to_string())
            .hint("set the mapping to create_new, or overwrite another curve"));
        }
        version.curve_id = target.curve.id;
        version.overwrites = Some(target.curve.version);
        version.name.clone_from(&target.curve.name);
    }
    Ok(version)
}

/// Returns the suffix that a node used up once it created curves; an overwrite uses none.
pub fn used_suffix(node_id: &str, port: &str, mapping: &CurveMapping) -> Option<UsedSuffix> {
    let used = mapping.suffix.clone().unwrap_or_default();
    (mapping.mode == WriteMode::CreateNew).then(|| UsedSuffix {
        node_id: node_id.to_owned(),
        port: port.to_owned(),
        next: suffix_after(&used),
        used,
    })
}

/// Moves each next suffix on until it is free: of several outputs with one base, such as filters of
/// one curve, the next of the first is often what another one has just created.
pub fn move_on(run: &Run, used: &mut [UsedSuffix]) {
    let mnemonic = |key: &str| {
        let columns = run.plan.nodes.iter().flat_map(|node| &node.produces);
        columns.into_iter().find(|column| column.key == key).map(|column| column.mnemonic.clone())
    };
    let base = |used: &UsedSuffix| {
        let node = run.plan.nodes.iter().find(|node| node.id == used.node_id)?;
        let Work::Operator { inputs, keeps, .. } = &node.work else { return None };
        let kept = keeps.iter().find(|kept| kept.port == used.port)?;
        Some(base_of(kept, inputs, mnemonic).to_lowercase())
    };
    let bases: Vec<String> =
        used.iter().map(|used| base(used).unwrap_or_else(|| used.port.to_lowercase())).collect();
    let name = |base: &str, suffix: &str| format!("{base}{}", suffix.to_lowercase());
    let existing = run.wells.iter().flat_map(|well| well.existing.keys());
    let mut taken: HashSet<String> = existing.map(|name| name.to_lowercase()).collect();
    taken.extend(bases.iter().zip(&*used).map(|(base, used)| name(base, &used.used)));
    for (base, used) in bases.iter().zip(used) {
        while !taken.insert(name(base, &used.next)) {
            used.next = suffix_after(&used.next);
        }
    }
}

/// Returns the mnemonic that a kept output's name is made from.
pub fn base_of(
    output: &KeptOutput,
    inputs: &[BoundInput],
    mnemonic_of: impl Fn(&str) -> Option<String>,
) -> String {
    output
        .base_from
        .as_ref()
        .and_then(|port| inputs.iter().find(|input| input.port == *port))
        .and_then(|input| mnemonic_of(&input.key))
        .unwrap_or_else(|| output.port.clone())
}

/// Returns the mnemonics, with units, that kept outputs of a plan are named from.
pub fn base_names(plan: &Plan) -> BTreeMap<String, String> {
    let mut names = BTreeMap::new();
    for node in &plan.nodes {
        let Work::Operator { inputs, keeps, .. } = &node.work else { continue };
        for output in keeps {
            let base = base_of(output, inputs, |key| {
                let columns = plan.nodes.iter().flat_map(|node| &node.produces);
                columns.into_iter().find(|column| column.key == key).map(|c| c.mnemonic.clone())
            });
            let key = format!("{}.{}", node.id, output.port);
            let column = node.produces.iter().find(|column| column.key == key);
            let unit = column.and_then(|column| column.unit.clone()).unwrap_or_default();
            names.insert(base, unit);
        }
    }
    names
}

fn broken(what: &str) -> Diagnostic {
    Diagnostic::error(ErrorType::Internal, "keeping a curve failed inside the program")
        .found(what.to_owned())
        .hint("this is a defect of the program; please report it")
}
