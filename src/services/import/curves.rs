//! The curves of a LAS file, stored as one object and committed together.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use arrow::array::Float64Array;
use serde_json::json;
use uuid::Uuid;

use super::FileOutcome;
use crate::control::commit::{self, Author, NewVersion};
use crate::control::{curves, imports};
use crate::data::column::{digest, facts};
use crate::data::las::LasFile;
use crate::data::object::NamedColumn;
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::operator::Kind;
use crate::domain::units;
use crate::engine::flush::{Owner, flush};
use crate::services::Workspace;

/// How often a file is tried again after a conflict with another process.
const TRIES: usize = 5;

impl Workspace {
    /// Stores the curves of a file, after other processes that import into the same well.
    pub(super) async fn import_las_in_turn(
        &self,
        parsed: &LasFile,
        path: &Path,
        sha256: &str,
        project: Uuid,
    ) -> Result<(FileOutcome, Option<Diagnostic>), Diagnostic> {
        let mut tries = 0;
        loop {
            match self.import_las(parsed, path, sha256, project).await {
                // Somebody else stored curves of the well meanwhile: what is there is read again.
                Err(error) if error.error_type == ErrorType::CurveConflict && tries < TRIES => {
                    tries += 1;
                }
                result => return result,
            }
        }
    }

    /// Stores the curves of a file; says which curves of the well have new values now.
    async fn import_las(
        &self,
        parsed: &LasFile,
        path: &Path,
        sha256: &str,
        project: Uuid,
    ) -> Result<(FileOutcome, Option<Diagnostic>), Diagnostic> {
        // Files are parsed side by side but stored in turn: several may be about one well.
        let _turn = self.inner.importing.lock().await;
        let well_name = parsed
            .well_name()
            .map(str::to_owned)
            .or_else(|| path.file_stem().map(|stem| stem.to_string_lossy().into_owned()))
            .unwrap_or_else(|| "unnamed".to_owned());
        let depth_m = depth_in_metres(parsed)?;
        let columns: Vec<NamedColumn> = parsed
            .curves
            .iter()
            .zip(&parsed.columns)
            .skip(1)
            .map(|(curve, values)| NamedColumn {
                name: curve.mnemonic.clone(),
                unit: curve.unit.clone(),
                values: Arc::new(values.clone()),
            })
            .collect();
        if columns.is_empty() {
            return Err(Diagnostic::error(
                ErrorType::MalformedFile,
                "the file has no curve but depth",
            )
            .wanted("at least one curve with numbers"));
        }
        let client = self.inner.database.client().await?;
        let new_well = curves::NewWell {
            name: well_name.clone(),
            uwi: parsed.uwi().map(str::to_owned),
            field: parsed.value("FLD").map(str::to_owned),
            company: parsed.value("COMP").map(str::to_owned),
            header: header_json(parsed),
        };
        let (well, _) = curves::ensure_well(&client, project, &new_well).await?;
        let existing: BTreeMap<String, curves::StoredCurve> =
            curves::stored_curves(&client, &[well])
                .await?
                .into_iter()
                .map(|stored| (stored.curve.name.clone(), stored))
                .collect();
        let names: Vec<(&str, &str)> =
            columns.iter().map(|column| (column.name.as_str(), column.unit.as_str())).collect();
        let metadata = curves::metadata_ids(&client, &names).await?;
        let source =
            format!("import of {}", path.file_name().unwrap_or_default().to_string_lossy());
        let depth_sha256 = digest(&depth_m);
        let (mut versions, mut written) = (Vec::new(), Vec::new());
        for column in columns {
            let former = existing.get(&column.name);
            let facts = facts(&depth_m, &depth_sha256, &column.values);
            if former.is_some_and(|former| {
                former.values_sha256 == facts.values_sha256
                    && former.depth_sha256 == facts.depth_sha256
            }) {
                continue;
            }
            versions.push(NewVersion {
                version_id: Uuid::now_v7(),
                curve_id: former.map_or_else(Uuid::now_v7, |former| former.curve.id),
                overwrites: former.map(|former| former.curve.version),
                name: column.name.clone(),
                mnemonic: column.name.clone(),
                metadata_id: metadata[&column.name],
                log_type: "raw",
                unit: column.unit.clone(),
                kind: Kind::Number,
                facts,
                source: source.clone(),
                from_versions: Vec::new(),
            });
            written.push(column);
        }
        let samples = depth_m.len();
        if versions.is_empty() {
            imports::record(&client, project, sha256, path, well, self.inner.user_id).await?;
            return Ok((FileOutcome::Unchanged { well: well_name }, None));
        }
        let replaced = replaced_curves(&versions, &well_name);
        drop(client);
        let owner =
            Owner { project_id: project, well_id: well, log_type: "raw", execution_id: None };
        let (database, store) = (&self.inner.database, &self.inner.store);
        let staged = flush(database, store, owner, depth_m, written).await?;
        let author = Author {
            user_id: self.inner.user_id,
            project_id: project,
            well_id: well,
            execution: None,
            node_id: String::new(),
            transformation: json!({}),
        };
        let mut client = database.client().await?;
        let transaction = client.transaction().await?;
        commit::publish(&transaction, staged.id, &author, &versions)
            .await
            .map_err(commit::CommitError::diagnostic)?;
        imports::record(&transaction, project, sha256, path, well, self.inner.user_id).await?;
        transaction.commit().await?;
        Ok((FileOutcome::Imported { well: well_name, curves: versions.len(), samples }, replaced))
    }
}

/// A curve is never overwritten in silence: its new version is told.
fn replaced_curves(versions: &[NewVersion], well: &str) -> Option<Diagnostic> {
    let names: Vec<&str> = versions
        .iter()
        .filter(|version| version.overwrites.is_some())
        .map(|version| version.name.as_str())
        .collect();
    (!names.is_empty()).then(|| {
        Diagnostic::warning(ErrorType::CurveConflict, "curves that were there got new values")
            .in_well(well)
            .found(names.join(", "))
            .hint("their former versions are kept; give the file another WELL name to keep both")
    })
}

fn depth_in_metres(parsed: &LasFile) -> Result<Float64Array, Diagnostic> {
    let depth = parsed.columns.first().ok_or_else(|| {
        Diagnostic::error(ErrorType::MalformedFile, "the file has no depth column")
    })?;
    let unit = parsed.index.unit.trim();
    // The parser warned about a missing unit; metres are what LAS asks for first.
    let conversion =
        units::conversion(if unit.is_empty() { "m" } else { unit }, "m").ok_or_else(|| {
            Diagnostic::error(ErrorType::UnitMismatch, "the depth unit is not known")
                .found(unit.to_owned())
                .wanted("m, ft or another length")
                .hint("correct the unit of STRT and of the depth curve in the file")
        })?;
    if conversion.is_identity() {
        return Ok(depth.clone());
    }
    Ok(depth.unary(|value| conversion.apply(value)))
}

fn header_json(parsed: &LasFile) -> serde_json::Value {
    let items = parsed.well.iter().chain(&parsed.parameters).map(|item| {
        let value = json!({
            "value": item.value, "unit": item.unit, "description": item.description,
        });
        (item.mnemonic.clone(), value)
    });
    serde_json::Value::Object(items.collect())
}
