//! Pipelines that are being edited in this session: what is shown of them, and what is unsaved.

use std::collections::BTreeMap;

use uuid::Uuid;

use crate::domain::dag::{DagDefinition, MAIN_BRANCH};
use crate::domain::diagnostic::Diagnostic;
use crate::domain::flow::FlowReport;
use crate::edit::draft::Draft;
use crate::edit::names::TakenNames;
use crate::services::rows::{PipelineDetail, PipelineRow};
use crate::tui::pane::pipelines::Pipelines;

/// One pipeline that is being edited.
#[derive(Debug, Clone)]
pub struct Work {
    /// Project that it belongs to.
    pub project: Uuid,
    /// What it says now, and every step since.
    pub draft: Draft,
    /// Whether the draft is being stored.
    pub saving: bool,
}

/// What a review of the open pipeline found.
#[derive(Debug, Clone)]
pub struct Facts {
    /// Edition that was reviewed.
    pub edition: u64,
    /// All problems.
    pub diagnostics: Vec<Diagnostic>,
    /// What flows where.
    pub flow: FlowReport,
    /// Names of curves that are taken.
    pub taken: TakenNames,
}

impl Work {
    /// Begins to edit a stored pipeline.
    pub fn of_stored(open: &PipelineDetail) -> Self {
        Self {
            project: open.project_id,
            draft: Draft::of_stored(open.id, open.definition.clone(), open.updated_at),
            saving: false,
        }
    }

    /// Begins a pipeline that is not stored yet.
    pub fn new(project: Uuid, draft: Draft) -> Self {
        Self { project, draft, saving: false }
    }

    /// Returns what the list of pipelines shows of one that is not stored yet.
    fn row(&self) -> PipelineRow {
        let definition = &self.draft.definition;
        PipelineRow {
            id: self.draft.pipeline,
            name: definition.name.clone(),
            version: definition.version.clone(),
            description: definition.metadata.description.clone(),
            nodes: definition.nodes.len() as i64,
            updated_at: self.draft.history.past().last().map(|step| step.at).unwrap_or_default(),
            last_run: None,
            last_status: None,
            draft: self.draft.history.past().last().map(|step| step.at),
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

    /// Returns the problems of what is shown, as it was reviewed last.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        match (&self.facts, &self.open) {
            (Some(facts), Some(_)) if self.unstored().is_some() => &facts.diagnostics,
            (_, Some(open)) => &open.diagnostics,
            (_, None) => &[],
        }
    }

    /// Returns a problem as people read it: with the names of nodes where it says their ids.
    pub fn readable(&self, problem: &Diagnostic) -> Diagnostic {
        let mut told = problem.clone();
        let nodes = self.definition().map_or(&[][..], |shown| &shown.nodes);
        if let Some(node) = &mut told.place.node
            && let Some(named) = nodes.iter().find(|known| known.id == *node)
        {
            node.clone_from(&named.name);
        }
        // Ids in files are words that may stand in any sentence; stored ones are UUIDs.
        let nodes = nodes.iter().filter(|node| Uuid::try_parse(&node.id).is_ok());
        let texts =
            [Some(&mut told.what), told.found.as_mut(), told.wanted.as_mut(), told.hint.as_mut()];
        let mut texts: Vec<_> = texts.into_iter().flatten().collect();
        for node in nodes {
            for text in texts.iter_mut().filter(|text| text.contains(&node.id)) {
                **text = text.replace(&node.id, &node.name);
            }
        }
        told
    }

    /// Whether what is known of the flow is older than what is shown; then a review is on its way.
    pub fn awaits_review(&self) -> bool {
        self.facts.as_ref().is_some_and(|facts| facts.edition != self.edition)
    }

    /// Returns what flows where in the open pipeline, as it was reviewed last.
    pub fn flow(&self) -> &FlowReport {
        static UNKNOWN: FlowReport =
            FlowReport { nodes: Vec::new(), edges: Vec::new(), order: Vec::new() };
        self.facts.as_ref().map_or(&UNKNOWN, |facts| &facts.flow)
    }

    /// Returns the names of curves that are taken, those included that an edit took since the review.
    ///
    /// What a node that was just added will write is not known before it is reviewed; its suffixes
    /// count as taken behind every name that flows, so that two quick copies never meet.
    pub fn taken(&self) -> TakenNames {
        let mut taken = self.facts.as_ref().map(|facts| facts.taken.clone()).unwrap_or_default();
        let flow = self.flow();
        let nodes = self.definition().into_iter().flat_map(|definition| &definition.nodes);
        for node in nodes.filter(|node| flow.node(&node.id).is_none()) {
            for (port, mapping) in &node.curve_mapping {
                let suffix = mapping.suffix.as_deref().unwrap_or_default();
                taken.take(&format!("{port}{suffix}"));
                for column in flow.columns() {
                    taken.take(&format!("{}{suffix}", column.column.mnemonic));
                }
            }
        }
        taken
    }

    /// Whether the open pipeline differs from what is stored.
    pub fn is_changed(&self) -> bool {
        self.work().is_some_and(|work| work.draft.is_changed())
    }

    /// Whether a pipeline of the list differs from what is stored.
    pub fn is_unsaved(&self, id: Uuid) -> bool {
        match self.drafts.get(&id) {
            Some(work) => work.draft.is_changed(),
            None => self.rows.iter().flatten().any(|row| row.id == id && row.draft.is_some()),
        }
    }

    /// Returns the line of revisions that the open pipeline is saved on.
    pub fn branch(&self) -> &str {
        self.work().map_or(MAIN_BRANCH, |work| &work.draft.branch)
    }

    /// Whether the open pipeline was ever stored.
    pub fn is_stored(&self) -> bool {
        self.open.is_some() && self.work().is_none_or(|work| work.draft.base.is_some())
    }

    /// Returns the draft of the open pipeline where it says something else than what runs: unsaved
    /// changes, or a branch.
    pub fn unstored(&self) -> Option<&Draft> {
        let draft = self.work().map(|work| &work.draft);
        draft.filter(|draft| draft.is_changed() || draft.branch != MAIN_BRANCH)
    }

    /// Whether somebody stored the open pipeline since its draft began.
    pub fn is_overtaken(&self) -> bool {
        // What is read of a pipeline is its main branch.
        let on_main = self.work().filter(|work| work.draft.branch == MAIN_BRANCH);
        let base = on_main.and_then(|work| work.draft.base.as_ref());
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

    /// Whether a pipeline of the list was never stored.
    pub fn is_new(&self, id: Uuid) -> bool {
        match self.drafts.get(&id) {
            Some(work) => work.draft.base.is_none(),
            None => self.rows.iter().flatten().any(|row| row.id == id && row.is_new),
        }
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

    /// Lists the pipelines of a project that are not stored yet among those that are.
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
        // They stand where they will stand once they are stored.
        for row in new.map(Work::row).collect::<Vec<_>>() {
            let name = row.name.to_lowercase();
            let at = rows.iter().position(|other| other.name.to_lowercase() > name);
            rows.insert(at.unwrap_or(rows.len()), row);
        }
    }

    /// Brings the draft of a pipeline that was just read up to date, where it has no changes of its own.
    pub fn refresh_draft(&mut self, detail: &PipelineDetail) {
        let Some(work) = self.drafts.get_mut(&detail.id) else { return };
        if work.draft.is_changed() || work.draft.branch != MAIN_BRANCH {
            return;
        }
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
