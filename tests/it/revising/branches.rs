//! Branches are lines of revisions beside main, and come back to it by a merge.

use mudrock::domain::diagnostic::ErrorType;
use mudrock::edit::draft::Draft;
use mudrock::edit::merge::Choice;
use serde_json::json;

use super::{Desk, names, parameter, rename, set};

const DESPIKE: &str = "Despike gamma ray";

impl Desk {
    async fn on_dev(&self) -> Draft {
        self.first().edit_pipeline(self.pipeline, "dev").await.unwrap()
    }

    /// Returns ahead and behind of a branch.
    async fn apart(&self, branch: &str) -> (i64, i64) {
        let branches = self.first().branches(self.pipeline).await.unwrap();
        assert_eq!(branches[0].name, "main", "main is first");
        let branch = branches.iter().find(|row| row.name == branch).unwrap();
        (branch.ahead, branch.behind)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_save_on_a_branch_moves_that_branch_only() {
    let desk = Desk::without_wells().await;
    let begun = desk.first().create_branch(desk.pipeline, "dev", None).await.unwrap();
    assert_eq!(desk.first().revision(desk.pipeline, "main").await.unwrap().row.id, begun);
    let before = desk.first().pipeline(desk.pipeline).await.unwrap();
    let mut draft = desk.on_dev().await;
    rename(&mut draft, DESPIKE, "Despike");
    desk.keep(desk.first(), &draft).await;
    assert_eq!(desk.second().await.draft(desk.pipeline).await.unwrap(), Some(draft.clone()));
    let saved = desk.save(desk.first(), &mut draft).await;
    assert_eq!((saved.branch.as_str(), desk.apart("dev").await), ("dev", (1, 0)));
    let after = desk.first().pipeline(desk.pipeline).await.unwrap();
    assert_eq!((&after.definition, after.updated_at), (&before.definition, before.updated_at));
    let rows = "select count(*) from pipeline_nodes where node_name = 'Despike'";
    assert_eq!(desk.number(rows).await, 0, "the rows beside the pipeline are those of main");

    // The lock of the branch holds as that of main does.
    let ann = desk.terminal("ann@example.org").await;
    let mut hers = ann.edit_pipeline(desk.pipeline, "dev").await.unwrap();
    assert_eq!(names(&hers.definition)[1], "Despike");
    rename(&mut hers, "Despike", "Hampel");
    rename(&mut draft, "Despike", "Spikes");
    desk.save(&ann, &mut hers).await;
    let conflict = desk.conflict(desk.first(), &draft).await;
    assert_eq!((conflict.who.as_str(), conflict.merged.conflicts.len()), ("ann@example.org", 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_branch_is_merged_from_the_common_ancestor_on_again_and_again() {
    let desk = Desk::without_wells().await;
    desk.first().create_branch(desk.pipeline, "dev", None).await.unwrap();
    let mut main = desk.draft(&desk.terminal("ann@example.org").await).await;
    let mut dev = desk.on_dev().await;
    set(&mut main, DESPIKE, "n_sigma", json!(4.0));
    desk.save(desk.first(), &mut main).await;
    set(&mut dev, DESPIKE, "half_window", json!(9));
    desk.save(desk.first(), &mut dev).await;
    assert_eq!(desk.apart("dev").await, (1, 1));

    let merge = async |from, into| {
        let planned = desk.first().branch_merge(desk.pipeline, from, into).await.unwrap();
        assert!(planned.merge.is_clean(), "{:#?}", planned.merge.conflicts);
        (planned.is_done(), desk.first().save_merge(&planned, &[], None).await.unwrap())
    };
    let (_, saved) = merge("dev", "main").await;
    let stored = desk.stored().await;
    assert_eq!(parameter(&stored, DESPIKE, "half_window"), json!(9));
    assert_eq!(parameter(&stored, DESPIKE, "n_sigma"), json!(4.0));
    let head = desk.first().revision(desk.pipeline, "main").await.unwrap().row;
    let dev_head = desk.first().revision(desk.pipeline, "dev").await.unwrap().row;
    assert_eq!((Some(head.id), head.merged), (saved.revision, Some(dev_head.id)));
    assert_eq!((head.message.as_str(), desk.apart("dev").await), ("merge dev into main", (0, 2)));
    let (done, nothing) = merge("dev", "main").await;
    assert_eq!((done, nothing.revision), (true, None));

    // The field was changed on both sides since the beginning, but since the merge on one only.
    let mut dev = desk.on_dev().await;
    set(&mut dev, DESPIKE, "half_window", json!(11));
    desk.save(desk.first(), &mut dev).await;
    merge("dev", "main").await;
    assert_eq!(parameter(&desk.stored().await, DESPIKE, "half_window"), json!(11));
    merge("main", "dev").await;
    assert_eq!(desk.apart("dev").await, (1, 0));
    assert_eq!(desk.on_dev().await.definition, desk.stored().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_both_branches_changed_is_asked_about() {
    let desk = Desk::without_wells().await;
    desk.first().create_branch(desk.pipeline, "dev", None).await.unwrap();
    let mut main = desk.draft(&desk.terminal("ann@example.org").await).await;
    let mut dev = desk.on_dev().await;
    rename(&mut main, DESPIKE, "Main");
    desk.save(desk.first(), &mut main).await;
    rename(&mut dev, DESPIKE, "Dev");
    desk.save(desk.first(), &mut dev).await;
    let planned = desk.first().branch_merge(desk.pipeline, "dev", "main").await.unwrap();
    let before = desk.messages().await;
    let error = desk.first().save_merge(&planned, &[], None).await.unwrap_err();
    assert_eq!(error.error_type, ErrorType::SaveConflict);
    assert_eq!(error.found.as_deref(), Some("both changed \"Main\" (name)"));
    assert_eq!(desk.messages().await, before);

    // Main moved on since the merge was planned: it is planned anew.
    rename(&mut main, "Wells", "All wells");
    desk.save(desk.first(), &mut main).await;
    let error = desk.first().save_merge(&planned, &[Choice::Theirs], None).await.unwrap_err();
    assert_eq!(error.error_type, ErrorType::SaveConflict);
    let planned = desk.first().branch_merge(desk.pipeline, "dev", "main").await.unwrap();
    desk.first().save_merge(&planned, &[Choice::Theirs], None).await.unwrap();
    assert_eq!(names(&desk.stored().await)[..2], ["All wells", "Dev"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_branch_begins_anywhere_and_is_deleted_without_its_revisions() {
    let desk = Desk::without_wells().await;
    let first = desk.first();
    let mut draft = desk.draft(first).await;
    rename(&mut draft, DESPIKE, "Despike");
    desk.save(first, &mut draft).await;
    let oldest = first.revisions(desk.pipeline, 10).await.unwrap()[1].id;
    first.create_branch(desk.pipeline, "dev", Some(&oldest.to_string())).await.unwrap();
    assert_eq!(desk.apart("dev").await, (0, 1));
    let taken = first.create_branch(desk.pipeline, "dev", None).await.unwrap_err();
    assert_eq!(taken.error_type, ErrorType::NameTaken);
    for name in ["", "two words", "-x", &"x".repeat(61), "a;b"] {
        let error = first.create_branch(desk.pipeline, name, None).await.unwrap_err();
        assert_eq!(error.error_type, ErrorType::ConfigurationInvalid, "{name}");
    }
    let error = first.edit_pipeline(desk.pipeline, "dve").await.unwrap_err();
    assert_eq!(error.hint.as_deref(), Some("did you mean \"dev\"?"));

    first.delete_branch(desk.pipeline, "main").await.unwrap_err();
    first.discard_draft(desk.pipeline).await.unwrap();
    let mut dev = desk.on_dev().await;
    rename(&mut dev, DESPIKE, "Dev");
    desk.keep(first, &dev).await;
    let error = first.delete_branch(desk.pipeline, "dev").await.unwrap_err();
    assert!(error.to_string().contains("tester@example.org"), "{error}");
    let head = desk.save(first, &mut dev).await.revision.unwrap();
    assert_eq!(first.delete_branch(desk.pipeline, "dev").await.unwrap(), head);
    let gone = first.delete_branch(desk.pipeline, "dev").await.unwrap_err();
    assert_eq!(gone.error_type, ErrorType::BranchNotFound);
    let late = first.save_draft(desk.bench.project, &dev, None).await.unwrap_err();
    assert!(format!("{late:?}").contains("BranchNotFound"), "{late:?}");
    first.create_branch(desk.pipeline, "again", Some(&head.to_string())).await.unwrap();
    assert_eq!(desk.apart("again").await, (1, 1));
}
