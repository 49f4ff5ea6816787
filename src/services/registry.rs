//! The registry: operators of the program as rows of the database, and channels set by hand.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::workspace::Workspace;
use crate::control::connect::Database;
use crate::control::logs::NewLog;
use crate::control::registry::{self, ChangedKernel, FamilyRow, Registry, Synced, VersionRow};
use crate::domain::diagnostic::Diagnostic;
use crate::domain::execution::LogLevel;
use crate::domain::operator::{Channel, OperatorLookup, Rows, Scope};
use crate::domain::plan::{Plan, Work};
use crate::domain::rows::ChannelRow;
use crate::operators::Entry;
use crate::operators::catalogue::{Family, catalogue, families};
use crate::operators::compatible::is_compatible;
use crate::validate::known_channel;

/// Brings the tables of operators into step with the program.
///
/// Who may not write them works all the same: what runs, the program says and not the tables.
pub(super) async fn sync(database: &Database) -> Result<(), Diagnostic> {
    let mut client = database.client().await?;
    match registry::sync(&mut client, &REGISTRY).await {
        Ok(Synced { written: 0, retired: 0 }) => {}
        Ok(Synced { written, retired }) => {
            tracing::info!(written, retired, "the operators were written");
        }
        Err(error) => tracing::warn!(%error, "the operators could not be written"),
    }
    Ok(())
}

/// How the tables of operators and the program agree.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Agreement {
    /// Whether the tables say what the program has.
    pub in_step: bool,
    /// Versions behind which more than one kernel stood.
    pub changed: Vec<ChangedKernel>,
    /// Channels that somebody has set.
    pub set: Vec<ChannelRow>,
}

/// Looks how the tables of operators and the program agree, and changes nothing.
pub(super) async fn agreement(database: &Database) -> Result<Agreement, Diagnostic> {
    let client = database.client().await?;
    let mut set = registry::channels(&client, None).await?;
    set.retain(|row| row.set_by.is_some());
    Ok(Agreement {
        in_step: registry::is_in_step(&client, &REGISTRY).await?,
        changed: registry::changed_kernels(&client, None).await?,
        set,
    })
}

/// What the program says of its operators.
pub(super) static REGISTRY: LazyLock<Registry> = LazyLock::new(|| {
    let catalogue = catalogue();
    let versions = catalogue.iter().map(|entry| {
        let row = version(entry);
        let told = serde_json::to_vec(&row).expect("plain data is JSON");
        (row, format!("{:x}", Sha256::digest(told)))
    });
    let channels = catalogue.newest().flat_map(|entry| {
        let id = &entry.spec().id;
        let named = [Channel::Stable, Channel::Beta, Channel::Canary].into_iter();
        named.filter_map(move |channel| {
            let version = catalogue.channel(id, channel.name())?;
            Some((id.clone(), channel.name().to_owned(), version))
        })
    });
    Registry {
        families: families().iter().filter(|it| !it.operators.is_empty()).map(family).collect(),
        versions: versions.collect(),
        channels: channels.collect(),
    }
});

fn slug(category: &str, family: &str) -> String {
    format!("{category}/{family}")
}

fn family(family: &Family) -> FamilyRow {
    let specs = family.operators.iter().map(|operator| operator.spec());
    let mut counts = [("scalar", 0), ("window", 0), ("aggregate", 0), ("table", 0)];
    for spec in specs {
        let rows: Vec<Rows> = spec.outputs.iter().map(|output| output.rows()).collect();
        let kind = match spec.scope {
            _ if rows.iter().any(|rows| matches!(rows, Rows::Table(_))) => 3,
            _ if rows.contains(&Rows::One) => 2,
            Scope::Pointwise => 0,
            Scope::Window | Scope::Well | Scope::Project => 1,
        };
        counts[kind].1 += 1;
    }
    let most = counts.iter().rev().max_by_key(|(_, count)| *count);
    FamilyRow {
        slug: slug(family.category, family.name),
        title: family.title.to_owned(),
        kind: most.map_or("scalar", |(kind, _)| kind),
    }
}

fn version(entry: &Entry) -> VersionRow {
    let spec = entry.spec();
    let catalogue = catalogue();
    let versions = catalogue.versions(&spec.id);
    let at = versions.iter().position(|other| other.version == spec.version);
    let former = at.and_then(|at| at.checked_sub(1)).map(|before| versions[before]);
    let newest = catalogue.spec(&spec.id);
    let word = spec.deprecated.as_ref();
    let instead = word.and_then(|word| word.version());
    VersionRow {
        id: Uuid::now_v7(),
        operator_id: spec.id.clone(),
        operator_name: spec.title.clone(),
        category: spec.category.clone(),
        description: format!("{}\n\n{}", spec.summary, spec.documentation),
        version: spec.version.clone(),
        channel: spec.channel.name(),
        input_schema: json!(spec.inputs),
        output_schema: json!(spec.outputs),
        parameters_schema: spec.parameters.clone(),
        implementation_path: entry.source().to_owned(),
        impl_digest: spec.impl_digest.clone(),
        is_latest: newest.is_some_and(|newest| newest.version == spec.version),
        deprecated: word.is_some(),
        replacement_version: instead.map(str::to_owned),
        replacement_operator: word
            .filter(|_| instead.is_none())
            .map(|word| word.replacement.clone()),
        schema_compatible: former.is_none_or(|former| is_compatible(former, spec)),
        family: slug(&spec.category, &spec.family),
    }
}

/// Tells what of a plan is computed by another kernel than one that stood behind the same version before.
pub(super) fn remarks(changed: &[ChangedKernel], plan: &Plan, nodes: &[Uuid]) -> Vec<NewLog> {
    let operators = plan.nodes.iter().zip(nodes).filter_map(|(node, id)| match &node.work {
        Work::Operator { spec, .. } => Some((spec, *id)),
        _ => None,
    });
    let remarks = operators.filter_map(|(spec, node)| {
        let same = |it: &&ChangedKernel| it.operator_id == spec.id && it.version == spec.version;
        let changed = changed.iter().find(same)?;
        let former: Vec<&String> =
            changed.digests.iter().filter(|digest| **digest != spec.impl_digest).collect();
        Some(NewLog {
            node_execution_id: Some(node),
            level: LogLevel::Warn,
            message: format!(
                "{} {} is not the kernel that it once was: its code changed, its version did not",
                spec.id, spec.version
            ),
            data: json!({"impl_digest": spec.impl_digest, "former_digests": former}),
        })
    });
    remarks.collect()
}

/// Returns the operators that a plan computes with.
pub(super) fn operators_of(plan: &Plan) -> BTreeSet<String> {
    let operators = plan.nodes.iter().filter_map(|node| match &node.work {
        Work::Operator { spec, .. } => Some(spec.id.clone()),
        _ => None,
    });
    operators.collect()
}

impl Workspace {
    /// Returns the channels of an operator, or of all.
    pub async fn channels(
        &self,
        operator: Option<&str>,
    ) -> Result<Vec<ChannelRow>, Vec<Diagnostic>> {
        let operator = match operator {
            Some(id) => Some(catalogue().find(id)?.spec().id.as_str()),
            None => None,
        };
        let one = |error: Diagnostic| vec![error];
        let client = self.inner.database.client().await.map_err(one)?;
        registry::channels(&client, operator).await.map_err(one)
    }

    /// Sets a channel of an operator to one of its versions, for all projects of the database.
    pub async fn set_channel(
        &self,
        operator: &str,
        channel: &str,
        version: &str,
    ) -> Result<(), Vec<Diagnostic>> {
        known_channel(channel).map_err(|error| vec![error])?;
        let id = &catalogue().find(operator)?.spec().id;
        catalogue().find(&format!("{id}@{version}"))?;
        let set = async {
            let client = self.inner.database.client().await?;
            registry::set_channel(&client, id, channel, version, self.inner.user_id).await
        };
        set.await.map_err(|error| vec![error])
    }

    /// Gives a channel that was set back to the program.
    pub async fn reset_channel(
        &self,
        operator: &str,
        channel: &str,
    ) -> Result<(), Vec<Diagnostic>> {
        let id = &catalogue().find(operator)?.spec().id;
        let own = catalogue().channel(id, channel);
        let reset = async {
            let mut client = self.inner.database.client().await?;
            let transaction = client.transaction().await?;
            registry::reset_channel(&transaction, id, channel, own.as_deref()).await?;
            transaction.commit().await?;
            Ok(())
        };
        reset.await.map_err(|error| vec![error])
    }
}
