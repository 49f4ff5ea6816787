//! Two writers of one curve: the second is refused, and told who was first.

use std::time::Duration;

use mudrock::control::commit::{Author, CommitError, publish};
use mudrock::domain::diagnostic::{Diagnostic, ErrorType};
use serde_json::json;
use uuid::Uuid;

use super::Ground;

/// Longest wait for another session, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

fn conflict(error: CommitError) -> Diagnostic {
    let CommitError::Conflict(diagnostic) = error else { panic!("{error:?}") };
    assert_eq!(diagnostic.error_type, ErrorType::CurveConflict);
    assert!(diagnostic.hint.is_some());
    diagnostic
}

#[tokio::test]
async fn overwriting_an_outdated_version_names_the_run_that_was_first() {
    let ground = Ground::new().await;
    let curve = ground.created("GR_1", Vec::new());
    let id = curve.curve_id;
    ground.committed(&[curve]).await;
    let first = ground.committed(&[ground.overwriting(id, "GR_1", 1)]).await;

    let work = ground.work().await;
    let claim = ground.claim(work, Uuid::now_v7()).await.unwrap();
    let object = ground.stage(Some(work.run)).await;
    let before = ground.picture().await;
    let beside = ground.created("GR_2", Vec::new());
    let versions = [beside, ground.overwriting(id, "GR_1", 1)];
    let refused = conflict(ground.commit(work, &claim, object, &versions).await.unwrap_err());
    assert!(refused.what.contains(&first.to_string()), "{refused}");
    assert!(refused.what.contains("ann@example.org"), "{refused}");
    assert_eq!(refused.found.as_deref(), Some("version 2"));
    assert!(refused.wanted.as_deref().unwrap().starts_with("version 1"), "{refused}");
    assert_eq!(ground.picture().await, before, "neither curve was written");

    // With the version that is there now, the same claim commits.
    let versions = [ground.overwriting(id, "GR_1", 2)];
    assert_eq!(ground.commit(work, &claim, object, &versions).await.unwrap(), [id]);
}

#[tokio::test]
async fn versions_follow_each_other_without_gap_or_overlap() {
    let ground = Ground::new().await;
    let curve = ground.created("GR_1", Vec::new());
    let id = curve.curve_id;
    ground.committed(&[curve]).await;
    for read in 1..4 {
        ground.committed(&[ground.overwriting(id, "GR_1", read)]).await;
    }
    let rows = ground
        .client
        .query(
            "select v.version, v.valid_to is not distinct from
               lead(v.valid_from) over (order by v.version) as meets, c.current_version
             from curve_versions v join curves c on c.id = v.curve_id order by v.version",
            &[],
        )
        .await
        .unwrap();
    let found: Vec<(i32, bool, i32)> =
        rows.iter().map(|row| (row.get(0), row.get(1), row.get(2))).collect();
    assert_eq!(found, [(1, true, 4), (2, true, 4), (3, true, 4), (4, true, 4)]);
}

#[tokio::test]
async fn a_name_that_is_taken_names_the_run_that_took_it() {
    let ground = Ground::new().await;
    let first = ground.committed(&[ground.created("GR_1", Vec::new())]).await;
    let work = ground.work().await;
    let claim = ground.claim(work, Uuid::now_v7()).await.unwrap();
    let object = ground.stage(Some(work.run)).await;
    let before = ground.picture().await;
    let versions = [ground.created("GR_1", Vec::new())];
    let refused = conflict(ground.commit(work, &claim, object, &versions).await.unwrap_err());
    assert!(refused.found.as_deref().unwrap().contains(&first.to_string()), "{refused}");
    assert_eq!(refused.place.well.as_deref(), Some("A-1"));
    assert_eq!(ground.picture().await, before);
}

#[tokio::test]
async fn a_name_taken_at_the_same_moment_is_a_conflict_too() {
    let ground = Ground::new().await;
    let author = Author {
        user_id: ground.user,
        project_id: ground.project,
        well_id: ground.well,
        execution: None,
        node_id: String::new(),
        transformation: json!({}),
    };
    let (first, second) = (ground.stage(None).await, ground.stage(None).await);
    let mut left = ground.database.client().await.unwrap();
    let mut right = ground.database.client().await.unwrap();
    let ahead = left.transaction().await.unwrap();
    let behind = right.transaction().await.unwrap();
    publish(&ahead, first, &author, &[ground.created("GR", Vec::new())]).await.unwrap();
    let versions = [ground.created("GR", Vec::new())];
    let waits = "select count(*) from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'";
    // The second cannot see the first's curve yet, so only the unique constraint is left to refuse it.
    let (refused, ()) = tokio::join!(publish(&behind, second, &author, &versions), async {
        tokio::time::timeout(PATIENCE, async { while ground.number(waits).await == 0 {} })
            .await
            .expect("the second waits for the first");
        ahead.commit().await.unwrap();
    });
    let refused = conflict(refused.unwrap_err());
    assert_eq!(refused.found.as_deref(), Some("GR"));
}
