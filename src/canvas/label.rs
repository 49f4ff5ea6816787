//! Words and signs inside boxes: cut to width, safe for wide characters, with ASCII fall-backs.

use unicode_width::UnicodeWidthChar;

use super::graph::{Node, NodeKind};
use crate::domain::execution::Status;

/// Which characters a drawing may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Charset {
    /// Box-drawing characters and signs, each one column wide.
    #[default]
    Unicode,
    /// Bytes 32 to 126 only; other characters of a title become `?`.
    Ascii,
}

/// Returns the sign of a state.
///
/// | | pending | queued | running | completed | partial | failed | cancelled | skipped |
/// |---|---|---|---|---|---|---|---|---|
/// | Unicode | `·` | `○` | `◐` | `✓` | `◑` | `✗` | `⊘` | `–` |
/// | ASCII | `.` | `o` | `*` | `+` | `%` | `!` | `/` | `-` |
pub fn status_sign(status: Status, charset: Charset) -> char {
    let (unicode, ascii) = match status {
        Status::Pending => ('·', '.'),
        Status::Queued => ('○', 'o'),
        Status::Running => ('◐', '*'),
        Status::Completed => ('✓', '+'),
        Status::Partial => ('◑', '%'),
        Status::Failed => ('✗', '!'),
        Status::Cancelled => ('⊘', '/'),
        Status::Skipped => ('–', '-'),
    };
    if charset == Charset::Unicode { unicode } else { ascii }
}

/// Returns the sign of a kind, which stands for the node where there is no room for its title.
pub fn kind_sign(kind: NodeKind, charset: Charset) -> char {
    let (unicode, ascii) = match kind {
        NodeKind::Ingestion => ('▷', 'i'),
        NodeKind::Operator => ('•', 'x'),
        NodeKind::Output => ('■', 'o'),
    };
    if charset == Charset::Unicode { unicode } else { ascii }
}

/// Returns the sign before the title: the state, else `!` for a problem, else nothing.
pub fn node_sign(node: &Node, charset: Charset) -> Option<char> {
    let problem = node.problem.as_ref().map(|_| '!');
    node.status.map(|status| status_sign(status, charset)).or(problem)
}

/// Returns the columns that a text takes; control and zero-width characters take none.
pub fn columns(text: &str) -> usize {
    text.chars().filter_map(UnicodeWidthChar::width).sum()
}

/// Cuts a text to so many columns, ending it with `…` (`~` in ASCII) where something is lost.
///
/// Characters without a width are dropped, so that every remaining one starts a cell of its own.
pub fn fitted(text: &str, width: usize, charset: Charset) -> String {
    let plain = |c: char| match c {
        '×' if charset == Charset::Ascii => 'x',
        c if charset == Charset::Ascii && !c.is_ascii() => '?',
        c => c,
    };
    let shown: Vec<char> = text.chars().filter(|c| c.width().unwrap_or(0) > 0).map(plain).collect();
    let total: usize = shown.iter().filter_map(|c| c.width()).sum();
    if total <= width {
        return shown.into_iter().collect();
    }
    let mut fitted = String::new();
    let mut room = width.saturating_sub(1);
    for c in shown {
        let wide = c.width().unwrap_or(0);
        if wide > room {
            break;
        }
        room -= wide;
        fitted.push(c);
    }
    if width > 0 {
        fitted.truncate(fitted.trim_end().len());
        fitted.push(if charset == Charset::Unicode { '…' } else { '~' });
    }
    fitted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_and_wide_titles_are_cut_to_their_columns() {
        assert_eq!(fitted("Density porosity", 16, Charset::Unicode), "Density porosity");
        assert_eq!(fitted("Density porosity", 9, Charset::Unicode), "Density…");
        assert_eq!(fitted("孔隙度曲线", 6, Charset::Unicode), "孔隙…");
        assert_eq!(fitted("孔隙度", 6, Charset::Ascii), "???");
        assert_eq!(fitted("Despike ×12", 16, Charset::Ascii), "Despike x12");
        assert_eq!(fitted("e\u{301}\u{7}tage", 9, Charset::Unicode), "etage");
        assert_eq!(fitted("abc", 0, Charset::Unicode), "");
    }

    #[test]
    fn every_sign_is_one_column_wide() {
        for charset in [Charset::Unicode, Charset::Ascii] {
            for status in Status::ALL {
                assert_eq!(status_sign(status, charset).width(), Some(1), "{status}");
            }
            for kind in [NodeKind::Ingestion, NodeKind::Operator, NodeKind::Output] {
                assert_eq!(kind_sign(kind, charset).width(), Some(1));
            }
        }
    }
}
