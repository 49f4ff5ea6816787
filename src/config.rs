//! Settings: flags over environment over file over defaults.
//! CONTRACT SKELETON: main writes this file; do not edit.

use std::path::PathBuf;

/// Everything that can be set.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where the private Postgres, objects, logs and drafts live.
    pub data_dir: PathBuf,
    /// Name of the theme, or a path to one.
    pub theme: String,
    /// Path of the user's key bindings.
    pub keys_file: PathBuf,
    /// Forced colour depth: `None` decides by COLORTERM, TERM, NO_COLOR.
    pub color: Option<ColorDepth>,
    /// Whether only ASCII is drawn.
    pub ascii: bool,
}

/// How many colours the terminal shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColorDepth {
    /// 24 bits.
    True,
    /// The 16 of every terminal.
    Sixteen,
    /// None: weight and glyphs only.
    None,
}
