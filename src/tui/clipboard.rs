//! The terminal's clipboard: text goes there by OSC 52, also over SSH; it is never read.

use crossterm::Command;
use crossterm::clipboard::CopyToClipboard;

/// Longest text in bytes: terminals drop a sequence of more than 100,000, of which 99,992 carry the
/// text in base64.
pub const LONGEST: usize = 74_994;

/// Returns what puts a text into the clipboard of the terminal.
///
/// tmux gets it twice: once for itself, which it takes where `set-clipboard` is on, and once to be
/// handed through to the terminal around it, which it does where `allow-passthrough` is on.
pub fn sequence(text: &str, in_tmux: bool) -> String {
    let mut plain = String::new();
    CopyToClipboard::to_clipboard_from(text)
        .write_ansi(&mut plain)
        .expect("writing to a text does not fail");
    if in_tmux {
        let doubled = plain.replace('\x1b', "\x1b\x1b");
        plain.push_str(&format!("\x1bPtmux;{doubled}\x1b\\"));
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_wrapped_as_terminals_and_tmux_want_it() {
        // "Vsh ≤ 0.4" in base64, as `base64` of coreutils writes it.
        let plain = "\x1b]52;c;VnNoIOKJpCAwLjQ=\x1b\\";
        assert_eq!(sequence("Vsh ≤ 0.4", false), plain);
        let through = "\x1bPtmux;\x1b\x1b]52;c;VnNoIOKJpCAwLjQ=\x1b\x1b\\\x1b\\";
        assert_eq!(sequence("Vsh ≤ 0.4", true), format!("{plain}{through}"));
    }

    #[test]
    fn the_longest_text_fits_the_sequence_that_terminals_take() {
        assert!(sequence(&"x".repeat(LONGEST), false).len() <= 100_001);
    }
}
