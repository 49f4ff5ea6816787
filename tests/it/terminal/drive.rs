//! Drives the program in a pseudo-terminal and reads its screen as an emulator does.

use std::io::{Read, Write};
use std::num::NonZero;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill, killpg};
use nix::unistd::Pid;
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

use crate::workspace::Bench;

/// Longest wait for anything; a loaded machine is slow, a hung program is for ever.
const PATIENCE: Duration = Duration::from_secs(40);

/// A running program and what its terminal shows.
pub struct Terminal {
    child: Box<dyn Child + Send + Sync>,
    master: Option<Box<dyn MasterPty + Send>>,
    keys: Option<Box<dyn Write + Send>>,
    output: Receiver<Vec<u8>>,
    screen: vt100::Parser,
    bytes: usize,
    before: String,
}

impl Terminal {
    /// Starts the program with the database and store of the bench, on a screen of columns and rows.
    pub fn start(bench: &Bench, arguments: &[&str], size: (u16, u16)) -> Self {
        Self::start_with(bench, arguments, size, &[])
    }

    /// Starts the program with more in its environment.
    pub fn start_with(
        bench: &Bench,
        arguments: &[&str],
        size: (u16, u16),
        environment: &[(&str, &str)],
    ) -> Self {
        let pair = native_pty_system().openpty(pty_size(size)).unwrap();
        let before = modes(pair.master.as_ref());
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_mudrock"));
        command.args(arguments);
        command.env_clear();
        for name in ["PATH", "HOME"] {
            command.env(name, std::env::var(name).unwrap());
        }
        for (name, value) in bench.server.environment() {
            command.env(name, value);
        }
        command.env("MUDROCK_DATA_DIR", bench.dir.path());
        command.env("MUDROCK_CONFIG_DIR", bench.dir.path().join("config"));
        command.env("MUDROCK_USER", "tester@example.org");
        command.env("TERM", "xterm-256color");
        command.env("LANG", "C.UTF-8");
        for (name, value) in environment {
            command.env(name, value);
        }
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let (sender, output) = channel();
        std::thread::spawn(move || {
            let mut buffer = [0; 8192];
            // An error is the end of the terminal on Linux.
            while let Ok(length @ 1..) = reader.read(&mut buffer) {
                if sender.send(buffer[..length].to_vec()).is_err() {
                    return;
                }
            }
        });
        Self {
            child,
            keys: Some(pair.master.take_writer().unwrap()),
            master: Some(pair.master),
            output,
            screen: emulator(size),
            bytes: 0,
            before,
        }
    }

    /// Types.
    pub fn keys(&mut self, keys: &str) {
        let writer = self.keys.as_mut().expect("the terminal is there");
        writer.write_all(keys.as_bytes()).unwrap();
        writer.flush().unwrap();
    }

    /// Starts a run of the open pipeline: its plan first, then the run.
    pub fn start_run(&mut self) {
        self.keys("r");
        self.until("samples read");
        self.keys("\r");
    }

    /// Waits until the screen shows this text.
    pub fn until(&mut self, text: &str) {
        self.wait_until(&format!("\"{text}\""), |terminal| {
            terminal.screen.screen().contents().contains(text)
        });
    }

    /// Returns what the screen shows, line by line.
    pub fn lines(&self) -> Vec<String> {
        self.screen.screen().contents().lines().map(str::to_owned).collect()
    }

    /// Waits until the screen shows this text no more.
    pub fn until_gone(&mut self, text: &str) {
        self.wait_until(&format!("the end of \"{text}\""), |terminal| {
            !terminal.screen.screen().contents().contains(text)
        });
    }

    /// Waits until the screen is as it should be.
    pub fn wait_until(&mut self, what: &str, holds: impl Fn(&Self) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        while !holds(self) {
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "{what} did not come:\n{}", self.screen.screen().contents());
            self.read(left.min(Duration::from_millis(100)));
        }
    }

    fn read(&mut self, wait: Duration) -> bool {
        match self.output.recv_timeout(wait) {
            Ok(bytes) => {
                self.bytes += bytes.len();
                self.screen.process(&bytes);
                true
            }
            Err(RecvTimeoutError::Timeout) => true,
            Err(RecvTimeoutError::Disconnected) => {
                // Modes may still change while the process ends, without any output.
                std::thread::yield_now();
                false
            }
        }
    }

    /// Types, and returns how many bytes the screen took for it.
    pub fn bytes_of(&mut self, keys: &str) -> usize {
        self.settle();
        self.bytes = 0;
        self.keys(keys);
        self.settle();
        self.bytes
    }

    /// Reads until nothing came for a while.
    fn settle(&mut self) {
        loop {
            let before = self.bytes;
            self.read(Duration::from_millis(300));
            if self.bytes == before {
                return;
            }
        }
    }

    /// Whether the program takes the mouse.
    pub fn takes_mouse(&self) -> bool {
        self.screen.screen().mouse_protocol_mode() != vt100::MouseProtocolMode::None
    }

    /// Returns a row of the screen, counted from 0.
    pub fn row(&self, row: usize) -> String {
        self.screen.screen().contents().lines().nth(row).unwrap_or_default().to_owned()
    }

    /// Whether the program has the alternate screen.
    pub fn alternate_screen(&self) -> bool {
        self.screen.screen().alternate_screen()
    }

    /// Whether the cursor is hidden.
    pub fn cursor_hidden(&self) -> bool {
        self.screen.screen().hide_cursor()
    }

    /// Modes of the terminal before the program started.
    pub fn modes_before(&self) -> String {
        self.before.clone()
    }

    /// Modes of the terminal now.
    pub fn modes_now(&self) -> String {
        modes(self.master.as_deref().expect("the terminal is there"))
    }

    /// Gives the terminal another size.
    pub fn resize(&mut self, size: (u16, u16)) {
        self.master.as_ref().expect("the terminal is there").resize(pty_size(size)).unwrap();
        // An emulator starts from an empty screen of the new size, so old text cannot pass for new.
        self.screen = emulator(size);
    }

    /// Sends a signal to the program.
    pub fn signal(&self, signal: Signal) {
        kill(self.pid(), signal).unwrap();
    }

    /// Sends a signal to the program and to what it started in its terminal.
    pub fn signal_all(&self, signal: Signal) {
        killpg(self.pid(), signal).unwrap();
    }

    /// Drops the line: the terminal is gone, and the program gets SIGHUP from the kernel.
    pub fn hang_up(&mut self) {
        self.keys = None;
        self.master = None;
        self.signal(Signal::SIGHUP);
    }

    /// Whether the program still runs.
    pub fn is_alive(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// Whether the program was stopped by a signal.
    pub fn is_stopped(&self) -> bool {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.pid())).unwrap();
        // The state stands behind the name, which is in brackets.
        stat.rsplit(')').next().is_some_and(|rest| rest.trim_start().starts_with('T'))
    }

    /// Waits for the end; returns the exit code.
    pub fn ended(&mut self) -> u32 {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                while self.read(Duration::from_millis(10)) && self.alternate_screen() {}
                return status.exit_code();
            }
            assert!(Instant::now() < deadline, "still runs:\n{}", self.screen.screen().contents());
            self.read(Duration::from_millis(50));
        }
    }

    /// Waits for the end of a program whose terminal is gone.
    pub fn ended_after_hang_up(&mut self) {
        self.ended();
    }

    /// Waits for the end, whatever the status.
    pub fn wait(&mut self) {
        self.child.wait().unwrap();
    }

    fn pid(&self) -> Pid {
        let id = self.child.process_id().expect("the child runs");
        Pid::from_raw(i32::try_from(id).unwrap())
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // A failed test must not leave a program behind.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The modes in a form that compares; a Termios itself does not.
fn modes(master: &dyn MasterPty) -> String {
    format!("{:?}", master.get_termios().unwrap())
}

fn emulator((cols, rows): (u16, u16)) -> vt100::Parser {
    vt100::Parser::new(NonZero::new(rows).unwrap(), NonZero::new(cols).unwrap(), 0)
}

fn pty_size((cols, rows): (u16, u16)) -> PtySize {
    PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }
}
