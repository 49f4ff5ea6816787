//! What the tables refuse by themselves, and what goes when something is deleted.

use uuid::Uuid;

use super::Ground;

impl Ground {
    fn curve_insert(&self, id: Uuid, well: Uuid, name: &str) -> String {
        let (project, gamma_ray) = (self.project, self.gamma_ray);
        format!(
            "insert into curves (id, project_id, well_id, curve_id, curve_name, curve_metadata_id,
               unit, parquet_file_path, parquet_column_name)
             values ('{id}', '{project}', '{well}', 'GR', '{name}', '{gamma_ray}',
               'gAPI', 'x.parquet', 'GR')"
        )
    }

    fn version_insert(&self, curve: Uuid, object: Uuid, version: i32, closed: bool) -> String {
        let (project, user) = (self.project, self.user);
        let end = if closed { "now()" } else { "null" };
        format!(
            "insert into curve_versions (id, project_id, curve_id, version, object_id, column_name,
               unit, author, source, samples, nulls, values_sha256, depth_sha256, valid_from, valid_to)
             values (gen_random_uuid(), '{project}', '{curve}', {version}, '{object}', 'GR',
               'gAPI', '{user}', 'import of a.las', 1, 0, '', '', now(), {end})"
        )
    }
}

#[tokio::test]
async fn a_name_is_unique_in_a_well_and_curve_type() {
    let ground = Ground::new().await;
    ground.sql(&ground.curve_insert(Uuid::now_v7(), ground.well, "GR")).await;
    let twin = ground.curve_insert(Uuid::now_v7(), ground.well, "GR");
    assert_eq!(ground.refusal(&twin).await, "curves_well_id_curve_metadata_id_curve_name_key");

    ground.sql(&ground.curve_insert(Uuid::now_v7(), ground.well, "GR_1")).await;
    let (other_well, project, other_type) = (Uuid::now_v7(), ground.project, Uuid::now_v7());
    ground
        .sql(&format!(
            "insert into wells (id, project_id, name) values ('{other_well}', '{project}', 'A-2');
             insert into curve_metadata (id, mnemonic, quantity, unit)
               values ('{other_type}', 'SGR', 'gamma_ray', 'gAPI')"
        ))
        .await;
    ground.sql(&ground.curve_insert(Uuid::now_v7(), other_well, "GR")).await;
    let of_other_type = ground.curve_insert(Uuid::now_v7(), ground.well, "GR");
    ground
        .sql(&of_other_type.replace(&ground.gamma_ray.to_string(), &other_type.to_string()))
        .await;
}

#[tokio::test]
async fn a_curve_has_one_open_version_and_each_number_once() {
    let ground = Ground::new().await;
    let curve = Uuid::now_v7();
    ground.sql(&ground.curve_insert(curve, ground.well, "GR")).await;
    let object = ground.stage(None).await;
    let version = |number, closed| ground.version_insert(curve, object, number, closed);
    ground.sql(&version(1, true)).await;
    ground.sql(&version(2, true)).await;
    ground.sql(&version(3, false)).await;
    assert_eq!(ground.refusal(&version(4, false)).await, "curve_versions_current");
    assert_eq!(ground.refusal(&version(2, true)).await, "curve_versions_curve_id_version_key");
}

#[tokio::test]
async fn a_well_or_project_goes_with_all_that_belongs_to_it() {
    for (table, left) in [("wells", 1), ("projects", 0)] {
        let ground = Ground::new().await;
        let first = ground.created("GR_1", Vec::new());
        let from = first.version_id;
        ground.committed(&[first]).await;
        ground.committed(&[ground.created("GR_2", vec![from])]).await;
        ground.sql(&format!("delete from {table}")).await;
        for emptied in ["wells", "objects", "curves", "curve_versions", "pipeline_lineage"] {
            let count = ground.number(&format!("select count(*) from {emptied}")).await;
            assert_eq!(count, 0, "{emptied} after {table}");
        }
        assert_eq!(ground.number("select count(*) from projects").await, left);
    }
}

#[tokio::test]
async fn a_run_stays_when_its_pipeline_is_deleted() {
    let ground = Ground::new().await;
    let (pipeline, project, user) = (Uuid::now_v7(), ground.project, ground.user);
    let run = ground.run("completed").await;
    ground
        .sql(&format!(
            "insert into pipelines (id, project_id, name, dag_definition, created_by, updated_by)
               values ('{pipeline}', '{project}', 'shale', '{{}}', '{user}', '{user}');
             update pipeline_executions set pipeline_id = '{pipeline}' where id = '{run}';
             delete from pipelines"
        ))
        .await;
    let kept = "select count(*) from pipeline_executions where pipeline_id is null";
    assert_eq!(ground.number(kept).await, 1);
}
