//! Drafts survive restarts, and two terminals of one user do not undo each other.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::Poll;

use mudrock::domain::diagnostic::ErrorType;
use mudrock::edit::draft::Draft;
use mudrock::services::{Change, Event, Topic};

use super::{Desk, names, rename};

const DESPIKE: &str = "Despike gamma ray";

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_survives_a_restart_with_its_steps() {
    let desk = Desk::without_wells().await;
    let mut draft = desk.draft(desk.first()).await;
    rename(&mut draft, DESPIKE, "Despike");
    rename(&mut draft, "Wells", "All wells");
    draft.undo().unwrap();
    desk.keep(desk.first(), &draft).await;

    let restarted = desk.second().await;
    let mut again = restarted.draft(desk.pipeline).await.unwrap().unwrap();
    assert_eq!(again, draft);
    assert_eq!(again.redo().unwrap().as_deref(), Some("rename \"Wells\" to \"All wells\""));
    again.undo().unwrap();
    assert_eq!(
        again.undo().unwrap().as_deref(),
        Some("rename \"Despike gamma ray\" to \"Despike\"")
    );
    assert!(!again.is_changed());
    // What was opened may be kept.
    desk.keep(&restarted, &again).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_tell_of_unsaved_changes_and_of_what_was_never_saved() {
    let desk = Desk::without_wells().await;
    let row =
        async |at: usize| desk.first().pipelines(desk.bench.project).await.unwrap().remove(at);
    assert_eq!((row(0).await.draft, row(0).await.is_new), (None, false));

    let mut draft = desk.draft(desk.first()).await;
    desk.keep(desk.first(), &draft).await;
    assert_eq!(row(0).await.draft, None, "nothing is changed yet");
    rename(&mut draft, DESPIKE, "Despike");
    desk.keep(desk.first(), &draft).await;
    assert!(row(0).await.draft.is_some());

    let mut new = Draft::new_pipeline("A new one");
    desk.keep(desk.first(), &new).await;
    let only_draft = row(0).await;
    assert_eq!((only_draft.id, only_draft.name.as_str()), (new.pipeline, "A new one"));
    assert_eq!((only_draft.is_new, only_draft.draft.is_some(), only_draft.nodes), (true, true, 0));

    let drafts = desk.first().drafts(desk.bench.project).await.unwrap();
    let told: Vec<_> = drafts.iter().map(|it| (it.name.as_str(), it.is_new, it.steps)).collect();
    assert_eq!(told, [("A new one", true, 0), ("Standard petrophysics", false, 1)]);

    desk.save(desk.first(), &mut new).await;
    let saved = row(0).await;
    assert_eq!((saved.id, saved.is_new, saved.draft), (new.pipeline, false, None));
    assert!(desk.first().discard_draft(desk.pipeline).await.unwrap());
    assert!(!desk.first().discard_draft(desk.pipeline).await.unwrap());
    assert!(desk.first().drafts(desk.bench.project).await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn drafts_are_their_users_own() {
    let desk = Desk::without_wells().await;
    let ann = desk.terminal("ann@example.org").await;
    let (mut mine, mut hers) = (desk.draft(desk.first()).await, desk.draft(&ann).await);
    rename(&mut mine, DESPIKE, "mine");
    rename(&mut hers, DESPIKE, "hers");
    desk.keep(desk.first(), &mine).await;
    desk.keep(&ann, &hers).await;
    assert_eq!(desk.first().draft(desk.pipeline).await.unwrap(), Some(mine));
    assert_eq!(ann.draft(desk.pipeline).await.unwrap(), Some(hers));
    assert!(ann.discard_draft(desk.pipeline).await.unwrap());
    assert!(desk.first().draft(desk.pipeline).await.unwrap().is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_terminal_is_told_before_it_overwrites_the_draft_of_the_first() {
    let desk = Desk::without_wells().await;
    let second = desk.second().await;
    let (mut one, mut other) = (desk.draft(desk.first()).await, desk.draft(&second).await);
    rename(&mut one, DESPIKE, "one");
    rename(&mut other, DESPIKE, "other");
    desk.keep(desk.first(), &one).await;

    let project = desk.bench.project;
    let refused = second.keep_draft(project, &other).await.unwrap_err();
    assert_eq!(refused.error_type, ErrorType::DraftConflict);
    assert!(refused.found.as_ref().unwrap().contains(&format!("process {}", std::process::id())));
    assert!(refused.hint.as_ref().unwrap().contains("take over"), "{refused:?}");
    // A look at the list is no leave to overwrite.
    second.drafts(project).await.unwrap();
    second.keep_draft(project, &other).await.unwrap_err();

    second.take_over_draft(desk.pipeline).await.unwrap();
    desk.keep(&second, &other).await;
    desk.keep(&second, &other).await;
    let refused = desk.first().keep_draft(project, &one).await.unwrap_err();
    assert_eq!(refused.error_type, ErrorType::DraftConflict);

    let reloaded = desk.first().draft(desk.pipeline).await.unwrap().unwrap();
    assert_eq!(names(&reloaded.definition)[1], "other");
    desk.keep(desk.first(), &reloaded).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_keeping_that_nobody_waits_for_is_no_work_of_another_terminal() {
    let desk = Desk::without_wells().await;
    let mut draft = desk.draft(desk.first()).await;
    rename(&mut draft, DESPIKE, "Despike");
    {
        // Given up just when the row is there: whoever began it does not hear its number any more.
        let mut keeping = pin!(desk.first().keep_draft(desk.bench.project, &draft));
        while !is_done_after_a_step(keeping.as_mut()).await
            && desk.number("select count(*) from pipeline_drafts").await == 0
        {}
    }
    rename(&mut draft, "Wells", "All wells");
    desk.keep(desk.first(), &draft).await;
    assert_eq!(desk.second().await.draft(desk.pipeline).await.unwrap(), Some(draft));
}

/// Lets a future take one step; returns whether it was the last.
async fn is_done_after_a_step<F: Future>(mut future: Pin<&mut F>) -> bool {
    poll_fn(|context| Poll::Ready(future.as_mut().poll(context).is_ready())).await
}

#[tokio::test(flavor = "multi_thread")]
async fn closing_waits_until_what_is_being_kept_is() {
    let desk = Desk::without_wells().await;
    let mut draft = desk.draft(desk.first()).await;
    rename(&mut draft, DESPIKE, "Despike");
    let terminal = desk.second().await;
    {
        let keeping = pin!(terminal.keep_draft(desk.bench.project, &draft));
        is_done_after_a_step(keeping).await;
    }
    terminal.close().await.unwrap();
    assert_eq!(desk.first().draft(desk.pipeline).await.unwrap(), Some(draft));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_that_another_terminal_discarded_does_not_come_back_by_itself() {
    let desk = Desk::without_wells().await;
    let mut draft = desk.draft(desk.first()).await;
    rename(&mut draft, DESPIKE, "Despike");
    desk.keep(desk.first(), &draft).await;
    desk.second().await.discard_draft(desk.pipeline).await.unwrap();
    let refused = desk.first().keep_draft(desk.bench.project, &draft).await.unwrap_err();
    assert_eq!(refused.error_type, ErrorType::DraftConflict);
    assert!(refused.found.as_ref().unwrap().contains("discarded"), "{refused}");
    desk.first().take_over_draft(desk.pipeline).await.unwrap();
    desk.keep(desk.first(), &draft).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_that_cannot_be_read_is_shown_and_stays() {
    let desk = Desk::without_wells().await;
    let mut draft = desk.draft(desk.first()).await;
    rename(&mut draft, DESPIKE, "Despike");
    desk.keep(desk.first(), &draft).await;
    for spoil in ["definition = definition || '{\"colour\": \"red\"}'", "history = '{\"past\": 7}'"]
    {
        let spoil = format!("update pipeline_drafts set {spoil}");
        desk.bench.sql().await.batch_execute(&spoil).await.unwrap();
        let rows = desk.first().drafts(desk.bench.project).await.unwrap();
        let problem = rows[0].problem.as_ref().unwrap();
        assert_eq!((rows.len(), rows[0].name.as_str()), (1, "Standard petrophysics"));
        assert_eq!(problem.error_type, ErrorType::DraftUnreadable);
        let error = desk.first().draft(desk.pipeline).await.unwrap_err();
        assert_eq!(&error, problem);
        assert!(error.hint.as_ref().unwrap().contains("discard"), "{error:?}");
    }
    // It is neither lost nor replaced by one that somebody begins without having seen it.
    let fresh = Draft::of_stored(desk.pipeline, desk.stored().await, chrono::Utc::now());
    let second = desk.second().await;
    second.keep_draft(desk.bench.project, &fresh).await.unwrap_err();
    assert_eq!(
        desk.number("select count(*) from pipeline_drafts where definition ? 'colour'").await,
        1
    );
    assert!(desk.first().discard_draft(desk.pipeline).await.unwrap());
    assert_eq!(desk.first().draft(desk.pipeline).await.unwrap(), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_without_changes_goes_on_from_what_was_saved_meanwhile() {
    let desk = Desk::without_wells().await;
    let mut mine = desk.draft(desk.first()).await;
    rename(&mut mine, DESPIKE, "Despike");
    desk.keep(desk.first(), &mine).await;
    desk.save(desk.first(), &mut mine).await;

    let ann = desk.terminal("ann@example.org").await;
    let mut hers = desk.draft(&ann).await;
    rename(&mut hers, "Wells", "All wells");
    desk.save(&ann, &mut hers).await;

    let mut again = desk.second().await.draft(desk.pipeline).await.unwrap().unwrap();
    assert_eq!(again.definition, hers.definition);
    assert!(!again.is_changed());
    assert_eq!(again.undo().unwrap().as_deref(), Some("take what ann@example.org saved"));
    assert_eq!(
        again.undo().unwrap().as_deref(),
        Some("rename \"Despike gamma ray\" to \"Despike\"")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn other_sessions_hear_of_drafts() {
    let desk = Desk::without_wells().await;
    let second = desk.second().await;
    let mut events = second.events();
    let mut draft = desk.draft(desk.first()).await;
    rename(&mut draft, DESPIKE, "Despike");
    let heard = async {
        loop {
            // The feed may not listen yet when something is kept: then it reads everything anew.
            if let Event::Changed(changes) = events.next().await.unwrap()
                && changes.iter().any(|change| match change {
                    Change::Resync => false,
                    Change::Row { topic, project, key } => {
                        *topic == Topic::PipelineDrafts
                            && (*project, *key) == (Some(desk.bench.project), Some(desk.pipeline))
                    }
                })
            {
                return;
            }
            desk.keep(desk.first(), &draft).await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(60), heard).await.expect("it is told");
}
