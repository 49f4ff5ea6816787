//! Migrations: at once from two sides, from the future, and half-way.

use mudrock::control::connect::ServerSettings;
use mudrock::control::migrate::{migrate, migrate_with, version};
use refinery::Migration;

use super::empty_database;

fn migrations(texts: &[(&str, &str)]) -> Vec<Migration> {
    texts.iter().map(|(name, sql)| Migration::unapplied(name, sql).unwrap()).collect()
}

fn two() -> Vec<Migration> {
    // Without a lock, both sides would create the table while the other one sleeps.
    migrations(&[
        ("V0001__first", "select pg_sleep(0.2); create table first (a int)"),
        ("V0002__second", "create table second (a int)"),
    ])
}

async fn tables(settings: &ServerSettings) -> Vec<String> {
    let connection = settings.connect().await.unwrap();
    let rows = connection
        .query(
            "select tablename::text from pg_tables where schemaname = 'public' and tablename <> 'refinery_schema_history' order by 1",
            &[],
        )
        .await
        .unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_may_migrate_at_once() {
    let settings = empty_database().await;
    let (left, right) =
        tokio::join!(migrate_with(&settings, two()), migrate_with(&settings, two()));
    let mut applied = [left.unwrap(), right.unwrap()];
    applied.sort();
    assert_eq!(applied, [vec![], vec!["V1__first".to_owned(), "V2__second".to_owned()]]);
    assert_eq!(tables(&settings).await, ["first", "second"]);
    assert!(migrate_with(&settings, two()).await.unwrap().is_empty());
}

#[tokio::test]
async fn the_migrations_of_the_binary_apply_once() {
    let settings = empty_database().await;
    assert!(!migrate(&settings).await.unwrap().is_empty());
    assert!(migrate(&settings).await.unwrap().is_empty());
    let connection = settings.connect().await.unwrap();
    assert!(version(&connection).await.unwrap().is_current());
}

#[tokio::test]
async fn a_database_from_the_future_is_refused() {
    let settings = empty_database().await;
    migrate_with(&settings, two()).await.unwrap();
    let older = two().into_iter().take(1).collect();
    let error = migrate_with(&settings, older).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the database is newer than this mudrock: found migration 2, wanted at most migration 1"
    );
}

#[tokio::test]
async fn a_failing_migration_leaves_nothing_behind_and_those_before_it_stay() {
    let settings = empty_database().await;
    let broken = migrations(&[
        ("V0001__first", "create table first (a int)"),
        ("V0002__second", "create table second (a int); create table first (a int)"),
    ]);
    let error = migrate_with(&settings, broken).await.unwrap_err();
    assert!(error.what.contains("V2__second"), "{error}");
    assert!(error.found.as_deref().unwrap().contains("\"first\" already exists"), "{error}");
    assert_eq!(tables(&settings).await, ["first"]);
}

#[tokio::test]
async fn an_edited_migration_is_refused() {
    let settings = empty_database().await;
    migrate_with(&settings, migrations(&[("V0001__first", "create table first (a int)")]))
        .await
        .unwrap();
    let edited = migrations(&[
        ("V0001__first", "create table first (b int)"),
        ("V0002__second", "create table second (a int)"),
    ]);
    let error = migrate_with(&settings, edited).await.unwrap_err();
    assert!(error.what.contains("history"), "{error}");
    assert_eq!(tables(&settings).await, ["first"]);
}
