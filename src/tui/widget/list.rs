//! A cursor in a list that is longer than its pane.

use std::ops::Range;

/// Selected row and first visible row.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cursor {
    /// Index of the selected row.
    pub selected: usize,
    /// Index of the first visible row.
    pub offset: usize,
}

impl Cursor {
    /// Moves by a number of rows and stays in the list; says whether it moved.
    pub fn move_by(&mut self, rows: isize, len: usize) -> bool {
        let before = self.selected;
        self.selected = self.selected.saturating_add_signed(rows).min(len.saturating_sub(1));
        self.selected != before
    }

    /// Scrolls as little as needed for the selection to show.
    pub fn reveal(&mut self, len: usize, height: usize) {
        self.selected = self.selected.min(len.saturating_sub(1));
        let last = len.saturating_sub(height);
        let lowest = (self.selected + 1).saturating_sub(height.max(1));
        self.offset = self.offset.clamp(lowest, self.selected.max(lowest)).min(last.max(lowest));
    }

    /// Returns the rows that a pane of this height shows.
    pub fn visible(&self, len: usize, height: usize) -> Range<usize> {
        let start = self.offset.min(len);
        start..(start + height).min(len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_selection_always_shows() {
        let mut cursor = Cursor::default();
        for (rows, offset) in [(3, 0), (1, 1), (5, 6), (-1, 6), (-9, 0)] {
            cursor.move_by(rows, 10);
            cursor.reveal(10, 4);
            assert_eq!(cursor.offset, offset, "after {rows}");
            assert!(cursor.visible(10, 4).contains(&cursor.selected));
        }
    }

    #[test]
    fn a_shrunk_list_pulls_the_cursor_back() {
        let mut cursor = Cursor { selected: 9, offset: 6 };
        cursor.reveal(3, 4);
        assert_eq!(cursor, Cursor { selected: 2, offset: 0 });
        cursor.reveal(0, 4);
        assert_eq!(cursor, Cursor::default());
    }
}
