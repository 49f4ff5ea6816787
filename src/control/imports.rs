//! Files that were imported, known by their bytes.

use std::path::Path;

use deadpool_postgres::GenericClient;
use uuid::Uuid;

use super::error::During;
use crate::domain::diagnostic::Diagnostic;

/// Returns the well of a file that was imported into the project before.
pub async fn find(
    client: &impl GenericClient,
    project: Uuid,
    sha256: &str,
) -> Result<Option<String>, Diagnostic> {
    let row = client
        .query_opt(
            "select w.name from imported_files f join wells w on w.id = f.well_id \
             where f.project_id = $1 and f.sha256 = $2",
            &[&project, &sha256],
        )
        .await
        .during("look the file up")?;
    Ok(row.map(|row| row.get(0)))
}

/// Records that a file was imported.
pub async fn record(
    client: &impl GenericClient,
    project: Uuid,
    sha256: &str,
    path: &Path,
    well: Uuid,
    user: Uuid,
) -> Result<(), Diagnostic> {
    client
        .execute(
            "insert into imported_files (project_id, sha256, path, well_id, imported_by) \
             values ($1, $2, $3, $4, $5) on conflict (project_id, sha256) do nothing",
            &[&project, &sha256, &path.display().to_string(), &well, &user],
        )
        .await
        .during("record the file")?;
    Ok(())
}
