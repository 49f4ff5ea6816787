//! Saves under an optimistic lock: who comes second merges, and nothing is lost.

use chrono::Utc;
use mudrock::domain::diagnostic::ErrorType;
use mudrock::edit::change::Edit;
use mudrock::edit::draft::Draft;
use mudrock::edit::merge::Choice;
use mudrock::services::saving::SaveRefusal;
use serde_json::json;

use super::{Desk, id, names, parameter, rename, set};
use crate::workspace::all_of;

const DESPIKE: &str = "Despike gamma ray";

#[tokio::test(flavor = "multi_thread")]
async fn a_save_is_one_revision_that_tells_its_steps() {
    let desk = Desk::without_wells().await;
    let mut draft = desk.draft(desk.first()).await;
    rename(&mut draft, DESPIKE, "Despike");
    set(&mut draft, "Despike", "half_window", json!(9));
    desk.keep(desk.first(), &draft).await;
    let saved = desk.save(desk.first(), &mut draft).await;
    assert_eq!(desk.stored().await, draft.definition);
    let revisions = desk.first().revisions(desk.pipeline, 10).await.unwrap();
    assert_eq!(Some(revisions[0].id), saved.revision);
    assert_eq!(
        revisions[0].message,
        "rename \"Despike gamma ray\" to \"Despike\", set up \"Despike\""
    );
    assert_eq!(
        (revisions[0].parent, &revisions[0].heads[..]),
        (Some(revisions[1].id), &["main".to_owned()][..])
    );

    // Nothing differs: no revision. The steps can still be undone, also after a restart.
    assert_eq!(desk.save(desk.first(), &mut draft).await.revision, None);
    assert_eq!(desk.messages().await.len(), 2);
    let mut again = desk.second().await.draft(desk.pipeline).await.unwrap().unwrap();
    assert_eq!(again, draft);
    assert_eq!(again.undo().unwrap().as_deref(), Some("set up \"Despike\""));

    // Nor does the file that the pipeline came from count as stored any more.
    desk.bench.pipeline("standard_petrophysics.json").await;
    assert_eq!(desk.messages().await[0], "imported from a file");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_savers_the_second_merges_and_saves() {
    let desk = Desk::without_wells().await;
    let ann = desk.terminal("ann@example.org").await;
    let (mut mine, mut hers) = (desk.draft(desk.first()).await, desk.draft(&ann).await);
    rename(&mut hers, "Wells", "All wells");
    set(&mut hers, DESPIKE, "half_window", json!(7));
    rename(&mut mine, DESPIKE, "Despike");
    set(&mut mine, "Despike", "half_window", json!(9));
    let first = desk.save(&ann, &mut hers).await;
    desk.keep(desk.first(), &mine).await;

    let conflict = desk.conflict(desk.first(), &mine).await;
    assert_eq!(
        (conflict.who.as_str(), conflict.theirs.updated_at),
        ("ann@example.org", first.updated_at)
    );
    assert_eq!(conflict.theirs.definition, hers.definition);
    assert_eq!(
        (&conflict.mine, Some(&conflict.base)),
        (&mine.definition, mine.base.as_ref().map(|base| &base.definition))
    );
    let [field] = conflict.merged.conflicts.as_slice() else { panic!("{conflict:#?}") };
    assert_eq!(field.field, "node_type.parameters.half_window");
    assert!(conflict.diagnostic().what.contains("ann@example.org"));
    assert_eq!(desk.stored().await, hers.definition, "nothing was written");

    conflict.resolve(&mut mine, &[Choice::Theirs], Utc::now());
    let saved = desk.save(desk.first(), &mut mine).await;
    assert_eq!(names(&saved.definition)[..2], ["All wells", "Despike"]);
    assert_eq!(parameter(&saved.definition, "Despike", "half_window"), json!(7));
    assert_eq!(desk.messages().await.len(), 3);
    assert_eq!(mine.undo().unwrap().as_deref(), Some("merge what ann@example.org saved"));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_saves_at_once_exactly_one_comes_first_and_none_is_lost() {
    let desk = Desk::without_wells().await;
    let mut savers = Vec::new();
    for number in 0..4 {
        let workspace = desk.terminal(&format!("user{number}@example.org")).await;
        let mut draft = desk.draft(&workspace).await;
        let at = draft.definition.nodes[number].name.clone();
        rename(&mut draft, &at, &format!("node of {number}"));
        savers.push((workspace, draft));
    }
    let project = desk.bench.project;
    let tries = savers.iter_mut().map(async |(workspace, draft)| {
        let mut conflicts = 0;
        loop {
            match workspace.save_draft(project, draft, None).await {
                Ok(_) => return conflicts,
                Err(SaveRefusal::Conflict(conflict)) => {
                    assert!(conflict.merged.is_clean(), "they changed different nodes");
                    conflict.resolve(draft, &[], Utc::now());
                    conflicts += 1;
                }
                Err(SaveRefusal::Refused(error)) => panic!("{error}"),
            }
        }
    });
    let conflicts = futures::future::join_all(tries).await;
    assert_eq!(conflicts.iter().filter(|conflicts| **conflicts == 0).count(), 1, "{conflicts:?}");
    let stored = desk.stored().await;
    let wanted: Vec<_> = (0..4).map(|number| format!("node of {number}")).collect();
    assert_eq!(names(&stored)[..4], wanted);
    assert_eq!(desk.messages().await.len(), 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_began_one_pipeline_both_keep_what_they_made() {
    let desk = Desk::without_wells().await;
    let second = desk.second().await;
    let mut one = Draft::new_pipeline("Ours");
    let mut other = one.clone();
    let mut node = desk.stored().await.nodes.remove(0);
    node.id = "one".to_owned();
    one.edit(&Edit::Add { nodes: vec![node.clone()] }, Utc::now()).unwrap();
    node.id = "other".to_owned();
    other.edit(&Edit::Add { nodes: vec![node] }, Utc::now()).unwrap();
    // At once: who comes second waits for the first, and sees what it made.
    let project = desk.bench.project;
    let (first, later) = tokio::join!(
        desk.first().save_draft(project, &one, None),
        second.save_draft(project, &other, None)
    );
    let conflict = match (first, later) {
        (Ok(_), Err(SaveRefusal::Conflict(conflict))) => conflict,
        (Err(SaveRefusal::Conflict(conflict)), Ok(_)) => {
            std::mem::swap(&mut one, &mut other);
            conflict
        }
        neither => panic!("{neither:?}"),
    };
    assert!(conflict.merged.is_clean(), "{conflict:#?}");
    conflict.resolve(&mut other, &[], Utc::now());
    let saved = desk.save(&second, &mut other).await;
    let ids: Vec<_> = saved.definition.nodes.iter().map(|node| node.id.as_str()).collect();
    assert_eq!(ids, ["one", "other"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_taken_name_and_version_are_refused_with_what_to_do() {
    let desk = Desk::without_wells().await;
    let mut new = Draft::new_pipeline("Standard petrophysics");
    let refused = desk.first().save_draft(desk.bench.project, &new, None).await.unwrap_err();
    let SaveRefusal::Refused(error) = refused else { panic!("{refused:?}") };
    assert_eq!(error.error_type, ErrorType::NameTaken);
    assert!(error.to_string().contains("\"Standard petrophysics\" of version 1.0.0"), "{error}");
    assert!(error.hint.unwrap().contains("another version"));
    new.definition.version = "1.1.0".to_owned();
    desk.save(desk.first(), &mut new).await;
    let nameless = Draft::new_pipeline("");
    let error = desk.first().save_draft(desk.bench.project, &nameless, None).await.unwrap_err();
    assert!(
        matches!(&error, SaveRefusal::Refused(error) if error.found.as_deref() == Some("no name")),
        "{error:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn work_in_progress_is_saved_with_its_errors_told_and_does_not_run() {
    let desk = Desk::new().await;
    let mut draft = desk.draft(desk.first()).await;
    draft.definition.nodes[1].dependencies = vec!["nobody".to_owned()];
    let twin = draft.definition.nodes[2].clone();
    draft.definition.nodes.push(twin);
    let again = draft.definition.nodes[3].dependencies[0].clone();
    draft.definition.nodes[3].dependencies.push(again);
    let saved = desk.save(desk.first(), &mut draft).await;
    assert!(saved.has_errors());
    let found = |kind| saved.diagnostics.iter().any(|error| error.error_type == kind);
    assert!(found(ErrorType::DuplicateNode), "{:#?}", saved.diagnostics);
    assert_eq!(desk.stored().await, draft.definition, "as it was sent, oddities and all");
    desk.first().start_run(all_of(desk.pipeline)).await.unwrap_err();
}

#[tokio::test(flavor = "multi_thread")]
async fn suffixes_that_a_run_moved_on_are_merged_without_a_question() {
    let desk = Desk::new().await;
    let mut draft = desk.draft(desk.first()).await;
    set(&mut draft, DESPIKE, "half_window", json!(9));
    desk.keep(desk.first(), &draft).await;
    desk.bench.run(all_of(desk.pipeline)).await;
    let sent = draft.clone();
    let saved = desk.first().save_draft(desk.bench.project, &sent, None).await.unwrap();
    let suffix = |draft: &Draft| {
        let node = draft.definition.node(&id(&draft.definition, DESPIKE)).unwrap();
        node.curve_mapping["X_HMP"].suffix.clone().unwrap()
    };
    // An edit that was made while the draft was being saved stays, and is not saved.
    rename(&mut draft, "Wells", "All wells");
    saved.apply(&mut draft, Utc::now());
    assert_eq!((suffix(&sent).as_str(), suffix(&draft).as_str()), ("_1", "_2"));
    assert_eq!((names(&draft.definition)[0], draft.is_changed()), ("All wells", true));
    assert_eq!(parameter(&desk.stored().await, DESPIKE, "half_window"), json!(9));
    // The draft that was kept goes on from there too.
    let kept = desk.second().await.draft(desk.pipeline).await.unwrap().unwrap();
    assert_eq!((suffix(&kept).as_str(), kept.is_changed()), ("_2", false));
    draft.undo().unwrap();
    draft.undo().unwrap();
    assert_eq!(draft.definition, sent.definition);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_save_of_one_terminal_leaves_later_edits_of_another_kept() {
    let desk = Desk::without_wells().await;
    let mut draft = desk.draft(desk.first()).await;
    rename(&mut draft, DESPIKE, "Despike");
    desk.keep(desk.first(), &draft).await;
    let second = desk.second().await;
    let mut later = second.draft(desk.pipeline).await.unwrap().unwrap();
    rename(&mut later, "Wells", "All wells");
    desk.keep(&second, &later).await;
    desk.save(desk.first(), &mut draft).await;
    assert_eq!(desk.second().await.draft(desk.pipeline).await.unwrap(), Some(later));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_deleted_meanwhile_is_not_saved_over() {
    let desk = Desk::without_wells().await;
    let mut draft = desk.draft(desk.first()).await;
    rename(&mut draft, DESPIKE, "Despike");
    desk.bench.sql().await.batch_execute("delete from pipelines").await.unwrap();
    let refused = desk.first().save_draft(desk.bench.project, &draft, None).await.unwrap_err();
    let SaveRefusal::Refused(error) = refused else { panic!("{refused:?}") };
    assert_eq!(error.error_type, ErrorType::PipelineNotFound);
    assert_eq!(desk.number("select count(*) from pipeline_branches").await, 0);
}
