//! The commit protocol: an object is staged, then one short transaction makes curves point to it.
//!
//! Postgres is the only commit point. A crash before the transaction leaves a staged object that
//! nothing points to; a crash after it leaves nothing to do.

use chrono::{DateTime, Utc};
use deadpool_postgres::{GenericClient, Transaction};
use serde::Serialize;
use uuid::Uuid;

use super::error::{During, diagnose, is_unique_violation};
use super::tables;
use crate::domain::curve::CurveFacts;
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::operator::Kind;
use crate::domain::table::ResultTable;

/// Time for which a claim holds without a heart-beat.
pub const LEASE: &str = "30 seconds";

/// The constraint that keeps names unique in a well and curve type.
const UNIQUE_NAME: &str = "curves_well_id_curve_metadata_id_curve_name_key";

/// An object about to be uploaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StagedObject {
    /// Id, part of the key.
    pub id: Uuid,
    /// Project.
    pub project_id: Uuid,
    /// Well.
    pub well_id: Uuid,
    /// Key in the store, never used before.
    pub path: String,
    /// sha256 of the bytes.
    pub sha256: String,
    /// Size.
    pub bytes: i64,
    /// Samples.
    pub rows: i64,
    /// Execution that stages it; `None` for an import.
    pub execution_id: Option<Uuid>,
}

/// Records an object before its upload, so that a dead attempt's object can be found and swept.
pub async fn stage(client: &impl GenericClient, object: &StagedObject) -> Result<(), Diagnostic> {
    client
        .execute(
            "insert into objects (id, project_id, well_id, path, sha256, bytes, rows, execution_id) \
             values ($1, $2, $3, $4, $5, $6, $7, $8)",
            &[
                &object.id,
                &object.project_id,
                &object.well_id,
                &object.path,
                &object.sha256,
                &object.bytes,
                &object.rows,
                &object.execution_id,
            ],
        )
        .await
        .during("stage the object")?;
    Ok(())
}

/// A new version of one curve, as a column of the staged object.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NewVersion {
    /// Id of the version.
    pub version_id: Uuid,
    /// Id of the curve: of a new one, or of the one to overwrite.
    pub curve_id: Uuid,
    /// For an overwrite, the current version that was read at the start; `None` makes a new curve.
    pub overwrites: Option<i32>,
    /// Name of the curve, and of its column.
    pub name: String,
    /// Mnemonic as the file or the operator wrote it.
    pub mnemonic: String,
    /// Metadata row.
    pub metadata_id: Uuid,
    /// `raw` or `derived`.
    pub log_type: &'static str,
    /// Unit as written.
    pub unit: String,
    /// What a sample is.
    pub kind: Kind,
    /// Counts, extremes, depths and digests.
    #[serde(flatten)]
    pub facts: CurveFacts,
    /// What wrote it.
    pub source: String,
    /// Versions it was computed from.
    pub from_versions: Vec<Uuid>,
}

/// Who commits, and for what.
#[derive(Debug, Clone, PartialEq)]
pub struct Author {
    /// User.
    pub user_id: Uuid,
    /// Project.
    pub project_id: Uuid,
    /// Well.
    pub well_id: Uuid,
    /// Execution and node execution; `None` for an import.
    pub execution: Option<(Uuid, Uuid)>,
    /// Id of the node in the definition, for the lineage.
    pub node_id: String,
    /// Operator and its parameters, for the lineage.
    pub transformation: serde_json::Value,
}

/// Why a commit was refused; nothing of it is visible then.
#[derive(Debug)]
pub enum CommitError {
    /// The claim was lost: another runner holds the item, or the lease ran out.
    LeaseLost(Diagnostic),
    /// A user asked the run to stop.
    Cancelled(Diagnostic),
    /// Somebody else wrote the curve since it was read, or a curve of that name exists.
    Conflict(Diagnostic),
    /// The database failed.
    Database(Diagnostic),
}

impl CommitError {
    /// Returns what to tell the user.
    pub fn diagnostic(self) -> Diagnostic {
        match self {
            Self::LeaseLost(diagnostic)
            | Self::Cancelled(diagnostic)
            | Self::Conflict(diagnostic)
            | Self::Database(diagnostic) => diagnostic,
        }
    }
}

impl From<Diagnostic> for CommitError {
    fn from(diagnostic: Diagnostic) -> Self {
        Self::Database(diagnostic)
    }
}

/// Makes the staged object live and the curves point to it; runs inside the caller's transaction.
pub async fn publish(
    transaction: &Transaction<'_>,
    object_id: Uuid,
    author: &Author,
    versions: &[NewVersion],
) -> Result<(), CommitError> {
    let overwritten: Vec<Uuid> = versions
        .iter()
        .filter(|version| version.overwrites.is_some())
        .map(|version| version.curve_id)
        .collect();
    // In id order, so that two commits on one well wait for each other instead of deadlocking.
    let locked = transaction
        .query(
            "select id, current_version from curves where id = any($1) order by id for update",
            &[&overwritten],
        )
        .await
        .during("lock the curves")?;
    for version in versions {
        let Some(read) = version.overwrites else { continue };
        let current = locked
            .iter()
            .find(|row| row.get::<_, Uuid>("id") == version.curve_id)
            .map(|row| row.get::<_, i32>("current_version"));
        if current != Some(read) {
            return Err(overwritten_meanwhile(transaction, version, read, current).await?);
        }
    }
    refuse_taken_names(transaction, author.well_id, versions).await?;

    let entries = serde_json::to_value(versions).expect("versions are plain data");
    let (execution, node_execution) = author.execution.unzip();
    // Taken after the locks, so that the versions of a curve never overlap in time.
    let row = transaction
        .query_one(
            "update objects set status = 'live', live_at = clock_timestamp() \
             where id = $1 and status = 'staged' returning path, clock_timestamp()",
            &[&object_id],
        )
        .await
        .during("make the object live")?;
    let (path, now): (String, DateTime<Utc>) = (row.get(0), row.get(1));
    transaction
        .execute(
            include_str!("../../sql/queries/publish_curves.sql"),
            &[&entries, &author.project_id, &author.well_id, &path],
        )
        .await
        .map_err(|error| match is_unique_violation(&error, UNIQUE_NAME) {
            true => CommitError::Conflict(
                Diagnostic::error(
                    ErrorType::CurveConflict,
                    "another run created a curve of the same name at the same moment",
                )
                .found(versions.iter().map(|v| v.name.as_str()).collect::<Vec<_>>().join(", "))
                .wanted("names that are free in the well")
                .hint("choose another suffix, or set the mapping to overwrite"),
            ),
            false => CommitError::Database(diagnose("cannot move the curves", &error)),
        })?;
    transaction
        .execute(
            "update curve_versions set valid_to = $2 where curve_id = any($1) and valid_to is null",
            &[&overwritten, &now],
        )
        .await
        .during("close the former versions")?;
    transaction
        .execute(
            include_str!("../../sql/queries/publish_versions.sql"),
            &[
                &entries,
                &author.project_id,
                &object_id,
                &execution,
                &node_execution,
                &author.user_id,
                &now,
            ],
        )
        .await
        .during("record the versions")?;
    if let Some(execution) = execution {
        transaction
            .execute(
                include_str!("../../sql/queries/publish_lineage.sql"),
                &[
                    &entries,
                    &author.project_id,
                    &execution,
                    &node_execution,
                    &author.node_id,
                    &author.transformation,
                ],
            )
            .await
            .during("record the lineage")?;
    }
    Ok(())
}

async fn overwritten_meanwhile(
    transaction: &Transaction<'_>,
    version: &NewVersion,
    read: i32,
    current: Option<i32>,
) -> Result<CommitError, Diagnostic> {
    let row = transaction
        .query_opt(
            "select v.execution_id, u.email from curve_versions v join users u on u.id = v.author \
             where v.curve_id = $1 and v.valid_to is null",
            &[&version.curve_id],
        )
        .await
        .during("find who wrote the curve")?;
    let writer = row.map_or_else(
        || "somebody who removed it".to_owned(),
        |row| match row.get::<_, Option<Uuid>>(0) {
            Some(execution) => format!("run {execution} of {}", row.get::<_, String>(1)),
            None => format!("an import of {}", row.get::<_, String>(1)),
        },
    );
    Ok(CommitError::Conflict(
        Diagnostic::error(
            ErrorType::CurveConflict,
            format!("the curve was written meanwhile by {writer}"),
        )
        .of_curve(&version.name)
        .found(current.map_or("no curve".to_owned(), |current| format!("version {current}")))
        .wanted(format!("version {read}, read at the start of this run"))
        .hint("run again to compute from the new version, or keep the result under another suffix"),
    ))
}

/// A name is unique in a well and curve type; the constraint would say so too, but not who holds it.
async fn refuse_taken_names(
    transaction: &Transaction<'_>,
    well: Uuid,
    versions: &[NewVersion],
) -> Result<(), CommitError> {
    let created: Vec<&NewVersion> =
        versions.iter().filter(|version| version.overwrites.is_none()).collect();
    let names: Vec<&str> = created.iter().map(|version| version.name.as_str()).collect();
    let metadata: Vec<Uuid> = created.iter().map(|version| version.metadata_id).collect();
    let taken = transaction
        .query(
            "select c.curve_name, w.name, v.execution_id from curves c \
             join wells w on w.id = c.well_id \
             left join curve_versions v on v.curve_id = c.id and v.valid_to is null \
             join unnest($2::text[], $3::uuid[]) as t (name, metadata) \
               on c.curve_name = t.name and c.curve_metadata_id = t.metadata \
             where c.well_id = $1",
            &[&well, &names, &metadata],
        )
        .await
        .during("look for curves of the same name")?;
    let Some(row) = taken.first() else { return Ok(()) };
    let writer = match row.get::<_, Option<Uuid>>(2) {
        Some(execution) => format!("a curve written by run {execution}"),
        None => "an imported curve".to_owned(),
    };
    Err(CommitError::Conflict(
        Diagnostic::error(ErrorType::CurveConflict, "the well has a curve of this name already")
            .of_curve(row.get::<_, String>(0))
            .in_well(row.get::<_, String>(1))
            .found(writer)
            .wanted("a name that is free in the well")
            .hint("choose another suffix, or set the mapping to overwrite"),
    ))
}

/// A claimed (node, well) item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim {
    /// Id of the `node_well_results` row.
    pub item: Uuid,
    /// Runner that holds it.
    pub runner: Uuid,
    /// Number that rises with every claim.
    pub fencing_token: i64,
}

/// Claims an item for a runner; `None` when another runner's lease still holds or it is done.
pub async fn claim(
    client: &impl GenericClient,
    item: Uuid,
    runner: Uuid,
) -> Result<Option<Claim>, Diagnostic> {
    let row = client
        .query_opt(
            &format!(
                "update node_well_results set status = 'running', runner_id = $2, \
                 fencing_token = fencing_token + 1, \
                 lease_until = clock_timestamp() + interval '{LEASE}', \
                 started_at = coalesce(started_at, clock_timestamp()) \
                 where id = $1 and status in ('queued', 'running') \
                 and (runner_id is null or runner_id = $2 or lease_until < clock_timestamp()) \
                 returning fencing_token"
            ),
            &[&item, &runner],
        )
        .await
        .during("claim a well")?;
    Ok(row.map(|row| Claim { item, runner, fencing_token: row.get(0) }))
}

/// What an item leaves behind.
#[derive(Debug, Clone, Copy)]
pub struct ItemResult<'a> {
    /// The staged object with the curves.
    pub object_id: Uuid,
    /// New versions, as its columns.
    pub versions: &'a [NewVersion],
    /// Tables and single values.
    pub tables: &'a [ResultTable],
    /// Rows read and handed on.
    pub rows: (i64, i64),
}

/// Commits the result of a claimed item: curves, tables, lineage and the item itself, or nothing.
///
/// A replay of a commit that went through returns the curves of the first one.
/// The wish to cancel is read here as well, for the runner hears it with the next heart-beat only:
/// what was asked to stop before its commit began writes nothing.
pub async fn commit_item(
    transaction: Transaction<'_>,
    claim: &Claim,
    commit_key: &str,
    author: &Author,
    result: &ItemResult<'_>,
) -> Result<Vec<Uuid>, CommitError> {
    let ItemResult { object_id, versions, tables, rows } = *result;
    let row = transaction
        .query_one(
            "select r.fencing_token, r.runner_id, r.lease_until > clock_timestamp() as held, \
             r.commit_key, r.output_curve_ids, r.status, e.cancel_requested_at is not null as unwanted \
             from node_well_results r join pipeline_executions e on e.id = r.execution_id \
             where r.id = $1 for update of r",
            &[&claim.item],
        )
        .await
        .during("check the claim")?;
    if row.get::<_, Option<&str>>("commit_key") == Some(commit_key) {
        return Ok(row.get("output_curve_ids"));
    }
    let held = row.get::<_, Option<bool>>("held").unwrap_or(false)
        && row.get::<_, &str>("status") == "running"
        && row.get::<_, Option<Uuid>>("runner_id") == Some(claim.runner)
        && row.get::<_, i64>("fencing_token") == claim.fencing_token;
    if !held {
        return Err(CommitError::LeaseLost(
            Diagnostic::error(ErrorType::LeaseLost, "this runner no longer holds the well")
                .found(format!("claim {}", row.get::<_, i64>("fencing_token")))
                .wanted(format!("claim {} with a valid lease", claim.fencing_token))
                .hint("another runner took over, or this one was paused for too long; run again"),
        ));
    }
    if row.get("unwanted") {
        return Err(CommitError::Cancelled(Diagnostic::cancelled()));
    }
    publish(&transaction, object_id, author, versions).await?;
    if let Some((execution, node_execution)) = author.execution {
        let of = (author.project_id, execution, node_execution, author.well_id);
        tables::put(&transaction, of, tables).await?;
    }
    let curves: Vec<Uuid> = versions.iter().map(|version| version.curve_id).collect();
    transaction
        .execute(
            "update node_well_results set status = 'completed', commit_key = $2, \
             output_curve_ids = $3, rows_in = $4, rows_out = $5, completed_at = clock_timestamp() \
             where id = $1",
            &[&claim.item, &commit_key, &curves, &rows.0, &rows.1],
        )
        .await
        .during("complete the well")?;
    transaction.commit().await.during("commit the well")?;
    Ok(curves)
}

/// Returns staged objects of attempts that can no longer commit, and forgets them.
///
/// An object is dead when its execution has ended, or, for imports, when it is a day old.
pub async fn sweep_staged(client: &impl GenericClient) -> Result<Vec<String>, Diagnostic> {
    let rows = client
        .query(
            "delete from objects o where o.status = 'staged' and ( \
               exists (select from pipeline_executions e where e.id = o.execution_id \
                 and e.status not in ('pending', 'queued', 'running')) \
               or (o.execution_id is null and o.created_at < now() - interval '1 day')) \
             returning o.path",
            &[],
        )
        .await
        .during("sweep objects of dead attempts")?;
    Ok(rows.iter().map(|row| row.get(0)).collect())
}
