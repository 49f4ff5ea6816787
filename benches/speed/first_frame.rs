//! From the start of the program to its first frame, and to the frame with the project in it.

use std::io::Read;
use std::num::NonZero;
use std::path::Path;
use std::time::{Duration, Instant};

use mudrock::control::connect::ServerSettings;
use mudrock::control::managed::ServerAddress;
use portable_pty::{CommandBuilder, PtySize, native_pty_system};

use crate::{Figure, median};

const LIMIT: Duration = Duration::from_millis(150);

pub fn figures(dir: &Path, server: &ServerAddress) -> Vec<Figure> {
    let (mut frames, mut filled) = (Vec::new(), Vec::new());
    for _ in 0..10 {
        let (frame, project) = start(dir, server);
        frames.push(frame);
        filled.push(project);
    }
    let program = env!("CARGO_BIN_EXE_mudrock");
    let floor = median(10, || {
        std::process::Command::new(program).arg("--version").output().unwrap();
    });
    vec![
        Figure {
            name: "first frame, Postgres up",
            times: frames,
            limit: Some(LIMIT),
            floor: Some(("the program printing its version", floor)),
        },
        Figure {
            name: "first frame with the project's pipelines",
            times: filled,
            limit: None,
            floor: None,
        },
    ]
}

/// Returns the times to the first frame and to the name of the pipeline.
fn start(dir: &Path, server: &ServerAddress) -> (Duration, Duration) {
    let size = PtySize { rows: 24, cols: 80, pixel_width: 0, pixel_height: 0 };
    let pair = native_pty_system().openpty(size).unwrap();
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_mudrock"));
    command.env("TERM", "xterm-256color");
    command.env("MUDROCK_DATA_DIR", dir);
    for (name, value) in ServerSettings::from(server.clone()).environment() {
        command.env(name, value);
    }
    let began = Instant::now();
    let mut child = pair.slave.spawn_command(command).unwrap();
    let mut reader = pair.master.try_clone_reader().unwrap();
    let mut screen = vt100::Parser::new(NonZero::new(24).unwrap(), NonZero::new(80).unwrap(), 0);
    let (mut frame, mut project) = (None, None);
    let mut buffer = [0; 8192];
    while project.is_none() && began.elapsed() < Duration::from_secs(10) {
        let length = reader.read(&mut buffer).unwrap();
        screen.process(&buffer[..length]);
        let text = screen.screen().contents();
        if frame.is_none() && text.contains("Pipelines") {
            frame = Some(began.elapsed());
        }
        if text.contains("bench") {
            project = Some(began.elapsed());
        }
    }
    child.kill().unwrap();
    child.wait().unwrap();
    (frame.expect("a first frame"), project.expect("the project's pipeline"))
}
