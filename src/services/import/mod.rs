//! Import of well files: parse, store, commit; one bad file does not stop the others.

mod curves;
mod tops;

use std::path::{Path, PathBuf};

use futures::StreamExt;
use serde::Serialize;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::control::{imports, people};
use crate::data::column::digest_of_bytes;
use crate::data::las;
use crate::domain::diagnostic::{Diagnostic, ErrorType, Severity};
use crate::services::events::JobState;
use crate::services::workspace::Workspace;

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
    /// Says how many files were imported, known already, or failed.
    fn in_short(&self) -> String {
        let (mut imported, mut known) = (0, 0);
        for file in &self.files {
            match file.outcome {
                FileOutcome::Imported { .. } => imported += 1,
                FileOutcome::Tops { changed, .. } if changed > 0 => imported += 1,
                FileOutcome::Unchanged { .. } | FileOutcome::Tops { .. } => known += 1,
                FileOutcome::Failed | FileOutcome::Cancelled => {}
            }
        }
        let parts = [(imported, "imported"), (known, "known already"), (self.failed(), "failed")];
        let told = parts.iter().filter(|(count, _)| *count > 0);
        told.map(|(count, what)| format!("{count} {what}")).collect::<Vec<_>>().join(", ")
    }

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
        job.end(match cancel.is_cancelled() {
            true => JobState::Cancelled,
            false => JobState::Done(report.in_short()),
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
        let is_file = tokio::fs::metadata(path).await.is_ok_and(|facts| facts.is_file());
        if !is_file && path.exists() {
            // A pipe or a device might never end.
            return Err(one(Diagnostic::error(ErrorType::FileUnreadable, "this is not a file")
                .wanted("a regular file")
                .hint("save it as a file first")));
        }
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
        match self.import_las_in_turn(&parsed, path, &sha256, project).await {
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
}
