//! The user's editor in a real pseudo-terminal: a shell script that does what an editor does.

use std::os::unix::fs::PermissionsExt;

use nix::sys::signal::Signal;

use super::drive::Terminal;
use crate::workspace::Bench;

/// Waits for a line of the terminal and makes it the name of the pipeline.
const TYPED: &str =
    "echo the editor is open\nread line\nsed -i \"s/^name: .*/name: $line/\" \"$1\"";

/// A pipeline on the screen, and a script in the place of the editor.
struct Desk {
    bench: Bench,
    terminal: Terminal,
    before: String,
}

impl Desk {
    async fn with_editor(script: &str) -> Self {
        let bench = Bench::with_wells().await;
        let path = bench.dir.path().join("an editor");
        std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o755)).unwrap();
        Self::with_command(bench, &format!("'{}'", path.display())).await
    }

    async fn with_command(bench: Bench, command: &str) -> Self {
        bench.pipeline("standard_petrophysics.json").await;
        let temporary = bench.dir.path().join("temporary");
        std::fs::create_dir(&temporary).unwrap();
        let environment = [("EDITOR", command), ("TMPDIR", temporary.to_str().unwrap())];
        let mut terminal = Terminal::start_with(&bench, &[], (80, 24), &environment);
        let before = terminal.modes_before();
        terminal.until("Standard petrophysics");
        terminal.until("live");
        Self { bench, terminal, before }
    }

    fn left_in_files(&self) -> Vec<String> {
        let directories = std::fs::read_dir(self.bench.dir.path().join("temporary")).unwrap();
        let files = directories.flat_map(|it| std::fs::read_dir(it.unwrap().path()).unwrap());
        files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap()).collect()
    }

    /// Quits; the terminal must be as it was.
    fn quits(mut self) {
        self.terminal.keys("q");
        assert_eq!(self.terminal.ended(), 0);
        assert_eq!(self.terminal.modes_now(), self.before);
        assert!(!self.terminal.alternate_screen() && !self.terminal.cursor_hidden());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_editor_wrote_is_one_edit() {
    let script = "sed -i 's/^name: .*/name: Edited by hand/' \"$1\"";
    let mut desk = Desk::with_editor(script).await;
    desk.terminal.keys("ev");
    desk.terminal.until("Edited by hand");
    assert!(desk.terminal.alternate_screen());
    assert_eq!(desk.left_in_files(), [""; 0]);
    desk.terminal.keys("u");
    desk.terminal.until("undid: edit as text");
    desk.quits();
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_and_resizes_go_to_the_editor_and_the_screen_comes_back_in_the_new_size() {
    let mut desk = Desk::with_editor(TYPED).await;
    desk.terminal.keys("ev");
    desk.terminal.until("the editor is open");
    assert!(!desk.terminal.alternate_screen());
    assert_eq!(desk.terminal.modes_now(), desk.before);
    desk.terminal.resize((100, 30));
    desk.terminal.keys("queer quick quarry\n");
    desk.terminal.wait_until("the screen in its new size", |terminal| {
        terminal.row(29).trim_end().ends_with("live")
    });
    desk.terminal.until("queer quick quarry");
    desk.terminal.resize((80, 24));
    desk.terminal.wait_until("the screen in its first size", |terminal| {
        terminal.row(23).trim_end().ends_with("live")
    });
    desk.quits();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_editor_that_gives_up_loses_nothing_that_was_written() {
    let mut desk = Desk::with_editor("echo half done > \"$1\"; stty raw -echo; exit 3").await;
    desk.terminal.keys("ev");
    desk.terminal.until("gave up");
    assert_eq!(desk.left_in_files(), ["half done\n"]);
    desk.terminal.until("Standard petrophysics");
    desk.quits();
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_editor_the_text_is_edited_on_the_screen() {
    let bench = Bench::with_wells().await;
    let mut desk = Desk::with_command(bench, "no-such-editor --wait").await;
    desk.terminal.keys("ev");
    desk.terminal.until("Edit as text");
    desk.terminal.until("name: Standard petrophysics");
    desk.terminal.keys("\x1b");
    desk.terminal.until_gone("Edit as text");
    desk.quits();
}

#[tokio::test(flavor = "multi_thread")]
async fn ctrl_c_ends_the_editor_and_not_the_screen() {
    let mut desk = Desk::with_editor(TYPED).await;
    desk.terminal.keys("ev");
    desk.terminal.until("the editor is open");
    desk.terminal.keys("\x03");
    desk.terminal.until("gave up");
    assert!(desk.terminal.alternate_screen());
    desk.quits();
}

#[tokio::test(flavor = "multi_thread")]
async fn ctrl_z_in_the_editor_stops_both_and_both_go_on() {
    let mut desk = Desk::with_editor(TYPED).await;
    desk.terminal.keys("ev");
    desk.terminal.until("the editor is open");
    desk.terminal.keys("\x1a");
    desk.terminal.wait_until("the process is stopped", Terminal::is_stopped);
    desk.terminal.signal_all(Signal::SIGCONT);
    desk.terminal.keys("gone on\n");
    desk.terminal.wait_until("the screen is back", Terminal::alternate_screen);
    desk.terminal.until("gone on");
    desk.quits();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hang_up_ends_the_screen_while_the_editor_is_open() {
    let mut desk = Desk::with_editor(TYPED).await;
    desk.terminal.keys("ev");
    desk.terminal.until("the editor is open");
    desk.terminal.hang_up();
    desk.terminal.ended_after_hang_up();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_is_ended_ends_its_editor_and_keeps_what_it_saved() {
    let script = "echo saved > \"$1\"\ntrap 'exit 1' HUP\necho the editor is open\nread line";
    let mut desk = Desk::with_editor(script).await;
    desk.terminal.keys("ev");
    desk.terminal.until("the editor is open");
    desk.terminal.signal(Signal::SIGTERM);
    assert_eq!(desk.terminal.ended(), 0);
    assert_eq!(desk.terminal.modes_now(), desk.before);
    assert_eq!(desk.left_in_files(), ["saved\n"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_and_clicks_are_heard_again_after_the_editor() {
    let script = "sed -i 's/^name: .*/name: Edited by hand/' \"$1\"";
    let mut desk = Desk::with_editor(script).await;
    desk.terminal.keys("ev");
    desk.terminal.until("Edited by hand");
    // Press, two drags, release and the wheel, as a terminal writes them.
    desk.terminal.keys("\x1b[<0;40;8M\x1b[<32;41;8M\x1b[<32;42;8M\x1b[<0;42;8m\x1b[<65;40;8M?");
    desk.terminal.until("Keys of");
    desk.terminal.keys("\x1b");
    desk.terminal.until_gone("Keys of");
    desk.quits();
}
