//! Revisions are listed, read, found by a piece of their id, and restored.

use mudrock::control::migrate::{migrate, migrate_with};
use mudrock::domain::diagnostic::ErrorType;
use mudrock::domain::execution::Status;
use mudrock::domain::rows::short_id;
use refinery::Migration;
use uuid::Uuid;

use super::{Desk, names, rename};
use crate::postgres::empty_database;
use crate::workspace::all_of;

const DESPIKE: &str = "Despike gamma ray";

#[tokio::test(flavor = "multi_thread")]
async fn an_old_revision_is_restored_as_a_new_one() {
    let desk = Desk::without_wells().await;
    let mut draft = desk.draft(desk.first()).await;
    rename(&mut draft, DESPIKE, "Despike");
    desk.save(desk.first(), &mut draft).await;
    let revisions = desk.first().revisions(desk.pipeline, 10).await.unwrap();
    let [renamed, imported] = revisions.as_slice() else { panic!("{revisions:#?}") };
    assert_eq!((imported.parent, renamed.parent), (None, Some(imported.id)));
    assert_eq!(imported.author, "tester@example.org");

    let short = short_id(imported.id);
    let restored =
        desk.first().restore_revision(desk.pipeline, &short, "main", None).await.unwrap();
    assert_eq!(names(&desk.stored().await)[1], DESPIKE);
    assert_eq!(desk.messages().await[0], format!("restore {short}"));
    let head = desk.first().revision(desk.pipeline, "main").await.unwrap();
    // Lists show the last eight characters; the beginning of what is shown is enough.
    let shown = &head.row.id.to_string()[28..];
    let found = desk.first().revision(desk.pipeline, &shown[..5]).await.unwrap();
    assert_eq!(found.row.id, head.row.id);
    assert_eq!((Some(head.row.id), head.row.parent), (restored.revision, Some(renamed.id)));

    // Once more changes nothing, and makes no revision.
    let again = desk.first().restore_revision(desk.pipeline, &short, "main", None).await.unwrap();
    assert_eq!(again.revision, None);
    let renamed = renamed.id.to_string();
    desk.first()
        .restore_revision(desk.pipeline, &renamed, "main", Some("as before"))
        .await
        .unwrap();
    assert_eq!(desk.messages().await[..2], ["as before".to_owned(), format!("restore {short}")]);

    let (before, after) =
        desk.first().compare_revisions(desk.pipeline, &short, "main").await.unwrap();
    assert_eq!((names(&before.definition)[1], names(&after.definition)[1]), (DESPIKE, "Despike"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_restored_after_a_run_can_run() {
    let desk = Desk::new().await;
    let imported = desk.first().revisions(desk.pipeline, 10).await.unwrap()[0].id.to_string();
    let mut draft = desk.draft(desk.first()).await;
    rename(&mut draft, DESPIKE, "Despike");
    desk.save(desk.first(), &mut draft).await;
    desk.bench.run(all_of(desk.pipeline)).await;
    let restored =
        desk.first().restore_revision(desk.pipeline, &imported, "main", None).await.unwrap();
    assert!(!restored.has_errors(), "{:#?}", restored.diagnostics);
    assert_eq!(names(&desk.stored().await)[1], DESPIKE);
    let run = desk.bench.run(all_of(desk.pipeline)).await;
    assert_eq!(run.run.status, Status::Completed, "{run:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restore_meets_who_is_editing_as_a_conflict() {
    let desk = Desk::without_wells().await;
    let mut draft = desk.draft(desk.first()).await;
    rename(&mut draft, DESPIKE, "Despike");
    desk.save(desk.first(), &mut draft).await;
    rename(&mut draft, "Despike", "Hampel");
    let first = desk.first().revisions(desk.pipeline, 10).await.unwrap()[1].id.to_string();
    desk.first().restore_revision(desk.pipeline, &first, "main", None).await.unwrap();
    let conflict = desk.conflict(desk.first(), &draft).await;
    assert_eq!(conflict.merged.conflicts[0].field, "name");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_piece_of_an_id_must_tell_one_revision() {
    let desk = Desk::without_wells().await;
    let sql = desk.bench.sql().await;
    // Two revisions of one moment, whose first characters are alike.
    let [left, right] = [0xa1_u128, 0xb2].map(|end| Uuid::from_u128(0x0198_c0de << 96 | end));
    for id in [left, right] {
        let copy = "insert into pipeline_revisions (id, project_id, pipeline_id, revision_message, snapshot, created_by) \
            select $1, project_id, pipeline_id, 'copy', snapshot, created_by from pipeline_revisions limit 1";
        sql.execute(copy, &[&id]).await.unwrap();
    }
    let find = async |piece: &str| desk.first().revision(desk.pipeline, piece).await;
    assert_eq!(find("0000a1").await.unwrap().row.id, left);
    let several = find("0198c0de").await.unwrap_err();
    assert_eq!(several.error_type, ErrorType::RevisionNotFound);
    for id in [left, right] {
        assert!(several.wanted.as_ref().unwrap().contains(&id.to_string()), "{several}");
    }
    for nothing in ["0198c0df", "0a1", "%", "____", "devel"] {
        let error = find(nothing).await.unwrap_err();
        assert_eq!(error.error_type, ErrorType::RevisionNotFound);
        assert!(error.what.contains("no such"), "{nothing}: {error}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pipelines_of_former_versions_get_their_main_from_the_migration() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/sql/migrations");
    let mut former: Vec<(String, String)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read_to_string(path).unwrap())
        })
        .filter(|(name, _)| name.as_str() < "V0006")
        .collect();
    former.sort();
    assert_eq!(former.len(), 5);
    let former = former.iter().map(|(name, sql)| Migration::unapplied(name, sql).unwrap());
    let settings = empty_database().await;
    migrate_with(&settings, former.collect()).await.unwrap();
    let sql = settings.connect().await.unwrap();
    let [user, project, pipeline, first, second] = std::array::from_fn(|_| Uuid::now_v7());
    sql.batch_execute(&format!(
        "insert into users (id, email) values ('{user}', 'ann@example.org');
         insert into projects (id, name, created_by) values ('{project}', 'North', '{user}');
         insert into pipelines (id, project_id, name, dag_definition, created_by, updated_by)
           values ('{pipeline}', '{project}', 'shale', '{{}}', '{user}', '{user}');
         insert into pipeline_revisions
             (id, project_id, pipeline_id, parent_revision_id, revision_message, snapshot, created_by, created_at)
           values ('{first}', '{project}', '{pipeline}', null, '1', '{{}}', '{user}', now() - interval '1 hour'),
             ('{second}', '{project}', '{pipeline}', '{first}', '2', '{{}}', '{user}', now())"
    ))
    .await
    .unwrap();
    migrate(&settings).await.unwrap();
    let heads = "select branch_name, head_revision_id from pipeline_branches";
    let rows = sql.query(heads, &[]).await.unwrap();
    let heads: Vec<(String, Uuid)> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
    assert_eq!(heads, [("main".to_owned(), second)]);
}
