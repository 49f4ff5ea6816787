//! Sub-cell raster: a grid of dots that is finer than the cells of the terminal.

use ratatui::symbols::braille::BRAILLE;
use ratatui::symbols::pixel::{OCTANTS, QUADRANTS};

/// Characters that curves are drawn with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Glyphs {
    /// Braille: 2×4 dots a cell, in every common font.
    #[default]
    Braille,
    /// Octants: 2×4 dots without gaps, in fonts of Unicode 16.
    Octant,
    /// Quadrants: 2×2 dots a cell.
    Quadrant,
    /// Half blocks: 1×2 dots a cell.
    HalfBlock,
    /// Plain ASCII: one dot a cell, one letter a curve; frames and marks are ASCII as well.
    Ascii,
}

impl Glyphs {
    /// Returns the dots of a cell: across and down.
    pub fn dots(self) -> (usize, usize) {
        match self {
            Self::Braille | Self::Octant => (2, 4),
            Self::Quadrant => (2, 2),
            Self::HalfBlock => (1, 2),
            Self::Ascii => (1, 1),
        }
    }

    /// Returns the character for the dots of a cell (bits by rows, then columns) of one curve of a track.
    pub fn symbol(self, mask: u8, curve: usize) -> char {
        const HALVES: [char; 4] = [' ', '▀', '▄', '█'];
        const LETTERS: [char; 6] = ['*', 'o', '+', 'x', '#', '%'];
        match self {
            Self::Braille => BRAILLE[usize::from(mask)],
            Self::Octant => OCTANTS[usize::from(mask)],
            Self::Quadrant => QUADRANTS[usize::from(mask & 0b1111)],
            Self::HalfBlock => HALVES[usize::from(mask & 0b11)],
            Self::Ascii if mask == 0 => ' ',
            Self::Ascii => LETTERS[curve % LETTERS.len()],
        }
    }
}

/// Dots of one curve in the cells of one track.
#[derive(Debug, Clone, Default)]
pub struct Raster {
    dots: (usize, usize),
    columns: usize,
    masks: Vec<u8>,
}

impl Raster {
    /// Returns an empty raster of cells.
    pub fn new(glyphs: Glyphs, columns: usize, rows: usize) -> Self {
        Self { dots: glyphs.dots(), columns, masks: vec![0; columns * rows] }
    }

    /// Sets the dot in a column and row of dots; dots outside are ignored.
    pub fn set(&mut self, x: usize, y: usize) {
        let (column, row) = (x / self.dots.0, y / self.dots.1);
        if column >= self.columns {
            return;
        }
        if let Some(mask) = self.masks.get_mut(row * self.columns + column) {
            *mask |= 1 << ((y % self.dots.1) * self.dots.0 + x % self.dots.0);
        }
    }

    /// Returns the dots of a cell, bits by rows, then columns.
    pub fn mask(&self, column: usize, row: usize) -> u8 {
        self.masks.get(row * self.columns + column).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(glyphs: Glyphs, dots: &[(usize, usize)]) -> String {
        let mut raster = Raster::new(glyphs, 2, 1);
        for &(x, y) in dots {
            raster.set(x, y);
        }
        (0..2).map(|column| glyphs.symbol(raster.mask(column, 0), 0)).collect()
    }

    #[test]
    fn dots_become_the_characters_that_show_them() {
        // Braille dots by number: upper left 1 (U+2801), lower right 8 (U+2880).
        assert_eq!(drawn(Glyphs::Braille, &[(0, 0), (3, 3)]), "\u{2801}\u{2880}");
        assert_eq!(drawn(Glyphs::Octant, &[(0, 0), (0, 1), (3, 2), (3, 3)]), "▘▗");
        assert_eq!(drawn(Glyphs::Quadrant, &[(0, 0), (3, 1)]), "▘▗");
        assert_eq!(drawn(Glyphs::HalfBlock, &[(0, 0), (1, 1)]), "▀▄");
        assert_eq!(drawn(Glyphs::Ascii, &[(1, 0)]), " *");
    }

    #[test]
    fn dots_outside_are_ignored() {
        assert_eq!(drawn(Glyphs::HalfBlock, &[(2, 0), (0, 2), (9, 9)]), "  ");
    }

    #[test]
    fn curves_differ_in_plain_ascii() {
        assert_ne!(Glyphs::Ascii.symbol(1, 0), Glyphs::Ascii.symbol(1, 1));
    }
}
