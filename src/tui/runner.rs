//! Carries effects out by calling the services, away from the draw thread.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::config::Settings;
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::statistics::Statistics;
use crate::domain::table::TableRow;
use crate::services::Workspace;
use crate::services::saving::SaveRefusal;
use crate::tui::effect::{DRAFT, Effect, FetchKey};
use crate::tui::event::{Answer, Event};
use crate::tui::overlay::plan::Subject;
use crate::tui::pane::canvas;
use crate::tui::pane::drafts::Facts;
use crate::tui::pane::tables::RowsRequest;
use crate::tui::update::FormFacts;
use crate::tui::update::LOG_PAGE;

/// Executions that the Runs screen lists.
const MAX_RUNS: i64 = 500;

/// Revisions that are listed of one pipeline.
const MAX_REVISIONS: i64 = 500;

/// Shortest time between two fetches of one kind; with the four kinds that a run moves this keeps
/// a screen below about ten fetches a second.
const FETCH_INTERVAL: Duration = Duration::from_millis(300);

/// File below the data directory for what is too long to be copied to a terminal.
const COPY_FILE: &str = "copied-nodes.json";

/// The workspace, once it is open; the screen hands it on when it ends.
pub type SharedWorkspace = Arc<OnceLock<Workspace>>;

/// A fetch that may wait for the one before it.
#[derive(Default)]
struct Slot {
    in_flight: bool,
    waiting: Option<Effect>,
    not_before: Option<Instant>,
}

/// How long a run that is being started may hold up the end of the screen.
const LAST_WISHES: Duration = Duration::from_millis(500);

/// Carries out effects until the sender is gone; what was begun then has a moment to end.
pub async fn run(
    settings: Settings,
    workspace: SharedWorkspace,
    mut effects: mpsc::UnboundedReceiver<Effect>,
    events: mpsc::Sender<Event>,
) {
    let mut slots: HashMap<FetchKey, Slot> = HashMap::new();
    let mut fetches: JoinSet<FetchKey> = JoinSet::new();
    let mut others: JoinSet<()> = JoinSet::new();
    let mut connections: JoinSet<()> = JoinSet::new();
    loop {
        let due = slots
            .values()
            .filter(|slot| slot.waiting.is_some() && !slot.in_flight)
            .filter_map(|slot| slot.not_before)
            .min();
        tokio::select! {
            effect = effects.recv() => match effect {
                None => break,
                Some(Effect::Connect) => {
                    let (settings, shared, events) =
                        (settings.clone(), workspace.clone(), events.clone());
                    connections.spawn(async move { connect(&settings, &shared, &events).await });
                }
                Some(Effect::KeepCopy(text)) => {
                    let (path, events) = (settings.data_dir.join(COPY_FILE), events.clone());
                    others.spawn(async move { keep_copy(path, text, &events).await });
                }
                Some(effect) => match effect.fetch_key() {
                    Some(key) => slots.entry(key).or_default().waiting = Some(effect),
                    None => other(effect, &workspace, &events, &mut others),
                },
            },
            Some(done) = fetches.join_next() => {
                // A fetch that panicked names no key; its slot would wait for ever.
                match done {
                    Ok(key) => slots.entry(key).or_default().in_flight = false,
                    Err(_) => slots.values_mut().for_each(|slot| slot.in_flight = false),
                }
            }
            Some(_) = others.join_next() => {}
            Some(_) = connections.join_next() => {}
            () = sleep_until(due) => {}
        }
        start_due(&mut slots, &workspace, &events, &mut fetches);
    }
    let kept = keep_last_edits(&mut slots, &workspace, &events, &mut fetches);
    let _ = tokio::time::timeout(LAST_WISHES, kept).await;
    // Whoever closes the workspace next needs it to be nobody else's any more.
    fetches.shutdown().await;
    connections.shutdown().await;
    let ended = async { while others.join_next().await.is_some() {} };
    let _ = tokio::time::timeout(LAST_WISHES, ended).await;
    others.shutdown().await;
}

/// Waits until the drafts are kept: what was edited last must outlive the screen.
async fn keep_last_edits(
    slots: &mut HashMap<FetchKey, Slot>,
    workspace: &SharedWorkspace,
    events: &mpsc::Sender<Event>,
    fetches: &mut JoinSet<FetchKey>,
) {
    slots.retain(|(kind, _), _| *kind == DRAFT);
    while slots.values().any(|slot| slot.in_flight || slot.waiting.is_some()) {
        slots.values_mut().for_each(|slot| slot.not_before = None);
        start_due(slots, workspace, events, fetches);
        match fetches.join_next().await {
            Some(Ok(key)) => {
                slots.entry(key).and_modify(|slot| slot.in_flight = false);
            }
            // A fetch that panicked names no key.
            Some(Err(_)) => slots.values_mut().for_each(|slot| slot.in_flight = false),
            None => return,
        }
    }
}

async fn sleep_until(due: Option<Instant>) {
    match due {
        Some(due) => tokio::time::sleep_until(due).await,
        None => std::future::pending().await,
    }
}

fn start_due(
    slots: &mut HashMap<FetchKey, Slot>,
    workspace: &SharedWorkspace,
    events: &mpsc::Sender<Event>,
    fetches: &mut JoinSet<FetchKey>,
) {
    let now = Instant::now();
    slots.retain(|_, slot| {
        slot.in_flight || slot.waiting.is_some() || slot.not_before.is_some_and(|due| due > now)
    });
    for (key, slot) in slots {
        if slot.in_flight || slot.not_before.is_some_and(|due| due > now) {
            continue;
        }
        let Some(effect) = slot.waiting.take() else { continue };
        slot.in_flight = true;
        // What shows an edit comes as soon as it can.
        slot.not_before = effect.is_paced().then_some(now + FETCH_INTERVAL);
        let (key, workspace, events) = (*key, workspace.clone(), events.clone());
        fetches.spawn(async move {
            if let Some(answer) = fetch(effect, &workspace).await {
                // A closed channel means that the screen is gone.
                let _ = events.send(Event::Answer(answer)).await;
            }
            key
        });
    }
}

async fn fetch(effect: Effect, workspace: &SharedWorkspace) -> Option<Answer> {
    if let Effect::DrawPicture(request) = effect {
        let drawn = tokio::task::spawn_blocking(move || canvas::draw(&request)).await;
        return drawn.ok().map(|picture| Answer::Picture(Arc::new(picture)));
    }
    if let Effect::DrawComparison(request) = effect {
        let drawn = tokio::task::spawn_blocking(move || canvas::draw(&request)).await;
        return drawn.ok().map(|picture| Answer::Comparison(Arc::new(picture)));
    }
    let workspace = workspace.get()?;
    let answer = match effect {
        Effect::LoadRevisions(pipeline) => {
            let rows = workspace.revisions(pipeline, MAX_REVISIONS).await;
            rows.map(|rows| Answer::Revisions(pipeline, rows))
        }
        Effect::LoadRevision(pipeline, id) => {
            let revision = workspace.revision(pipeline, &id.to_string()).await;
            revision.map(|revision| Answer::Revision(pipeline, Box::new(revision)))
        }
        Effect::LoadOther(id) => {
            workspace.pipeline(id).await.map(|detail| Answer::Other(Box::new(detail)))
        }
        Effect::LoadBranches(pipeline) => {
            workspace.branches(pipeline).await.map(|rows| Answer::Branches(pipeline, rows))
        }
        Effect::Review(review) => {
            let found = workspace.review(review.project, &review.definition).await;
            found.map(|found| {
                let facts = Facts {
                    edition: review.edition,
                    diagnostics: found.validation.diagnostics,
                    flow: found.validation.flow,
                    taken: found.taken,
                };
                Answer::Reviewed(review.pipeline, Box::new(facts))
            })
        }
        Effect::LoadRepairs(review, problem) => {
            let found = workspace.repairs(review.project, &review.definition, &problem).await;
            found.map(|found| Answer::Repairs(review.edition, problem, found))
        }
        Effect::LoadDraft(pipeline) => {
            let draft = workspace.draft(pipeline).await;
            draft.map(|draft| Answer::Draft(pipeline, draft.map(Box::new)))
        }
        Effect::KeepDraft(project, draft) => {
            let kept = workspace.keep_draft(project, &draft).await;
            return kept.err().map(|problem| Answer::NotKept(draft.pipeline, Box::new(problem)));
        }
        Effect::DropDraft(pipeline) => {
            return workspace.discard_draft(pipeline).await.err().map(Answer::Failed);
        }
        Effect::LoadIngestion(project, selection) => {
            let facts = workspace.ingestion_facts(project, &selection).await;
            Ok(Answer::FormFacts(
                facts.map_or_else(FormFacts::None, |facts| FormFacts::Ingestion(Arc::new(facts))),
            ))
        }
        Effect::LoadPreview(review, node) => {
            let preview = workspace.preview(review.project, &review.definition, &node).await;
            preview.map(|preview| Answer::FormFacts(FormFacts::Preview(node, Box::new(preview))))
        }
        Effect::LoadMapping(review, nodes) => {
            let mut facts = Vec::with_capacity(nodes.len());
            for node in nodes {
                match workspace.mapping_facts(review.project, &review.definition, &node).await {
                    Ok(found) => facts.push(found),
                    Err(problem) => return Some(Answer::Failed(problem)),
                }
            }
            Ok(Answer::FormFacts(FormFacts::Mapping(facts)))
        }
        Effect::LoadStatistics(review, node, keys) => {
            let mut found = Vec::new();
            for key in keys {
                let project = review.project;
                match workspace.column_statistics(project, &review.definition, &key).await {
                    Ok(Statistics::Stored(curve)) => found.push(curve),
                    Ok(Statistics::NotComputed { .. }) => {}
                    Err(problems) => return Some(Answer::FormFacts(FormFacts::None(problems))),
                }
            }
            Ok(Answer::FormFacts(FormFacts::Statistics(node, found)))
        }
        Effect::LoadPlan(subject) => {
            let found = match subject.stored {
                true => workspace.plan(&subject.request).await,
                false => {
                    let Subject { project, definition, request, .. } = &*subject;
                    workspace.plan_definition(*project, definition, request).await
                }
            };
            Ok(Answer::Planned(subject, found.map(Box::new).map_err(Box::new)))
        }
        Effect::LoadProjects => workspace.projects().await.map(Answer::Projects),
        Effect::LoadPipelines(project) => {
            workspace.pipelines(project).await.map(|rows| Answer::Pipelines(project, rows))
        }
        Effect::LoadPipeline(id) => {
            workspace.pipeline(id).await.map(|detail| Answer::Pipeline(Box::new(detail)))
        }
        Effect::LoadRuns(project) => {
            let rows = workspace.runs(Some(project), MAX_RUNS).await;
            rows.map(|rows| Answer::Runs(project, rows))
        }
        Effect::LoadRun(id) => workspace.run(id).await.map(|detail| Answer::Run(Box::new(detail))),
        Effect::LoadLogs(run, after) => {
            workspace.logs(run, after, LOG_PAGE).await.map(|rows| Answer::Logs(run, rows))
        }
        Effect::LoadTables(run) => {
            workspace.run_result(run).await.map(|result| Answer::Tables(run, result.tables))
        }
        Effect::LoadRows(request) => {
            let rows = read_rows(workspace, &request).await;
            rows.map(|rows| Answer::Rows(request, rows))
        }
        Effect::LoadWells(project) => {
            workspace.wells(project).await.map(|rows| Answer::Wells(project, rows))
        }
        Effect::TryOut(request) => {
            let answer = workspace.try_operator(&request).await;
            Ok(Answer::Trial(request, Box::new(answer)))
        }
        Effect::LoadTrace(curve) => match workspace.trace(curve).await {
            Ok(trace) => Ok(Answer::Trace(Arc::new(trace))),
            Err(problem) => Ok(Answer::NoTrace(curve, problem)),
        },
        _ => return None,
    };
    Some(answer.unwrap_or_else(Answer::Failed))
}

/// Reads the rows of a table, of all wells at once or one well after another.
async fn read_rows(
    workspace: &Workspace,
    request: &RowsRequest,
) -> Result<Vec<TableRow>, Diagnostic> {
    let node = Some(request.node.as_str());
    let Some(wells) = &request.wells else {
        return workspace.run_tables(request.run, node, None).await;
    };
    let mut rows = Vec::with_capacity(wells.len());
    for well in wells {
        rows.extend(workspace.run_tables(request.run, node, Some(well)).await?);
    }
    Ok(rows)
}

/// Starts what is no fetch: each is carried out, none replaces another.
fn other(
    effect: Effect,
    workspace: &SharedWorkspace,
    events: &mpsc::Sender<Event>,
    tasks: &mut JoinSet<()>,
) {
    let (shared, events) = (workspace.clone(), events.clone());
    tasks.spawn(async move {
        let Some(workspace) = shared.get() else { return };
        let one = |problem: Diagnostic| vec![problem];
        let answer = match effect {
            Effect::PrepareDemo => {
                let demo = workspace.prepare_demo().await;
                demo.map(|demo| Answer::Demo {
                    project: demo.project,
                    pipeline: demo.pipeline,
                    execution: demo.execution,
                })
            }
            Effect::StartRun(request) => workspace.start_run(request).await.map(Answer::Started),
            Effect::CancelRun(run) => {
                let cancelled = workspace.cancel_run(run).await;
                cancelled.map(|_| Answer::Cancelling(run)).map_err(|problem| vec![problem])
            }
            Effect::SaveDraft(project, draft, message) => {
                Ok(match workspace.save_draft(project, &draft, message.as_deref()).await {
                    Ok(saved) => Answer::Saved(Box::new(saved)),
                    Err(SaveRefusal::Conflict(conflict)) => {
                        Answer::Conflict(draft.pipeline, conflict)
                    }
                    Err(SaveRefusal::Refused(problem)) => {
                        Answer::NotSaved(draft.pipeline, Box::new(problem))
                    }
                })
            }
            Effect::SwitchBranch(pipeline, branch) => {
                let draft = workspace.edit_pipeline(pipeline, &branch).await;
                draft.map(|draft| Answer::Switched(Box::new(draft))).map_err(one)
            }
            Effect::CreateBranch { pipeline, name, from } => {
                let created = workspace.create_branch(pipeline, &name, Some(&from)).await;
                created.map(|_| Answer::BranchCreated(pipeline, name)).map_err(one)
            }
            Effect::DeleteBranch(pipeline, name) => {
                let deleted = workspace.delete_branch(pipeline, &name).await;
                deleted.map(|head| Answer::BranchDeleted(name, head)).map_err(one)
            }
            Effect::PlanMerge { pipeline, from, into } => {
                let planned = workspace.branch_merge(pipeline, &from, &into).await;
                planned.map(|planned| Answer::MergePlanned(Box::new(planned))).map_err(one)
            }
            Effect::SaveMerge(planned, choices) => {
                let merged = workspace.save_merge(&planned, &choices, None).await;
                merged.map(|saved| Answer::Merged(planned, Box::new(saved))).map_err(one)
            }
            Effect::TakeOverDraft(project, draft) => {
                let kept = match workspace.take_over_draft(draft.pipeline).await {
                    Ok(()) => workspace.keep_draft(project, &draft).await,
                    Err(problem) => Err(problem),
                };
                match kept {
                    Ok(()) => return,
                    Err(problem) => Ok(Answer::NotKept(draft.pipeline, Box::new(problem))),
                }
            }
            Effect::CountRuns => Ok(Answer::ActiveRuns(workspace.active_runs())),
            _ => return,
        };
        let answer = answer.unwrap_or_else(Answer::Refused);
        let _ = events.send(Event::Answer(answer)).await;
    });
}

/// Writes copied text where the user finds it; the next one takes its place.
async fn keep_copy(path: PathBuf, text: String, events: &mpsc::Sender<Event>) {
    let answer = match tokio::fs::write(&path, text).await {
        Ok(()) => Answer::CopyKept(path),
        Err(error) => Answer::Failed(
            Diagnostic::warning(ErrorType::StorageError, "what was copied cannot be written")
                .in_file(path.display().to_string())
                .found(error.to_string())
                .hint("p still pastes it, in this session"),
        ),
    };
    let _ = events.send(Event::Answer(answer)).await;
}

async fn connect(settings: &Settings, shared: &SharedWorkspace, events: &mpsc::Sender<Event>) {
    let opened: Result<Workspace, Diagnostic> = match shared.get() {
        Some(workspace) => Ok(workspace.clone()),
        None => Workspace::open(settings).await,
    };
    let workspace = match opened {
        Ok(workspace) => workspace,
        Err(problem) => {
            let _ = events.send(Event::Answer(Answer::NotConnected(problem))).await;
            return;
        }
    };
    let mut stream = workspace.events();
    let user = workspace.user_email().to_owned();
    let workspace = shared.get_or_init(|| workspace);
    debug_assert_eq!(workspace.user_email(), user);
    if events.send(Event::Answer(Answer::Connected(user))).await.is_err() {
        return;
    }
    while let Some(event) = stream.next().await {
        if events.send(Event::Feed(event)).await.is_err() {
            return;
        }
    }
}
