//! Import of well files: parse, store, commit; one bad file does not stop the others.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use arrow::array::Float64Array;
use futures::StreamExt;
use serde::Serialize;
use serde_json::json;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::events::JobState;
use super::workspace::Workspace;
use crate::control::commit::{self, Author, NewVersion, StagedObject};
use crate::control::{curves, imports, people};
use crate::data::column::{Summary, digest, digest_of_bytes};
use crate::data::las::{self, LasFile};
use crate::data::object::{self, NamedColumn, object_key};
use crate::domain::diagnostic::{Diagnostic, ErrorType, Severity};
use crate::domain::units;

/// Files that are read and parsed at the same time; the commits take turns on the database.
const FILES_AT_ONCE: usize = 4;

/// What became of one file.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FileReport {
    /// Path.
    pub path: PathBuf,
    /// Result.
    #[serde(flatten)]
    pub outcome: FileOutcome,
    /// Everything the parser had to say.
    pub diagnostics: Vec<Diagnostic>,
}

/// Result of one file.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum FileOutcome {
    /// Curves were written.
    Imported {
        /// Well.
        well: String,
        /// Number of curves written.
        curves: usize,
        /// Samples of each.
        samples: usize,
    },
    /// The same data is there already; nothing was changed.
    Unchanged {
        /// Well.
        well: String,
    },
    /// Tops were recorded.
    Tops {
        /// Number of tops in the file.
        tops: usize,
        /// Number of those that are new or lie at another depth.
        changed: u64,
    },
    /// Nothing was written; the diagnostics say why.
    Failed,
    /// The user stopped the import before this file.
    Cancelled,
}

/// What an import did.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ImportReport {
    /// Project.
    pub project_id: Uuid,
    /// Its name.
    pub project: String,
    /// Whether the import created it.
    pub project_created: bool,
    /// The files, in the order of their paths.
    pub files: Vec<FileReport>,
}

impl ImportReport {
    /// Number of files that failed.
    pub fn failed(&self) -> usize {
        self.files.iter().filter(|file| file.outcome == FileOutcome::Failed).count()
    }
}

/// Returns the well files under some paths: files as given, directories searched.
pub fn well_files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Diagnostic> {
    let mut files = Vec::new();
    for path in paths {
        let unreadable = |error: std::io::Error| {
            Diagnostic::error(ErrorType::FileUnreadable, "the path cannot be read")
                .in_file(path.display().to_string())
                .found(error.to_string())
                .wanted("a LAS file, a tops.csv, or a directory of them")
                .hint("check the path and its permissions")
        };
        if std::fs::metadata(path).map_err(unreadable)?.is_dir() {
            search(path, &mut files).map_err(unreadable)?;
        } else {
            files.push(path.clone());
        }
    }
    files.sort();
    files.dedup();
    if files.is_empty() {
        let named: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
        return Err(Diagnostic::error(ErrorType::FileUnreadable, "there is no well file")
            .in_file(named.join(", "))
            .wanted("files that end in .las, or a tops.csv")
            .hint("`mudrock demo data --out DIR` makes some to try"));
    }
    Ok(files)
}

fn search(directory: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(directory)? {
        let entry = entry?;
        let path = entry.path();
        if entry.file_type()?.is_dir() {
            search(&path, files)?;
        } else if is_tops(&path)
            || path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("las"))
        {
            files.push(path);
        }
    }
    Ok(())
}

fn is_tops(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.eq_ignore_ascii_case("tops.csv"))
}

impl Workspace {
    /// Imports files into a project, which is created if need be.
    ///
    /// `progress` hears of every file as it ends.
    pub async fn import(
        &self,
        files: &[PathBuf],
        project: &str,
        cancel: &CancellationToken,
        progress: &(dyn Fn(&FileReport, usize) + Send + Sync),
    ) -> Result<ImportReport, Diagnostic> {
        let client = self.inner.database.client().await?;
        let (project_id, project_created) =
            people::ensure_project(&client, project, self.inner.user_id).await?;
        drop(client);
        let total = files.len() as u64;
        let mut job = self.inner.jobs.start(format!("import of {total} files into {project}"));
        let mut reports = Vec::with_capacity(files.len());
        // Tops come last: they belong to wells that the files before them may bring.
        let (tops, wells): (Vec<&PathBuf>, Vec<&PathBuf>) =
            files.iter().partition(|path| is_tops(path));
        for files in [wells, tops] {
            let work: Vec<_> = files
                .into_iter()
                .map(|path| self.import_unless_cancelled(path.clone(), project_id, cancel))
                .collect();
            // In order, so that reports read like the directory.
            let mut ended = futures::stream::iter(work).buffered(FILES_AT_ONCE);
            while let Some(report) = ended.next().await {
                progress(&report, reports.len() + 1);
                reports.push(report);
                job.progress(reports.len() as u64, Some(total));
            }
        }
        let report = ImportReport {
            project_id,
            project: project.to_owned(),
            project_created,
            files: reports,
        };
        job.end(match (cancel.is_cancelled(), report.failed()) {
            (true, _) => JobState::Cancelled,
            (false, 0) => JobState::Done(format!("{total} files imported")),
            (false, failed) => JobState::Done(format!("{failed} of {total} files failed")),
        });
        Ok(report)
    }

    async fn import_unless_cancelled(
        &self,
        path: PathBuf,
        project: Uuid,
        cancel: &CancellationToken,
    ) -> FileReport {
        if cancel.is_cancelled() {
            return FileReport { path, outcome: FileOutcome::Cancelled, diagnostics: Vec::new() };
        }
        let (outcome, diagnostics) = match self.try_file(&path, project).await {
            Ok(done) => done,
            Err(diagnostics) => (FileOutcome::Failed, diagnostics),
        };
        let name = path.display().to_string();
        let diagnostics = diagnostics
            .into_iter()
            .map(|mut diagnostic| {
                diagnostic.place.file.get_or_insert_with(|| name.clone());
                diagnostic
            })
            .collect();
        FileReport { path, outcome, diagnostics }
    }

    async fn try_file(
        &self,
        path: &Path,
        project: Uuid,
    ) -> Result<(FileOutcome, Vec<Diagnostic>), Vec<Diagnostic>> {
        let one = |error: Diagnostic| vec![error];
        let bytes = tokio::fs::read(path).await.map_err(|error| {
            one(Diagnostic::error(ErrorType::FileUnreadable, "the file cannot be read")
                .found(error.to_string())
                .hint("check the path and its permissions"))
        })?;
        if is_tops(path) {
            return Ok((self.import_tops(&bytes, path, project).await?, Vec::new()));
        }
        let sha256 = digest_of_bytes(&bytes);
        let client = self.inner.database.client().await.map_err(one)?;
        if let Some(well) = imports::find(&client, project, &sha256).await.map_err(one)? {
            return Ok((FileOutcome::Unchanged { well }, Vec::new()));
        }
        drop(client);
        let name = path.display().to_string();
        let parsed = tokio::task::spawn_blocking(move || las::parse(&bytes, &name))
            .await
            .map_err(|error| {
                one(Diagnostic::error(ErrorType::Internal, "the parser broke down")
                    .found(error.to_string())
                    .hint("this is a defect of the program; please report the file"))
            })?
            .map_err(one)?;
        if parsed.has_errors() {
            return Err(parsed.diagnostics);
        }
        let diagnostics: Vec<Diagnostic> = parsed
            .diagnostics
            .iter()
            .filter(|diagnostic| diagnostic.severity > Severity::Info)
            .cloned()
            .collect();
        let mut diagnostics = diagnostics;
        match self.import_las(&parsed, path, &sha256, project).await {
            Ok((outcome, replaced)) => {
                diagnostics.extend(replaced);
                Ok((outcome, diagnostics))
            }
            Err(error) => {
                diagnostics.insert(0, error);
                Err(diagnostics)
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
                values: values.clone(),
            })
            .collect();
        if columns.is_empty() {
            return Err(Diagnostic::error(
                ErrorType::MalformedFile,
                "the file has no curve but depth",
            )
            .wanted("at least one curve with numbers"));
        }
        let mut client = self.inner.database.client().await?;
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
            let values_sha256 = digest(&column.values);
            if former.is_some_and(|former| {
                former.values_sha256 == values_sha256 && former.depth_sha256 == depth_sha256
            }) {
                continue;
            }
            let summary = Summary::of(&column.values);
            versions.push(NewVersion {
                version_id: Uuid::now_v7(),
                curve_id: former.map_or_else(Uuid::now_v7, |former| former.curve.id),
                overwrites: former.map(|former| former.curve.version),
                name: column.name.clone(),
                mnemonic: column.name.clone(),
                metadata_id: metadata[&column.name],
                log_type: "raw",
                unit: column.unit.clone(),
                samples: summary.samples,
                nulls: summary.nulls,
                min: summary.min,
                mean: summary.mean,
                max: summary.max,
                top_depth_m: depth_m.values().first().copied(),
                base_depth_m: depth_m.values().last().copied(),
                values_sha256,
                depth_sha256: depth_sha256.clone(),
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
        let bytes = tokio::task::spawn_blocking(move || object::encode(&depth_m, &written))
            .await
            .map_err(|error| {
                Diagnostic::error(ErrorType::Internal, "encoding broke down")
                    .found(error.to_string())
            })?
            .map_err(|error| {
                Diagnostic::error(
                    ErrorType::ParquetError,
                    "the curves cannot be written as Parquet",
                )
                .found(error.to_string())
            })?;
        let object = Uuid::now_v7();
        let staged = StagedObject {
            id: object,
            project_id: project,
            well_id: well,
            path: object_key(project, well, "raw", object),
            sha256: digest_of_bytes(&bytes),
            bytes: i64::try_from(bytes.len()).expect("an object is shorter than i64::MAX"),
            rows: i64::try_from(samples).expect("an array is shorter than i64::MAX"),
            execution_id: None,
        };
        commit::stage(&client, &staged).await?;
        self.inner.store.put(&staged.path, bytes).await.map_err(|error| error.diagnostic())?;
        let author = Author {
            user_id: self.inner.user_id,
            project_id: project,
            well_id: well,
            execution: None,
            node_id: String::new(),
            transformation: json!({}),
        };
        let transaction = client.transaction().await?;
        commit::publish(&transaction, object, &author, &versions)
            .await
            .map_err(commit::CommitError::diagnostic)?;
        imports::record(&transaction, project, sha256, path, well, self.inner.user_id).await?;
        transaction.commit().await?;
        Ok((FileOutcome::Imported { well: well_name, curves: versions.len(), samples }, replaced))
    }

    /// Reads `well,top,md_m` lines and records the tops of the wells that the project has.
    async fn import_tops(
        &self,
        bytes: &[u8],
        path: &Path,
        project: Uuid,
    ) -> Result<FileOutcome, Vec<Diagnostic>> {
        let tops = parse_tops(&String::from_utf8_lossy(bytes))?;
        let one = |error: Diagnostic| vec![error];
        let client = self.inner.database.client().await.map_err(one)?;
        let wells = curves::wells(&client, project).await.map_err(one)?;
        let mut problems = Vec::new();
        let (mut count, mut changed) = (0, 0);
        for (name, markers) in tops {
            match wells.iter().find(|well| well.name == name) {
                Some(well) => {
                    let source = path.file_name().unwrap_or_default().to_string_lossy();
                    changed += curves::put_markers(&client, project, well.id, &markers, &source)
                        .await
                        .map_err(one)?;
                    count += markers.len();
                }
                None => problems.push(
                    Diagnostic::error(
                        ErrorType::WellNotFound,
                        "the well of the tops is not in the project",
                    )
                    .in_well(name)
                    .hint("import the well first"),
                ),
            }
        }
        if problems.is_empty() {
            Ok(FileOutcome::Tops { tops: count, changed })
        } else {
            Err(problems)
        }
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

/// Tops by well, in the order of the file.
type Tops = BTreeMap<String, Vec<(String, f64)>>;

fn parse_tops(text: &str) -> Result<Tops, Vec<Diagnostic>> {
    let mut tops = Tops::new();
    let mut problems = Vec::new();
    for (index, line) in text.lines().enumerate().skip(1) {
        if line.trim().is_empty() {
            continue;
        }
        let parts: Vec<&str> = line.split(',').map(str::trim).collect();
        let parsed = match parts.as_slice() {
            [well, top, md_m] => md_m.parse().ok().map(|md_m: f64| (*well, *top, md_m)),
            _ => None,
        };
        match parsed {
            Some((well, top, md_m)) if md_m.is_finite() => {
                tops.entry(well.to_owned()).or_default().push((top.to_owned(), md_m));
            }
            _ => problems.push(
                Diagnostic::error(ErrorType::MalformedFile, "a line of the tops cannot be read")
                    .at_line(index + 1)
                    .found(format!("\"{line}\""))
                    .wanted("well,top,depth in metres")
                    .hint("mend the line and import the file again"),
            ),
        }
    }
    if problems.is_empty() { Ok(tops) } else { Err(problems) }
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
