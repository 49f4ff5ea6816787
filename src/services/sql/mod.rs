//! Questions in SQL about the wells of a project: its logs, wells, curves, tops and runs as tables.

mod logs;
mod tables;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use uuid::Uuid;

use self::logs::Reader;
use super::workspace::Workspace;
use crate::control::curves;
use crate::control::runs::{self, RunFilter};
use crate::domain::diagnostic::Diagnostic;
pub use crate::query::{Answer, AnswerColumn};
use crate::query::{DEPT, Tables, WELL};

/// Runs in the table of runs, the newest.
const RUNS: i64 = 100_000;

/// An answer that is on its way.
pub struct Asked {
    /// The answer.
    pub answer: Answer,
    wells_read: Arc<AtomicUsize>,
}

impl Asked {
    /// Returns how many wells were read so far.
    pub fn wells_read(&self) -> usize {
        self.wells_read.load(Ordering::Relaxed)
    }
}

impl Workspace {
    /// Asks a question in SQL; nothing can be changed by one.
    ///
    /// Dropping the answer gives the work up.
    pub async fn ask(&self, project: Uuid, sql: &str) -> Result<Asked, Vec<Diagnostic>> {
        let one = |error: Diagnostic| vec![error];
        let survey = self.survey(project).await.map_err(one)?;
        let client = self.inner.database.client().await.map_err(one)?;
        let tops = curves::markers_of_project(&client, project).await.map_err(one)?;
        let filter = RunFilter { project: Some(project), ..RunFilter::default() };
        let runs = runs::list(&client, filter, RUNS).await.map_err(one)?;
        drop(client);
        let tables = Tables::new(self.inner.settings.threads)?;
        tables.add("wells", tables::wells(&survey))?;
        tables.add("curves", tables::curves(&survey))?;
        tables.add("tops", tables::tops(&tops))?;
        tables.add("runs", tables::runs(&runs))?;
        let reader = Reader::new(&self.inner.database, &self.inner.store, survey);
        let wells_read = reader.wells_read();
        tables.add_logs("logs", reader.table())?;
        Ok(Asked { answer: tables.ask(sql).await?, wells_read })
    }
}
