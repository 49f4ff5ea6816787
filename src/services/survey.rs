//! The surveys of the projects in use, kept in memory and never older than the last commit.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use uuid::Uuid;

use super::workspace::Workspace;
use crate::control::feed::OUTBOX_RETENTION;
use crate::control::registry;
use crate::control::survey::{self, Mark, News};
use crate::domain::diagnostic::Diagnostic;
use crate::domain::operator::SetChannels;
use crate::domain::survey::Survey;

/// Projects whose surveys are kept; 10,000 wells of 20 curves take about 60 MB.
const PROJECTS_KEPT: usize = 4;

/// Changed wells that are read one by one; with more, everything is read again.
const WELLS_AT_ONCE: usize = 1000;

/// Age from which a mark is not believed: the outbox may have been trimmed since.
const OLDEST_MARK: Duration = Duration::from_secs(OUTBOX_RETENTION.as_secs() / 2);

/// The surveys, the last used first.
#[derive(Default)]
pub(super) struct Surveys {
    projects: Mutex<Vec<(Uuid, Slot)>>,
}

/// Who needs a survey waits for the one who reads it.
type Slot = Arc<tokio::sync::Mutex<Option<Held>>>;

struct Held {
    survey: Arc<Survey>,
    mark: Mark,
    /// By the wall clock, which also counts the time for which the machine slept.
    checked: SystemTime,
}

impl Surveys {
    fn slot(&self, project: Uuid) -> Slot {
        let mut projects = self.projects.lock().unwrap_or_else(PoisonError::into_inner);
        let found = projects.iter().position(|(id, _)| *id == project);
        let entry = found.map_or_else(|| (project, Slot::default()), |at| projects.remove(at));
        let slot = Arc::clone(&entry.1);
        projects.insert(0, entry);
        projects.truncate(PROJECTS_KEPT);
        slot
    }
}

/// Gives a survey the channels as they are now; hardly ever are they others.
fn with_channels(survey: Arc<Survey>, channels: SetChannels) -> Arc<Survey> {
    if survey.channels == channels { survey } else { Arc::new(survey.with_channels(channels)) }
}

impl Workspace {
    /// Returns the survey of a project as of now.
    ///
    /// The outbox, from which every change feed reads, is asked on each call what changed since:
    /// one short query, and then the changed wells alone are read. Whoever was told of a commit,
    /// by a feed or by its own transaction, therefore finds it here.
    pub(super) async fn survey(&self, project: Uuid) -> Result<Arc<Survey>, Diagnostic> {
        let slot = self.inner.surveys.slot(project);
        let mut held = slot.lock().await;
        let client = self.inner.database.client().await?;
        let channels = registry::set_channels(&client).await?;
        let now = SystemTime::now();
        let known = held
            .as_ref()
            .filter(|held| now.duration_since(held.checked).is_ok_and(|age| age < OLDEST_MARK));
        if let Some(known) = known {
            let News { mark, wells } = survey::news(&client, project, &known.mark).await?;
            if let Some(wells) = wells.filter(|wells| wells.len() <= WELLS_AT_ONCE) {
                let former = Arc::clone(&known.survey);
                let survey = match wells.as_slice() {
                    [] => former,
                    wells => Arc::new(survey::refreshed(&client, project, &former, wells).await?),
                };
                let survey = with_channels(survey, channels);
                *held = Some(Held { survey: Arc::clone(&survey), mark, checked: now });
                return Ok(survey);
            }
        }
        let (mark, survey) = survey::read(&client, project).await?;
        let survey = with_channels(Arc::new(survey), channels);
        *held = Some(Held { survey: Arc::clone(&survey), mark, checked: now });
        Ok(survey)
    }
}
