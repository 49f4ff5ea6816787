//! A review stands on the wells as they are: kept in memory, and never older than the last commit.

use mudrock::domain::diagnostic::ErrorType;
use mudrock::services::review::Review;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{definition, shale};
use crate::workspace::Bench;

/// Gives a well a copy of its gamma ray under another name.
fn copy_of_gamma_ray(well: &str, name: &str) -> String {
    let (curve, version) = (Uuid::now_v7(), Uuid::now_v7());
    format!(
        "insert into curves (id, project_id, well_id, curve_id, curve_name, curve_metadata_id, \
           log_type, unit, parquet_file_path, parquet_column_name) \
         select '{curve}', c.project_id, c.well_id, '{name}', '{name}', m.id, 'derived', c.unit, \
           c.parquet_file_path, c.parquet_column_name \
         from curves c join wells w on w.id = c.well_id \
         join curve_metadata m on m.mnemonic = 'VSH' \
         where w.name = '{well}' and c.curve_name = 'GR'; \
         insert into curve_versions (id, project_id, curve_id, version, object_id, column_name, unit, \
           author, source, samples, nulls, values_sha256, depth_sha256, valid_from) \
         select '{version}', v.project_id, '{curve}', 1, v.object_id, v.column_name, v.unit, \
           v.author, 'a test', v.samples, v.nulls, v.values_sha256, v.depth_sha256, now() \
         from curve_versions v join curves c on c.id = v.curve_id join wells w on w.id = c.well_id \
         where w.name = '{well}' and c.curve_name = 'GR';"
    )
}

async fn review(bench: &Bench) -> Review {
    bench.workspace.review(bench.project, &definition(&shale(&["*"]))).await.unwrap()
}

/// Names of new curves that are taken.
fn taken(review: &Review) -> Vec<String> {
    let problems = review.diagnostics().iter();
    let of_mappings = problems.filter(|one| one.error_type == ErrorType::InvalidCurveMapping);
    of_mappings.filter_map(|one| one.place.curve.clone()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_review_sees_what_another_session_committed_a_moment_ago() {
    let bench = Bench::with_wells().await;
    let first = review(&bench).await;
    assert!(first.is_sound(), "{:#?}", first.diagnostics());
    assert_eq!((first.wells, taken(&first)), (5, Vec::new()));
    let sql = bench.sql().await;
    sql.batch_execute(&copy_of_gamma_ray("Mudrock-1", "VSH_GR_1")).await.unwrap();
    assert_eq!(taken(&review(&bench).await), ["VSH_GR_1"]);
    sql.batch_execute("update curves set retired_at = now() where curve_name = 'VSH_GR_1'")
        .await
        .unwrap();
    assert_eq!(taken(&review(&bench).await), Vec::<String>::new());
    sql.batch_execute("delete from wells where name = 'Mudrock-5'").await.unwrap();
    assert_eq!(review(&bench).await.wells, 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transaction_that_was_open_when_the_wells_were_read_is_not_missed() {
    let bench = Bench::with_wells().await;
    let (slow, quick) = (bench.sql().await, bench.sql().await);
    // The slow one draws its number in the outbox first, and commits last.
    slow.batch_execute("begin").await.unwrap();
    slow.batch_execute(&copy_of_gamma_ray("Mudrock-1", "VSH_GR_1")).await.unwrap();
    assert_eq!(taken(&review(&bench).await), Vec::<String>::new());
    quick.batch_execute(&copy_of_gamma_ray("Mudrock-2", "VSH_GR_despiked")).await.unwrap();
    assert_eq!(taken(&review(&bench).await), ["VSH_GR_despiked"]);
    slow.batch_execute("commit").await.unwrap();
    assert_eq!(taken(&review(&bench).await), ["VSH_GR_1", "VSH_GR_despiked"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transaction_that_is_rolled_back_leaves_no_trace() {
    let bench = Bench::with_wells().await;
    let sql = bench.sql().await;
    review(&bench).await;
    sql.batch_execute("begin").await.unwrap();
    sql.batch_execute(&copy_of_gamma_ray("Mudrock-1", "VSH_GR_1")).await.unwrap();
    sql.batch_execute("rollback").await.unwrap();
    assert_eq!(taken(&review(&bench).await), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_well_that_is_imported_joins_in_its_place() {
    let bench = Bench::with_wells().await;
    review(&bench).await;
    let las = "~V\nVERS. 2.0 :\nWRAP. NO :\n~W\nSTRT.M 1 :\nSTOP.M 3 :\nSTEP.M 1 :\nNULL. -999.25 :\nWELL. Mudrock-10 :\n\
               ~C\nDEPT.M :\nGR.GAPI :\n~A\n1 20\n2 40\n3 60\n";
    let path = bench.dir.path().join("ten.las");
    std::fs::write(&path, las).unwrap();
    let never = CancellationToken::new();
    bench.workspace.import(&[path], "test", &never, &|_, _| {}).await.unwrap();
    assert_eq!(review(&bench).await.wells, 6);
    let facts = bench.workspace.ingestion_facts(bench.project, &["*".to_owned()]).await.unwrap();
    let names: Vec<&str> = facts.wells.iter().map(|well| well.name.as_str()).collect();
    assert_eq!(names[4..], ["Mudrock-5", "Mudrock-10"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_reviews_at_once_agree() {
    let bench = Bench::with_wells().await;
    let reviews: Vec<_> = (0..20).map(|_| review(&bench)).collect();
    let reviews = futures::future::join_all(reviews).await;
    assert!(reviews.iter().all(|review| *review == reviews[0] && review.is_sound()));
}
