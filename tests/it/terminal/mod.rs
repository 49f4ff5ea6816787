//! The program in a real pseudo-terminal: start, keys, resize, hang-up, suspend, exit.

mod building;
mod drive;
mod editor;
mod graph;
mod trial;

use mudrock::domain::execution::Status;
use nix::sys::signal::Signal;

use self::drive::Terminal;
use crate::workspace::{Bench, all_of};

#[tokio::test(flavor = "multi_thread")]
async fn a_run_is_started_seen_to_complete_and_the_terminal_is_given_back() {
    let bench = Bench::with_wells().await;
    bench.pipeline("standard_petrophysics.json").await;
    let mut terminal = Terminal::start(&bench, &[], (80, 24));
    let before = terminal.modes_before();
    terminal.until("Standard petrophysics");
    assert!(terminal.alternate_screen());
    terminal.start_run();
    terminal.until("5 wells in");
    assert_eq!(
        bench.workspace.runs(Some(bench.project), 5).await.unwrap()[0].status,
        Status::Completed
    );
    terminal.keys("3");
    terminal.until("completed");
    terminal.keys("2");
    terminal.until("VSH_LT_1");
    terminal.keys("q");
    assert_eq!(terminal.ended(), 0);
    assert_eq!(terminal.modes_now(), before);
    assert!(!terminal.alternate_screen() && !terminal.cursor_hidden());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_terminal_sees_a_run_of_the_first_without_a_key() {
    let bench = Bench::with_wells().await;
    bench.pipeline("standard_petrophysics.json").await;
    let mut first = Terminal::start(&bench, &[], (80, 24));
    let mut second = Terminal::start(&bench, &[], (120, 40));
    first.until("Standard petrophysics");
    second.until("live");
    second.keys("3");
    second.until("Nothing was run yet");
    first.start_run();
    // State, log and node rows arrive by the feed alone.
    second.until("completed");
    second.until("run completed");
    second.keys("2");
    second.until("VSH_LT_1");
    first.keys("q");
    second.keys("q");
    assert_eq!((first.ended(), second.ended()), (0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hang_up_ends_the_screen_and_the_run_goes_on() {
    let bench = Bench::with_wells().await;
    let pipeline = bench.pipeline("standard_petrophysics.json").await;
    let mut terminal = Terminal::start(&bench, &[], (80, 24));
    terminal.until("Standard petrophysics");
    // The commits wait, so the run is certain to be under way when the line drops.
    let held = bench.hold_commits().await;
    terminal.start_run();
    terminal.until("running");
    terminal.hang_up();
    assert!(terminal.is_alive(), "the process stays for its run");
    held.release().await;
    terminal.ended_after_hang_up();
    let run = &bench.workspace.runs(Some(bench.project), 5).await.unwrap()[0];
    assert_eq!((run.status, run.pipeline_id), (Status::Completed, Some(pipeline)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_suspended_screen_gives_the_terminal_back_and_takes_it_again() {
    let bench = Bench::with_wells().await;
    bench.pipeline("standard_petrophysics.json").await;
    let mut terminal = Terminal::start(&bench, &[], (80, 24));
    let before = terminal.modes_before();
    terminal.until("Standard petrophysics");
    terminal.keys("\x1a");
    terminal.wait_until("the terminal is given back", |terminal| {
        !terminal.alternate_screen() && terminal.modes_now() == before
    });
    // The terminal is given back just before the process stops; SIGCONT in between would be lost.
    terminal.wait_until("the process is stopped", Terminal::is_stopped);
    terminal.signal(Signal::SIGCONT);
    terminal.wait_until("the screen is back", Terminal::alternate_screen);
    terminal.until("Standard petrophysics");
    terminal.keys("q");
    assert_eq!(terminal.ended(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_resized_terminal_is_drawn_anew() {
    let bench = Bench::with_wells().await;
    bench.pipeline("standard_petrophysics.json").await;
    let mut terminal = Terminal::start(&bench, &[], (160, 48));
    terminal.until("Standard petrophysics");
    terminal.resize((80, 24));
    terminal.until("Standard petrophysics");
    terminal.resize((60, 15));
    terminal.until("Standard");
    terminal.keys("\x03");
    assert_eq!(terminal.ended(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_process_leaves_nothing_half_visible() {
    let bench = Bench::with_wells().await;
    let pipeline = bench.pipeline("standard_petrophysics.json").await;
    let before = bench.wells().await;
    let mut terminal = Terminal::start(&bench, &[], (80, 24));
    terminal.until("Standard petrophysics");
    // The process is killed in the middle of its first commit: the object is uploaded, the curves
    // are written, and the versions wait for this lock.
    let held = bench.hold_commits().await;
    terminal.start_run();
    held.until_one_waits().await;
    terminal.signal(Signal::SIGKILL);
    terminal.wait();
    held.release().await;
    let watch = bench.sql().await;
    assert_eq!(bench.wells().await, before, "no curve and no version appears");
    let staged: i64 = watch
        .query_one("select count(*) from objects where status = 'staged'", &[])
        .await
        .unwrap()
        .get(0);
    assert!(staged > 0, "the kill came between upload and commit");
    // Time passes: the lease runs out, and the next start closes the run and sweeps its objects.
    watch
        .execute("update pipeline_executions set lease_until = now() - interval '1 second'", &[])
        .await
        .unwrap();
    let source = mudrock::control::connect::Source::Given(bench.server.clone());
    let next = mudrock::services::Workspace::open_on(&bench.settings, source).await.unwrap();
    let run = &next.runs(Some(bench.project), 5).await.unwrap()[0];
    assert_eq!(run.status, Status::Failed, "{run:?}");
    assert_eq!((run.wells.done, run.wells.failed), (0, 5));
    let files = |status: &str| format!("select path from objects where status = '{status}'");
    assert!(watch.query(&files("staged"), &[]).await.unwrap().is_empty());
    for row in watch.query(&files("live"), &[]).await.unwrap() {
        assert!(bench.settings.store_dir.join(row.get::<_, String>(0)).exists());
    }
    // And the same pipeline runs again, with the same names.
    let detail = bench.run(all_of(pipeline)).await;
    assert_eq!(detail.run.status, Status::Completed, "{detail:#?}");
}
