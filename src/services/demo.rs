//! The demo: synthetic wells and pipelines that come with the program.

use std::path::{Path, PathBuf};

use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::pipelines::PipelineFile;
use super::workspace::Workspace;
use crate::data::column::digest_of_bytes;
use crate::data::generate::{self, Recipe};
use crate::domain::dag_file;
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::rows::RunRequest;

/// Name of the demo's project.
pub const PROJECT: &str = "demo";

/// The pipelines of the demo; the first one is run.
const PIPELINES: [(&str, &str); 3] = [
    (
        "standard_petrophysics.json",
        include_str!("../../fixtures/pipelines/standard_petrophysics.json"),
    ),
    ("despike_and_smooth.json", include_str!("../../fixtures/pipelines/despike_and_smooth.json")),
    ("permeability.json", include_str!("../../fixtures/pipelines/permeability.json")),
];

/// The wells of the demo: enough that the run is seen, few enough that nobody waits for it.
pub const RECIPE: Recipe = Recipe { wells: 60, samples: 2_000, seed: 1927 };

/// What the demo started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Demo {
    /// Project.
    pub project: Uuid,
    /// The pipeline that runs.
    pub pipeline: Uuid,
    /// Its run.
    pub execution: Uuid,
}

/// Writes synthetic wells and their tops; returns the files.
///
/// With `specials`, what else was measured in them too: surveys, T2 distributions, assays.
pub fn write_wells(
    directory: &Path,
    recipe: Recipe,
    specials: bool,
) -> Result<Vec<PathBuf>, Diagnostic> {
    let written = generate::write_to(directory, recipe).and_then(|mut files| {
        if specials {
            files.extend(generate::write_specials_to(directory, recipe)?);
        }
        Ok(files)
    });
    written.map_err(|error| {
        Diagnostic::error(ErrorType::FileUnreadable, "the wells cannot be written")
            .in_file(directory.display().to_string())
            .found(error.to_string())
            .wanted("a directory that this user may write")
            .hint("give another one with --out")
    })
}

impl Workspace {
    /// Imports the demo's wells and pipelines, as far as they are not there, and starts a run.
    pub async fn prepare_demo(&self) -> Result<Demo, Vec<Diagnostic>> {
        let one = |error: Diagnostic| vec![error];
        let directory = self.inner.settings.data_dir.join("demo");
        let files = write_wells(&directory, RECIPE, false).map_err(one)?;
        let never = CancellationToken::new();
        let report = self.import(&files, PROJECT, &never, &|_, _| {}).await.map_err(one)?;
        if let Some(failed) = report.files.into_iter().find(|file| !file.diagnostics.is_empty()) {
            let errors: Vec<Diagnostic> =
                failed.diagnostics.into_iter().filter(Diagnostic::is_error).collect();
            if !errors.is_empty() {
                return Err(errors);
            }
        }
        let mut first = None;
        for (name, text) in PIPELINES {
            let definition = dag_file::read(text, name)?;
            let file = PipelineFile { definition, sha256: digest_of_bytes(text.as_bytes()) };
            let (stored, _) = self.import_pipeline(report.project_id, file).await?;
            first.get_or_insert(stored.id);
        }
        let pipeline = first.expect("the demo has pipelines");
        let request = RunRequest::all_of(pipeline);
        let execution = self.start_run(request).await?;
        Ok(Demo { project: report.project_id, pipeline, execution })
    }
}
