//! What a run is made of: the engine's means, the recorded execution, and what its nodes share.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::record::Recorder;
use crate::control::connect::Database;
use crate::control::curves::StoredCurve;
use crate::control::pulse::Pulse;
use crate::data::export::ExportFolder;
use crate::data::store::Store;
use crate::domain::plan::Plan;

/// What a runner needs to compute anything.
pub struct Engine {
    /// Postgres.
    pub database: Arc<Database>,
    /// Objects.
    pub store: Store,
    /// Files for other programs.
    pub exports: ExportFolder,
    /// The bell that wakes other sessions.
    pub pulse: Arc<Pulse>,
    /// Room for CPU work: one permit for each thread.
    pub threads: Arc<Semaphore>,
    /// Id of this process as a runner.
    pub runner: Uuid,
}

/// A recorded execution, ready to run.
pub struct Run {
    /// Id of the execution.
    pub execution_id: Uuid,
    /// Project.
    pub project_id: Uuid,
    /// Pipeline.
    pub pipeline_id: Uuid,
    /// Its name.
    pub pipeline_name: String,
    /// User.
    pub user_id: Uuid,
    /// The plan; nodes whose outputs are not to be kept have empty `keeps`.
    pub plan: Plan,
    /// Wells in the order in which they run.
    pub wells: Vec<RunWell>,
    /// Ids of the node executions, in the order of the plan.
    pub nodes: Vec<Uuid>,
    /// Ids of the (node, well) items: for each node, for each well.
    pub items: Vec<Vec<Uuid>>,
    /// Metadata row of each mnemonic that may be kept.
    pub metadata: BTreeMap<String, Uuid>,
}

/// A well of a run.
pub struct RunWell {
    /// Id.
    pub id: Uuid,
    /// Name.
    pub name: String,
    /// Name in paths, which no other well of the project has.
    pub file_name: String,
    /// Curves that ingestions read, by key in the flow.
    pub curves: BTreeMap<String, StoredCurve>,
    /// All curves of the well at the start, by name: what an overwrite replaces.
    pub existing: BTreeMap<String, StoredCurve>,
}

impl RunWell {
    /// Returns the curve that carried this name at the start, whatever the case.
    pub fn named(&self, name: &str) -> Option<&StoredCurve> {
        self.existing.get(name).or_else(|| {
            let mut curves = self.existing.iter();
            curves.find(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, stored)| stored)
        })
    }
}

/// What all nodes of a run share.
pub(super) struct Context {
    pub engine: Arc<Engine>,
    pub run: Run,
    pub recorder: Recorder,
    /// Ends the work: a user cancelled, or the lease was lost.
    pub cancel: CancellationToken,
    /// Set before `cancel` when the run is no longer this runner's.
    pub lost: AtomicBool,
}
