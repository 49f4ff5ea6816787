//! Ctrl-C and SIGTERM, and the loss of the line.

use tokio::signal::unix::{Signal, SignalKind, signal};

use super::failure::Failure;
use crate::domain::diagnostic::{Diagnostic, ErrorType};

/// Ctrl-C and SIGTERM, which mean the same; none is missed between two looks.
pub struct Interrupts {
    interrupt: Signal,
    terminate: Signal,
    /// Held, never read: who listens is not ended by a line that drops.
    _hang_up: Option<Signal>,
}

impl Interrupts {
    /// Listens from now on.
    pub fn listen() -> Result<Self, Failure> {
        Ok(Self {
            interrupt: listen_to(SignalKind::interrupt())?,
            terminate: listen_to(SignalKind::terminate())?,
            _hang_up: None,
        })
    }

    /// Listens from now on, and lets the work go on when the line drops.
    pub fn listen_and_outlive_the_line() -> Result<Self, Failure> {
        let hang_up = listen_to(SignalKind::hangup())?;
        Ok(Self { _hang_up: Some(hang_up), ..Self::listen()? })
    }

    /// Waits for the next wish to stop.
    pub async fn next(&mut self) {
        let heard = tokio::select! {
            heard = self.interrupt.recv() => heard,
            heard = self.terminate.recv() => heard,
        };
        if heard.is_none() {
            // No signal can come any more.
            std::future::pending::<()>().await;
        }
    }
}

fn listen_to(kind: SignalKind) -> Result<Signal, Failure> {
    signal(kind).map_err(|error| {
        Diagnostic::error(ErrorType::Internal, "signals cannot be listened to")
            .found(error.to_string())
            .hint("this is a defect of the program; please report it")
            .into()
    })
}
