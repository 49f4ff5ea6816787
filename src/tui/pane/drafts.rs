//! Pipelines that are being edited in this session: what is shown of them, and what is unsaved.

use std::collections::BTreeMap;
use std::sync::Arc;

use uuid::Uuid;

use crate::domain::dag::DagDefinition;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::flow::FlowReport;
use crate::edit::draft::Draft;
use crate::services::rows::{PipelineDetail, PipelineRow};
use crate::tui::pane::pipelines::Pipelines;

/// One pipeline that is being edited.
#[derive(Debug, Clone)]
pub struct Work {
    /// Project that it belongs to.
    pub project: Uuid,
    /// What it says now, and every step since.
    pub draft: Draft,
    /// Problems of the draft as it was reviewed last; those of the stored pipeline until then.
    pub reviewed: Vec<Diagnostic>,
    /// Whether the draft is being stored.
    pub saving: bool,
}

impl Work {
    /// Begins to edit a stored pipeline.
    pub fn of_stored(open: &PipelineDetail) -> Self {
        Self {
            project: open.project_id,
            draft: Draft::of_stored(open.id, open.definition.clone(), open.updated_at),
            reviewed: open.diagnostics.clone(),
            saving: false,
        }
    }

    /// Begins a pipeline that is not stored yet.
    pub fn new(project: Uuid, draft: Draft) -> Self {
        Self { project, draft, reviewed: Vec::new(), saving: false }
    }

    /// Returns what the list of pipelines shows of one that is not stored yet.
    fn row(&self) -> PipelineRow {
        let definition = &self.draft.definition;
        let edited = self.draft.history.past().last().map(|step| step.at);
        PipelineRow {
            id: self.draft.pipeline,
            name: definition.name.clone(),
            version: definition.version.clone(),
            description: definition.metadata.description.clone(),
            nodes: definition.nodes.len() as i64,
            updated_at: edited.unwrap_or_default(),
            last_run: None,
            last_status: None,
            draft: edited,
            is_new: true,
        }
    }
}

impl Pipelines {
    /// Returns what is being edited of the open pipeline.
    pub fn work(&self) -> Option<&Work> {
        self.drafts.get(&self.open.as_ref()?.id)
    }

    /// Returns what is being edited of the open pipeline; begins to edit it where nothing is.
    pub fn work_mut(&mut self) -> Option<&mut Work> {
        let open = self.open.as_ref()?;
        Some(self.drafts.entry(open.id).or_insert_with(|| Work::of_stored(open)))
    }

    /// Returns what the open pipeline says: its draft, else what is stored.
    pub fn definition(&self) -> Option<&DagDefinition> {
        match self.work() {
            Some(work) => Some(&work.draft.definition),
            None => self.open.as_ref().map(|open| &open.definition),
        }
    }

    /// Returns the problems of what is shown.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        match (self.work(), &self.open) {
            (Some(work), _) => &work.reviewed,
            (None, Some(open)) => &open.diagnostics,
            (None, None) => &[],
        }
    }

    /// Returns what flows in the open pipeline, as it was reviewed last.
    pub fn flow(&self) -> Option<Arc<FlowReport>> {
        let open = self.open.as_ref()?.id;
        self.flow.as_ref().filter(|(of, _)| *of == open).map(|(_, flow)| Arc::clone(flow))
    }

    /// Whether the open pipeline differs from what is stored.
    pub fn is_changed(&self) -> bool {
        self.work().is_some_and(|work| work.draft.is_changed())
    }

    /// Whether a pipeline of the list differs from what is stored.
    pub fn is_unsaved(&self, id: Uuid) -> bool {
        self.drafts.get(&id).is_some_and(|work| work.draft.is_changed())
    }

    /// Whether somebody stored the open pipeline since its draft began.
    pub fn is_overtaken(&self) -> bool {
        let base = self.work().and_then(|work| work.draft.base.as_ref());
        match (base, &self.open) {
            (Some(base), Some(open)) => {
                open.updated_at > base.updated_at && open.definition != base.definition
            }
            _ => false,
        }
    }

    /// Returns what is left of a project when another is shown: the drafts.
    pub fn of_another_project(&mut self) -> Self {
        Self { drafts: std::mem::take(&mut self.drafts), ..Self::default() }
    }

    /// Opens a pipeline that is not stored yet; says whether it is one.
    pub fn open_unstored(&mut self, id: Uuid) -> bool {
        let Some(work) = self.drafts.get(&id).filter(|work| work.draft.base.is_none()) else {
            return false;
        };
        let row = work.row();
        let detail = PipelineDetail {
            id,
            project_id: work.project,
            definition: work.draft.definition.clone(),
            diagnostics: Vec::new(),
            updated_at: row.updated_at,
            last_run: None,
        };
        self.set_open(detail);
        true
    }

    /// Lists the pipelines of a project that are not stored yet before those that are.
    pub fn list_unstored(&mut self, project: Uuid) {
        let Some(rows) = &mut self.rows else { return };
        let stored = |id: Uuid, drafts: &BTreeMap<Uuid, Work>| {
            drafts.get(&id).is_none_or(|work| work.draft.base.is_some())
        };
        rows.retain(|row| stored(row.id, &self.drafts));
        let known: Vec<_> = rows.iter().map(|row| row.id).collect();
        let new = self.drafts.values().filter(|work| {
            work.project == project
                && work.draft.base.is_none()
                && !known.contains(&work.draft.pipeline)
        });
        let new: Vec<_> = new.map(Work::row).collect();
        rows.splice(0..0, new);
    }

    /// Brings the draft of a pipeline that was just read up to date, where it has no changes of its own.
    pub fn refresh_draft(&mut self, detail: &PipelineDetail) {
        let Some(work) = self.drafts.get_mut(&detail.id) else { return };
        if work.draft.is_changed() {
            return;
        }
        work.reviewed.clone_from(&detail.diagnostics);
        let draft = &mut work.draft;
        draft.replace(detail.definition.clone(), "changes stored elsewhere", detail.updated_at);
        draft.saved(detail.definition.clone(), detail.updated_at);
    }

    /// Takes note that what is shown says something else now.
    pub fn advance(&mut self) {
        self.edition += 1;
        if let Some(definition) = self.definition() {
            let ids: Vec<_> = definition.nodes.iter().map(|node| node.id.clone()).collect();
            self.marked.retain(|id| ids.contains(id));
        }
    }

    /// Returns the ids that a command is about: the marked nodes in the order of the pipeline, else
    /// the selected one.
    pub fn chosen(&self) -> Vec<String> {
        let Some(definition) = self.definition() else { return Vec::new() };
        let nodes = definition.nodes.iter().map(|node| &node.id);
        let marked: Vec<_> = nodes.filter(|id| self.marked.contains(*id)).cloned().collect();
        if !marked.is_empty() {
            return marked;
        }
        self.selected_node().map(|node| node.id.clone()).into_iter().collect()
    }
}
