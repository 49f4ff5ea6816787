//! Writes columns as one staged object: the part of a commit that comes before the transaction.

use arrow::array::Float64Array;
use uuid::Uuid;

use crate::control::commit::{self, StagedObject};
use crate::control::connect::Database;
use crate::data::column::digest_of_bytes;
use crate::data::object::{self, NamedColumn, object_key};
use crate::data::store::Store;
use crate::domain::diagnostic::{Diagnostic, ErrorType};

/// What an object belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Owner {
    /// Project.
    pub project_id: Uuid,
    /// Well.
    pub well_id: Uuid,
    /// `raw` or `derived`; part of the key.
    pub log_type: &'static str,
    /// Execution; `None` for an import.
    pub execution_id: Option<Uuid>,
}

/// Encodes the columns on a blocking thread, stages the object, and uploads it.
///
/// No connection is held during the upload: the pool is small, and uploads may be slow.
pub async fn flush(
    database: &Database,
    store: &Store,
    owner: Owner,
    depth_m: Float64Array,
    columns: Vec<NamedColumn>,
) -> Result<StagedObject, Diagnostic> {
    let rows = depth_m.len();
    let unwritable = |found: String| {
        Diagnostic::error(ErrorType::ParquetError, "the curves cannot be written as Parquet")
            .found(found)
    };
    let bytes = tokio::task::spawn_blocking(move || object::encode(&depth_m, &columns))
        .await
        .map_err(|error| unwritable(error.to_string()))?
        .map_err(|error| unwritable(error.to_string()))?;
    let id = Uuid::now_v7();
    let staged = StagedObject {
        id,
        project_id: owner.project_id,
        well_id: owner.well_id,
        path: object_key(owner.project_id, owner.well_id, owner.log_type, id),
        sha256: digest_of_bytes(&bytes),
        bytes: i64::try_from(bytes.len()).expect("an object is shorter than i64::MAX"),
        rows: i64::try_from(rows).expect("an array is shorter than i64::MAX"),
        execution_id: owner.execution_id,
    };
    commit::stage(&database.client().await?, &staged).await?;
    store.put(&staged.path, bytes).await.map_err(|error| error.diagnostic())?;
    Ok(staged)
}
