//! What comes from outside: keys, hang-up, signals; each becomes an event.

use std::fs::OpenOptions;
use std::io::{self, IsTerminal};
use std::os::fd::AsFd;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::signal::{Signal, raise};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use crate::tui::event::Event;

/// Parks the thread that reads keys, so that another program gets all that is typed.
pub struct Keys {
    parking: Arc<AtomicBool>,
    reads_on: Sender<()>,
}

impl Keys {
    /// Asks the reader to stop; [`Event::Parked`] follows all that was typed before.
    pub fn park(&self) {
        self.parking.store(true, Ordering::SeqCst);
        // crossterm waits without end for keys or for a new size, and nothing else wakes it.
        let _ = raise(Signal::SIGWINCH);
    }

    /// Lets the parked reader read on.
    pub fn read_on(&self) {
        // A reader that is gone has said that the terminal is.
        let _ = self.reads_on.send(());
    }
}

/// Starts to listen; whatever runs on threads of its own ends with the process.
pub fn listen(events: &mpsc::Sender<Event>, tasks: &mut JoinSet<()>) -> io::Result<Keys> {
    // Registered first: a hang-up must not end the process while runs go on.
    let signals = [
        (SignalKind::hangup(), Event::hung_up as fn() -> Event),
        (SignalKind::terminate(), || Event::Terminated),
        (SignalKind::interrupt(), || Event::Interrupted),
        (SignalKind::quit(), || Event::Interrupted),
        (SignalKind::from_raw(nix::libc::SIGTSTP), || Event::Suspended),
        (SignalKind::from_raw(nix::libc::SIGCONT), || Event::Resumed),
    ];
    for (kind, event) in signals {
        let mut stream = signal(kind)?;
        let events = events.clone();
        tasks.spawn(async move {
            while stream.recv().await.is_some() {
                if events.send(event()).await.is_err() {
                    return;
                }
            }
        });
    }
    // Not left to crossterm, which hears of a new size only while somebody reads keys.
    let mut resized = signal(SignalKind::window_change())?;
    let sender = events.clone();
    tasks.spawn(async move {
        while resized.recv().await.is_some() {
            let Ok((width, height)) = crossterm::terminal::size() else { continue };
            if sender.send(Event::Resize(width, height)).await.is_err() {
                return;
            }
        }
    });
    let parking = Arc::new(AtomicBool::new(false));
    let (reads_on, resumed) = channel();
    let keys = Keys { parking: parking.clone(), reads_on };
    let sender = events.clone();
    let read = move || read_keys(&sender, &parking, &resumed);
    std::thread::Builder::new().name("keys".into()).spawn(read)?;
    let sender = events.clone();
    std::thread::Builder::new().name("hang-up".into()).spawn(move || watch_hang_up(&sender))?;
    Ok(keys)
}

impl Event {
    fn hung_up() -> Self {
        Self::HungUp
    }
}

/// Reads keys until the screen is gone.
///
/// This is a thread and not crossterm's `EventStream`, because crossterm reads in a loop without end
/// once the terminal is gone: the loop must not hold the thread that draws.
///
/// It is parked only while crossterm waits: then no key is in its buffers, and none is half read.
fn read_keys(events: &mpsc::Sender<Event>, parking: &AtomicBool, resumed: &Receiver<()>) {
    use crossterm::event::Event as Input;
    loop {
        let event = match crossterm::event::read() {
            Ok(Input::Key(key)) => Event::Key(key),
            Ok(Input::Mouse(event)) => Event::Mouse(event),
            Ok(Input::Paste(text)) => Event::Paste(text),
            Ok(Input::Resize(..)) if parking.swap(false, Ordering::SeqCst) => Event::Parked,
            Ok(_) => continue,
            Err(_) => Event::HungUp,
        };
        let (parked, last) = (matches!(event, Event::Parked), matches!(event, Event::HungUp));
        if events.blocking_send(event).is_err() || last {
            return;
        }
        if parked && resumed.recv().is_err() {
            return;
        }
    }
}

/// Waits, without ever waking, until the other side of the terminal is closed.
fn watch_hang_up(events: &mpsc::Sender<Event>) {
    let stdin = io::stdin();
    let stderr_is_terminal = io::stderr().is_terminal();
    loop {
        // No events asked for: only hang-up and error wake this.
        let mut terminal = [PollFd::new(stdin.as_fd(), PollFlags::empty())];
        match poll(&mut terminal, PollTimeout::NONE) {
            Err(nix::errno::Errno::EINTR) => continue,
            Err(_) => return,
            Ok(_) if terminal[0].any() == Some(true) => break,
            Ok(_) => {}
        }
    }
    starve_reader();
    silence(stderr_is_terminal);
    let _ = events.blocking_send(Event::HungUp);
}

/// Puts a pipe that nobody writes to in the terminal's place.
///
/// crossterm would else read "no bytes" from the dead terminal for ever, at the cost of a core, while
/// runs of this process go on.
fn starve_reader() {
    if let Ok((reading, writing)) = nix::unistd::pipe() {
        let _ = nix::unistd::dup2_stdin(reading);
        // The writing end stays open for the life of the process, so that no end of file comes either.
        std::mem::forget(writing);
    }
}

/// Points output to nowhere: a message to the dead terminal would fail, and a failed `println!` panics.
fn silence(stderr_is_terminal: bool) {
    let Ok(nowhere) = OpenOptions::new().write(true).open("/dev/null") else { return };
    let _ = nix::unistd::dup2_stdout(&nowhere);
    if stderr_is_terminal {
        let _ = nix::unistd::dup2_stderr(&nowhere);
    }
}
