//! The subcommands for drafts, revisions and branches.

use super::{Desk, names, rename, standard};

const DESPIKE: &str = "Despike gamma ray";
const NAME: &str = "Standard petrophysics";

#[tokio::test(flavor = "multi_thread")]
async fn revisions_are_listed_shown_and_restored() {
    let desk = Desk::without_wells().await;
    let mut draft = desk.draft(desk.first()).await;
    rename(&mut draft, DESPIKE, "Despike");
    desk.save(desk.first(), &mut draft).await;
    let bench = &desk.bench;
    let rows = bench.mudrock(&["pipelines", "revisions", NAME, "--json"]).exits(0).json();
    assert_eq!(rows[0]["heads"][0], "main");
    assert_eq!(rows[1]["message"], "imported from a file");
    let id = rows[1]["id"].as_str().unwrap();
    let short = &id[id.len() - 8..];
    let listed = bench.mudrock(&["pipelines", "revisions", NAME]).exits(0);
    listed.reports(&["imported from a file", "rename \"Despike gamma ray\"", "main", short]);

    let shown = bench.mudrock(&["pipelines", "show", NAME, "--revision", short]).exits(0);
    shown.reports(&[DESPIKE]);
    bench.mudrock(&["pipelines", "show", &standard(), "--revision", short]).exits(2);
    let unknown = bench.mudrock(&["pipelines", "show", NAME, "--revision", "feedbeef"]).exits(1);
    unknown.complains(&["no such revision", "feedbeef", "pipelines revisions"]);

    let between = format!("{NAME}@{short}");
    let differs = bench.mudrock(&["pipelines", "diff", &between, NAME]).exits(1);
    differs.reports(&["Despike gamma ray", "Despike"]);
    let same = format!("{NAME}@main");
    bench.mudrock(&["pipelines", "diff", &same, NAME]).exits(0).reports(&["no difference"]);
    let unknown = bench.mudrock(&["pipelines", "diff", &format!("{NAME}@feedbeef"), NAME]).exits(2);
    unknown.complains(&["no such revision"]);

    let restored = bench.mudrock(&["pipelines", "restore", NAME, short]).exits(0);
    restored.reports(&["revision", "on main"]);
    assert_eq!(names(&desk.stored().await)[1], DESPIKE);
    let again = bench.mudrock(&["pipelines", "restore", NAME, short]).exits(0);
    again.reports(&["nothing changed", "main says that already"]);
    let restored = ["pipelines", "restore", NAME, "--message", "once more", "--json"];
    let head = rows[0]["id"].as_str().unwrap();
    let report = bench.mudrock(&[&restored[..], &[head]].concat()).exits(0).json();
    assert!(report["revision"].is_string() && report["branch"] == "main", "{report}");
    assert_eq!(desk.messages().await[0], "once more");
}

#[tokio::test(flavor = "multi_thread")]
async fn branches_begin_merge_and_end() {
    let desk = Desk::without_wells().await;
    let bench = &desk.bench;
    bench.mudrock(&["pipelines", "branch", NAME, "dev"]).exits(0).reports(&["dev: begins at"]);
    let mut dev = desk.first().edit_pipeline(desk.pipeline, "dev").await.unwrap();
    rename(&mut dev, DESPIKE, "Dev");
    desk.save(desk.first(), &mut dev).await;
    let listed = bench.mudrock(&["pipelines", "branches", NAME]).exits(0);
    listed.reports(&["main", "dev", "ahead", "rename"]);
    bench.mudrock(&["pipelines", "merge", NAME, "dev"]).exits(0).reports(&["on main"]);
    assert_eq!(names(&desk.stored().await)[1], "Dev");
    let again = bench.mudrock(&["pipelines", "merge", NAME, "dev"]).exits(0);
    again.reports(&["nothing changed, main has all of dev"]);

    rename(&mut dev, "Dev", "Dev again");
    desk.save(desk.first(), &mut dev).await;
    desk.first().discard_draft(desk.pipeline).await.unwrap();
    let mut main = desk.draft(desk.first()).await;
    rename(&mut main, "Dev", "Main");
    desk.save(desk.first(), &mut main).await;
    let refused = bench.mudrock(&["pipelines", "merge", NAME, "dev"]).exits(1);
    refused
        .reports(&["\"Main\"", "\"Dev again\"", "name"])
        .complains(&["--take dev", "--take main"]);
    let report = bench.mudrock(&["pipelines", "merge", NAME, "dev", "--json"]).exits(1).json();
    assert_eq!(report["conflicts"][0]["theirs"], "Dev again");
    bench.mudrock(&["pipelines", "merge", NAME, "dev", "--take", "other"]).exits(2);
    let merged = bench.mudrock(&["pipelines", "merge", NAME, "dev", "--take", "dev"]).exits(0);
    merged.reports(&["1 conflict decided for dev"]);
    assert_eq!(names(&desk.stored().await)[1], "Dev again");

    let deleted = bench.mudrock(&["pipelines", "branch", NAME, "dev", "--delete"]).exits(0);
    deleted.reports(&["deleted", "--from"]);
    let gone = bench.mudrock(&["pipelines", "merge", NAME, "dev"]).exits(1);
    gone.complains(&["no such branch", "one of main"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn drafts_are_listed_and_discarded_when_asked_twice() {
    let desk = Desk::without_wells().await;
    let bench = &desk.bench;
    bench.mudrock(&["pipelines", "drafts"]).exits(0).reports(&["everything is saved"]);
    let mut draft = desk.draft(desk.first()).await;
    rename(&mut draft, DESPIKE, "Despike");
    desk.keep(desk.first(), &draft).await;
    let new = mudrock::edit::draft::Draft::new_pipeline("Never saved");
    desk.keep(desk.first(), &new).await;
    let listed = bench.mudrock(&["pipelines", "drafts"]).exits(0);
    listed.reports(&[NAME, "changed", "Never saved", "never saved", "process"]);
    let pipelines = bench.mudrock(&["pipelines", "list"]).exits(0);
    pipelines.reports(&["never, only a draft", "and a draft"]);

    let asked = bench.mudrock(&["pipelines", "discard", "Never saved"]).exits(2);
    asked.complains(&["would be lost", "never saved", "--yes"]);
    assert_eq!(desk.first().drafts(bench.project).await.unwrap().len(), 2);
    bench.mudrock(&["pipelines", "discard", "Never saved", "--yes"]).exits(0);
    let unknown =
        bench.mudrock(&["pipelines", "discard", "Standard petrophysic", "--yes"]).exits(1);
    unknown.complains(&["no such draft", "did you mean \"Standard petrophysics\"?"]);
    let report = bench.mudrock(&["pipelines", "discard", NAME, "--yes", "--json"]).exits(0).json();
    assert_eq!(report["discarded"], true);
    assert!(desk.first().drafts(bench.project).await.unwrap().is_empty());

    // One that cannot be read is reported beside the others.
    desk.first().take_over_draft(desk.pipeline).await.unwrap();
    desk.keep(desk.first(), &draft).await;
    let spoil = "update pipeline_drafts set history = '[]'";
    bench.sql().await.batch_execute(spoil).await.unwrap();
    let listed = bench.mudrock(&["pipelines", "drafts"]).exits(0);
    listed.reports(&["unreadable"]).complains(&["cannot be read", "stays kept"]);
}
