//! The operators of the program as rows: versions, families, channels, and the kernels behind them.

use std::collections::{BTreeMap, BTreeSet};

use deadpool_postgres::{GenericClient, Object, Transaction};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use super::error::During;
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::operator::SetChannels;
use crate::domain::rows::ChannelRow;

/// Key of the advisory lock around writing: programs that start at once take turns. "mudrkops" in ASCII.
const LOCK: i64 = 0x6d_75_64_72_6b_6f_70_73;

/// A family of operators.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FamilyRow {
    /// Category and name, `signal/smoothing`.
    pub slug: String,
    /// Name for people.
    pub title: String,
    /// What most of its operators are.
    pub kind: &'static str,
}

/// One version of an operator as the program has it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct VersionRow {
    /// Id of the row, where it is new.
    #[serde(skip)]
    pub id: Uuid,
    /// Operator.
    pub operator_id: String,
    /// Name for people.
    pub operator_name: String,
    /// Category.
    pub category: String,
    /// One sentence, and the documentation.
    pub description: String,
    /// Semantic version.
    pub version: String,
    /// Channel into which it was released.
    pub channel: &'static str,
    /// Input ports.
    pub input_schema: Value,
    /// Output ports.
    pub output_schema: Value,
    /// JSON Schema of the parameters.
    pub parameters_schema: Value,
    /// Source file.
    pub implementation_path: String,
    /// Hash of the kernel's source.
    pub impl_digest: String,
    /// Whether it is the version that is taken unasked.
    pub is_latest: bool,
    /// Whether it is not to be used any more.
    pub deprecated: bool,
    /// Version to use instead.
    pub replacement_version: Option<String>,
    /// Operator to use instead.
    pub replacement_operator: Option<String>,
    /// Whether it takes whatever the version before took.
    pub schema_compatible: bool,
    /// Slug of the family.
    pub family: String,
}

/// All that the program has.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Registry {
    /// Families.
    pub families: Vec<FamilyRow>,
    /// Versions with their fingerprints.
    pub versions: Vec<(VersionRow, String)>,
    /// Operator, channel and version.
    pub channels: Vec<(String, String, String)>,
}

/// What was written to bring the tables into step.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Synced {
    /// Versions that are new or differ.
    pub written: usize,
    /// Versions that the program does not have, or that are the newest no more.
    pub retired: u64,
}

/// Whether the tables say what the program has.
pub async fn is_in_step(
    client: &impl GenericClient,
    registry: &Registry,
) -> Result<bool, Diagnostic> {
    let known = fingerprints(client).await?;
    let same = |(row, print): &(VersionRow, String)| {
        known.get(&(row.operator_id.clone(), row.version.clone())) == Some(print)
    };
    Ok(known.len() == registry.versions.len() && registry.versions.iter().all(same))
}

/// Brings the tables into step, in one transaction; what is in step is only looked at.
pub async fn sync(client: &mut Object, registry: &Registry) -> Result<Synced, Diagnostic> {
    if is_in_step(&*client, registry).await? {
        return Ok(Synced::default());
    }
    let transaction = client.transaction().await?;
    transaction
        .execute("select pg_advisory_xact_lock($1)", &[&LOCK])
        .await
        .during("wait for another program that writes the operators")?;
    let synced = write(&transaction, registry).await?;
    transaction.commit().await?;
    Ok(synced)
}

async fn write(transaction: &Transaction<'_>, registry: &Registry) -> Result<Synced, Diagnostic> {
    // Who had the lock before may have written the same.
    let known = fingerprints(transaction).await?;
    let changed: Vec<&(VersionRow, String)> = registry
        .versions
        .iter()
        .filter(|(row, print)| {
            known.get(&(row.operator_id.clone(), row.version.clone())) != Some(print)
        })
        .collect();
    let families = serde_json::to_value(&registry.families).expect("plain data is JSON");
    transaction
        .execute(include_str!("../../sql/queries/sync_families.sql"), &[&families])
        .await
        .during("write the families of operators")?;
    let all = registry.versions.iter().map(|(row, _)| row);
    let operators: Vec<&str> = all.clone().map(|row| row.operator_id.as_str()).collect();
    let versions: Vec<&str> = all.clone().map(|row| row.version.as_str()).collect();
    let newest: Vec<bool> = all.map(|row| row.is_latest).collect();
    let retired = transaction
        .execute(
            include_str!("../../sql/queries/retire_operators.sql"),
            &[&operators, &versions, &newest],
        )
        .await
        .during("retire operators")?;
    let rows = changed.iter().map(|(row, print)| {
        let mut row_json = serde_json::to_value(row).expect("plain data is JSON");
        row_json["id"] = Value::String(row.id.to_string());
        row_json["fingerprint"] = Value::String(print.clone());
        row_json
    });
    transaction
        .execute(
            include_str!("../../sql/queries/sync_operators.sql"),
            &[&Value::Array(rows.collect())],
        )
        .await
        .during("write the operators")?;
    let rows = changed.iter().map(|(row, _)| row);
    let operators: Vec<&str> = rows.clone().map(|row| row.operator_id.as_str()).collect();
    let versions: Vec<&str> = rows.clone().map(|row| row.version.as_str()).collect();
    let digests: Vec<&str> = rows.map(|row| row.impl_digest.as_str()).collect();
    transaction
        .execute(
            include_str!("../../sql/queries/sync_kernels.sql"),
            &[&operators, &versions, &digests],
        )
        .await
        .during("write the kernels of operators")?;
    let column = |pick: fn(&(String, String, String)) -> &str| {
        registry.channels.iter().map(pick).collect::<Vec<&str>>()
    };
    transaction
        .execute(
            include_str!("../../sql/queries/sync_channels.sql"),
            &[&column(|row| &row.0), &column(|row| &row.1), &column(|row| &row.2)],
        )
        .await
        .during("write the channels of operators")?;
    Ok(Synced { written: changed.len(), retired })
}

/// Returns the fingerprints of the runnable versions, by operator and version.
async fn fingerprints(
    client: &impl GenericClient,
) -> Result<BTreeMap<(String, String), String>, Diagnostic> {
    let rows = client
        .query(
            "select operator_id, version, fingerprint from operator_registry where runnable",
            &[],
        )
        .await
        .during("look at the operators")?;
    Ok(rows.iter().map(|row| ((row.get(0), row.get(1)), row.get(2))).collect())
}

/// A version behind which more than one kernel stood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedKernel {
    /// Operator.
    pub operator_id: String,
    /// Version.
    pub version: String,
    /// Digests, the last one seen first.
    pub digests: Vec<String>,
}

/// Returns the versions behind which more than one kernel stood, of some operators or of all.
pub async fn changed_kernels(
    client: &impl GenericClient,
    operators: Option<&BTreeSet<String>>,
) -> Result<Vec<ChangedKernel>, Diagnostic> {
    let operators: Option<Vec<&String>> = operators.map(|some| some.iter().collect());
    let rows = client
        .query(include_str!("../../sql/queries/changed_kernels.sql"), &[&operators])
        .await
        .during("look for operators that changed")?;
    let changed = rows.iter().map(|row| ChangedKernel {
        operator_id: row.get("operator_id"),
        version: row.get("version"),
        digests: row.get("digests"),
    });
    Ok(changed.collect())
}

/// Returns the channels that somebody has set.
pub async fn set_channels(client: &impl GenericClient) -> Result<SetChannels, Diagnostic> {
    let doing = "read the channels of operators";
    let statement = client
        .prepare_cached(
            "select operator_id, channel_name, version from operator_channels \
             where set_by is not null",
        )
        .await
        .during(doing)?;
    let mut channels = SetChannels::new();
    for row in client.query(&statement, &[]).await.during(doing)? {
        channels.entry(row.get(0)).or_default().insert(row.get(1), row.get(2));
    }
    Ok(channels)
}

/// Returns the channels of an operator, or of all.
pub async fn channels(
    client: &impl GenericClient,
    operator: Option<&str>,
) -> Result<Vec<ChannelRow>, Diagnostic> {
    let rows = client
        .query(include_str!("../../sql/queries/operator_channels.sql"), &[&operator])
        .await
        .during("read the channels of operators")?;
    let channels = rows.iter().map(|row| ChannelRow {
        operator_id: row.get("operator_id"),
        channel: row.get("channel_name"),
        version: row.get("version"),
        updated_at: row.get("updated_at"),
        set_by: row.get("set_by"),
        runnable: row.get("runnable"),
    });
    Ok(channels.collect())
}

/// Sets a channel to a version of the registry.
pub async fn set_channel(
    client: &impl GenericClient,
    operator: &str,
    channel: &str,
    version: &str,
    user: Uuid,
) -> Result<(), Diagnostic> {
    client
        .execute(
            "insert into operator_channels (operator_id, channel_name, version, set_by) \
             values ($1, $2, $3, $4) on conflict (operator_id, channel_name) do update \
             set version = excluded.version, set_by = excluded.set_by, updated_at = now()",
            &[&operator, &channel, &version, &user],
        )
        .await
        .during("set a channel")?;
    Ok(())
}

/// Gives a channel that was set back to the program, which may have a version for it or not.
pub async fn reset_channel(
    transaction: &Transaction<'_>,
    operator: &str,
    channel: &str,
    version: Option<&str>,
) -> Result<(), Diagnostic> {
    let gone = transaction
        .execute(
            "delete from operator_channels \
             where operator_id = $1 and channel_name = $2 and set_by is not null",
            &[&operator, &channel],
        )
        .await
        .during("reset a channel")?;
    if gone == 0 {
        return Err(Diagnostic::error(
            ErrorType::OperatorNotFound,
            format!("channel {channel} of operator \"{operator}\" is not set by anybody"),
        )
        .hint("`mudrock ops channels` lists those that are"));
    }
    if let Some(version) = version {
        transaction
            .execute(
                "insert into operator_channels (operator_id, channel_name, version) \
                 values ($1, $2, $3)",
                &[&operator, &channel, &version],
            )
            .await
            .during("reset a channel")?;
    }
    Ok(())
}
