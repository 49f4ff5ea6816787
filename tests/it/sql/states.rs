//! States change along the arrows of `sql/README.md`, and along no other.

use std::collections::HashSet;

use mudrock::domain::execution::Status;

use super::{Ground, readme};

/// Tables with a status that the database guards.
const GUARDED: [&str; 3] = ["pipeline_executions", "node_executions", "node_well_results"];

/// Returns the arrows of the page's diagram.
fn arrows() -> HashSet<(Status, Status)> {
    let section = readme("States");
    section
        .lines()
        .filter_map(|line| line.trim().split_once(" --> "))
        .filter_map(|(from, to)| Status::parse(from).zip(Status::parse(to)))
        .collect()
}

#[test]
fn the_diagram_has_every_state_and_none_leads_out_of_a_final_one() {
    let arrows = arrows();
    for status in Status::ALL {
        assert_eq!(arrows.iter().any(|(from, _)| *from == status), !status.is_final(), "{status}");
    }
    // What a run lives through, and what would rewrite its history.
    for arrow in [(Status::Queued, Status::Running), (Status::Running, Status::Partial)] {
        assert!(arrows.contains(&arrow), "{arrow:?}");
    }
    assert!(!arrows.contains(&(Status::Running, Status::Queued)));
}

#[tokio::test]
async fn only_the_arrows_of_the_diagram_can_be_taken() {
    let ground = Ground::new().await;
    let arrows = arrows();
    for table in GUARDED {
        for from in Status::ALL {
            for to in Status::ALL {
                let id = inserted(&ground, table, from.name()).await;
                let update = format!("update {table} set status = '{to}' where id = '{id}'");
                if from == to || arrows.contains(&(from, to)) {
                    ground.sql(&update).await;
                } else {
                    assert_eq!(ground.refusal(&update).await, "status_transition", "{from} {to}");
                }
            }
        }
    }
}

#[tokio::test]
async fn a_state_that_does_not_exist_is_refused() {
    let ground = Ground::new().await;
    for table in GUARDED {
        let id = inserted(&ground, table, "running").await;
        let update = format!("update {table} set status = 'done' where id = '{id}'");
        assert_eq!(ground.refusal(&update).await, "status_transition");
        // A copy of a row that is fine in all else.
        let insert = format!(
            "insert into {table} select (jsonb_populate_record(t, jsonb_build_object(
               'id', gen_random_uuid(), 'status', 'done'))).* from {table} t where id = '{id}'"
        );
        assert_eq!(ground.refusal(&insert).await, "status_name");
    }
}

async fn inserted(ground: &Ground, table: &str, status: &str) -> uuid::Uuid {
    if table == "pipeline_executions" {
        return ground.run(status).await;
    }
    let run = ground.run("running").await;
    if table == "node_executions" {
        return ground.node(run, status).await;
    }
    let node = ground.node(run, "running").await;
    ground.item(run, node, status).await
}
