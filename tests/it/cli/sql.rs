//! Questions in SQL: answers agree with runs, only what is wanted is read, and what is wrong is told.

use serde_json::{Value, json};

use super::{Said, said, standard, text};
use crate::workspace::Bench;

impl Bench {
    fn ask(&self, sql: &str) -> Said {
        self.mudrock(&["sql", sql])
    }

    fn rows(&self, sql: &str) -> Value {
        self.mudrock(&["sql", sql, "--json"]).exits(0).json()
    }

    /// Imports a LAS file of one well, whose curves have these units and rows.
    fn well(&self, name: &str, units: &[(&str, &str)], rows: &[&str]) {
        let curves: String =
            units.iter().map(|(name, unit)| format!(" {name}.{unit} :\n")).collect();
        let las = format!(
            "~V\n VERS. 2.0 :\n WRAP. NO :\n~W\n STRT.M 0 :\n STOP.M 0 :\n STEP.M 0 :\n NULL. -999 :\n \
             WELL. {name} :\n~C\n DEPT.M :\n{curves}~A\n{}\n",
            rows.join("\n")
        );
        let path = self.dir.path().join(format!("{name}-{}.las", units[0].0));
        std::fs::write(&path, las).unwrap();
        self.mudrock(&["import", &text(path), "--project", "test"]).exits(0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_query_computes_what_a_run_keeps() {
    let bench = Bench::with_wells().await;
    bench.mudrock(&["run", &standard(), "--project", "test"]).exits(0);
    let shale = "vshale_larionov_tertiary(hampel_filter(dept, gr) \
                 over (partition by well order by dept), gr_clean => 20, gr_shale => 120)";
    let compared = bench.rows(&format!(
        "select count(*) n, count(kept) k, max(abs(kept - asked)) apart, \
         sum(case when (kept is null) = (asked is null) then 0 else 1 end) gaps \
         from (select vsh_lt_1 kept, {shale} asked from logs where well = 'Mudrock-1')"
    ));
    assert_eq!(compared[0]["n"], 800, "{compared}");
    assert!(compared[0]["k"].as_i64().unwrap() > 500, "{compared}");
    assert_eq!((&compared[0]["apart"], &compared[0]["gaps"]), (&json!(0.0), &json!(0)));
    // And it is on record who kept it.
    let kept = bench.rows(
        "select c.source, c.author, r.pipeline, r.status from curves c join runs r on c.run = r.run \
         where c.curve = 'VSH_LT_1' and c.well = 'Mudrock-1'",
    );
    assert_eq!(
        kept,
        json!([{"source": "vshale_larionov_tertiary 1.0.0", "author": "tester@example.org",
            "pipeline": "Standard petrophysics", "status": "completed"}])
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_are_tables_json_and_csv() {
    let bench = Bench::with_wells().await;
    let sql =
        "select well, dept, gr from logs where well = 'Mudrock-1' and dept < 1409.4 order by dept";
    let table = bench.ask(sql).exits(0);
    table.reports(&["gr [gAPI]", "1409.3572     64.016"]).complains(&["4 rows"]);
    let csv = bench.mudrock(&["sql", "--csv", sql]).exits(0).stdout;
    assert!(csv.starts_with("well,dept,gr\nMudrock-1,1408.9,\n"), "{csv}");
    assert_eq!(csv.lines().count(), 5);
    let first = bench.mudrock(&["sql", "--limit", "2", sql]).exits(0);
    first.complains(&["the first 2 rows; --limit N shows more"]);
    let file = bench.dir.path().join("query.sql");
    std::fs::write(&file, "select count(*) wells from wells;\n").unwrap();
    let said = bench.mudrock(&["sql", "--file", &text(file.clone()), "--json"]).exits(0);
    assert_eq!(said.json(), json!([{"wells": 5}]));
    let mut command = bench.command();
    command.arg("sql").arg("--json").stdin(std::fs::File::open(file).unwrap());
    assert_eq!(self::said(command).exits(0).json(), json!([{"wells": 5}]));
    let tops = bench.rows("select count(*) tops, count(distinct well) wells from tops");
    assert_eq!(tops, json!([{"tops": 30, "wells": 5}]));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_wells_that_can_answer_are_read() {
    let bench = Bench::with_wells().await;
    for (condition, wells, rows) in [
        ("well = 'Mudrock-4'", 1, 800),
        ("well in ('Mudrock-4', 'Mudrock-5')", 2, 1600),
        ("'Mudrock-4' = well and dept between 1400 and 1410", 1, 66),
        ("dept > 1500", 5, 0),
    ] {
        let sql = format!("select dept, gr from logs where {condition}");
        let mut asked = bench.workspace.ask(bench.project, &sql).await.unwrap();
        let mut count = 0;
        while let Some(rows) = asked.answer.next().await {
            count += rows.unwrap().len();
        }
        assert_eq!(asked.wells_read(), wells, "{condition}");
        assert!(rows == 0 || rows == count, "{condition}: {count} rows");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn wells_of_other_grids_and_units_stand_in_one_table() {
    let bench = Bench::empty().await;
    bench.well("A", &[("RHOB", "G/C3"), ("GR", "GAPI")], &["1 2.5 50", "2 2.4 -999"]);
    bench.well("B", &[("RHOB", "KG/M3")], &["1 2500", "2 2250"]);
    bench.well("A", &[("DT", "US/F")], &["1.5 80", "2 90"]);
    let rows = bench.rows("select well, dept, rhob, gr, dt from logs order by well, dept");
    let row = |well: &str, dept: f64, values: [Option<f64>; 3]| {
        let [rhob, gr, dt] = values;
        json!({"well": well, "dept": dept, "rhob": rhob, "gr": gr, "dt": dt})
    };
    assert_eq!(
        rows,
        json!([
            row("A", 1.0, [Some(2.5), Some(50.0), None]),
            row("A", 1.5, [None, None, Some(80.0)]),
            row("A", 2.0, [Some(2.4), None, Some(90.0)]),
            row("B", 1.0, [Some(2.5), None, None]),
            row("B", 2.0, [Some(2.25), None, None]),
        ])
    );
    // The rows of a well do not depend on the columns that are asked for.
    for columns in ["count(*)", "count(dept)", "sum(case when gr is null then 1 else 1 end)"] {
        let count = bench.rows(&format!("select {columns} n from logs"));
        assert_eq!(count[0]["n"], 5, "{columns}");
    }
    // A unit that cannot be brought to that of the column is refused, and only where it is read.
    bench.well("C", &[("RHOB", "OHMM")], &["1 7"]);
    let refused = bench.ask("select avg(rhob) from logs").exits(1);
    refused.complains(&["unit of the curve cannot be converted", "well C", "where well <>"]);
    assert_eq!(bench.rows("select avg(rhob) a from logs where well = 'B'")[0]["a"], 2.375);
    bench.ask("select avg(gr) from logs").exits(0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_query_is_told() {
    let bench = Bench::with_wells().await;
    for (sql, words) in [
        ("select rhobb from logs", &["no such column", "did you mean rhob?"][..]),
        ("select * from log", &["no such table", "\"log\"", "show tables"]),
        ("select vshale_claver(gr) from logs", &["no such function", "vshale_clavier?"]),
        ("selct gr from logs", &["cannot be read", "selct"]),
        ("drop table logs", &["can change nothing", "DropTable"]),
        ("set datafusion.execution.batch_size = 1", &["can change nothing"]),
        ("copy logs to 'x.csv'", &["can change nothing"]),
        ("select vshale_clavier(gr, gr_clean => 5000) from logs", &["gr_clean", "found: 5000"]),
        ("select gr from logs where dept > 'deep'", &["the query fails", "deep"]),
    ] {
        bench.ask(sql).exits(1).complains(words);
    }
    bench.ask(" ").exits(2).complains(&["there is no query"]);
    bench.mudrock(&["sql", "--csv", "--json", "select 1"]).exits(2).complains(&["one format"]);
    let missing = bench.mudrock(&["sql", "--file", "/nowhere.sql"]).exits(1);
    missing.complains(&["the query cannot be read", "/nowhere.sql"]);
    let json = bench.mudrock(&["sql", "select rhobb from logs", "--json"]).exits(1).json();
    assert_eq!(json["errors"][0]["hint"], "did you mean rhob?");
    assert!(!bench.dir.path().join("x.csv").exists());
}
