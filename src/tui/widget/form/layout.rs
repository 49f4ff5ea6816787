//! Where the parts of a form stand; drawing and clicks ask the same place.

use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;

use super::field::Kind;
use super::popup::Purpose;
use super::{Choice, Form};
use crate::tui::widget::text;

/// Width from which problems stand under their fields; below it they stand at the foot.
const ROOMY: u16 = 72;
/// Height from which the foot has two lines for help.
const TALL: u16 = 12;
/// Longest label shown in full.
const LONGEST_LABEL: usize = 22;
/// Rows of a pop-up list that are wanted at most.
const POPUP_ROWS: usize = 14;

/// One field's lines, counted from the top of all fields.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// Index of the field.
    pub field: usize,
    /// First line, which a heading may take.
    pub top: u16,
    /// Lines of the heading: none, or a blank one and the heading.
    pub heading: u16,
    /// Lines of the field itself.
    pub rows: u16,
    /// Problem under the field.
    pub problem: Vec<String>,
}

impl Block {
    /// Returns the first line of the field itself.
    pub fn line(&self) -> u16 {
        self.top + self.heading
    }

    /// Returns the line behind its last.
    pub fn end(&self) -> u16 {
        self.line() + self.rows + self.problem.len() as u16
    }
}

/// Where everything stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Layout {
    /// Where fields are drawn.
    pub body: Rect,
    /// The line with the button.
    pub rule: Rect,
    /// Lines of help.
    pub help: Rect,
    /// The line of keys.
    pub hints: Rect,
    /// Shown fields.
    pub blocks: Vec<Block>,
    /// First line shown.
    pub offset: u16,
    /// Number of lines.
    pub lines: u16,
    /// Width of the labels.
    pub label: u16,
    /// Width of numbers.
    pub number: u16,
    /// Whether problems stand under their fields.
    pub roomy: bool,
}

impl Layout {
    /// Lays a form out.
    pub fn of(form: &Form, area: Rect) -> Self {
        let roomy = area.width >= ROOMY;
        let hints = u16::from(form.shows_hints && area.height > 3);
        let help = match area.height {
            TALL.. => 2,
            8.. => 1,
            _ => 0,
        };
        let rule = u16::from(area.height > 2);
        let body = Rect { height: area.height - hints - help - rule, ..area };
        let rule = Rect { y: body.bottom(), height: rule, ..area };
        let help = Rect { y: rule.bottom(), height: help, ..area };
        let hints = Rect { y: help.bottom(), height: hints, ..area };
        let in_column = |field: &&super::Field| !matches!(field.kind, Kind::Table(_));
        let widest = form.shown().filter(in_column).map(|field| field.label.width()).max();
        let longest = LONGEST_LABEL.min(usize::from(area.width) / 3);
        let label = widest.unwrap_or(0).clamp(1, longest.max(1)) as u16;
        let mut layout = Self {
            body,
            rule,
            help,
            hints,
            blocks: Vec::new(),
            offset: 0,
            lines: 0,
            label,
            number: number_width(form),
            roomy,
        };
        let room = usize::from(area.width.saturating_sub(layout.value_x()));
        for (index, field) in form.fields.iter().enumerate().filter(|(_, field)| !field.hidden) {
            let heading = match (&field.heading, layout.lines) {
                (None, _) => 0,
                (Some(_), 0) => 1,
                (Some(_), _) => 2,
            };
            let rows = match &field.kind {
                Kind::Long(_, lines) | Kind::Json(_, lines) => *lines,
                Kind::Table(table) => {
                    let label = u16::from(!field.label.is_empty());
                    let room = body.height.saturating_sub(1 + label + heading.min(1)).max(3);
                    label + 1 + (table.rows.len().max(1) as u16).min(room)
                }
                Kind::Fact(text) => {
                    (text::wrap(text, room.saturating_sub(1)).len().clamp(1, 4)) as u16
                }
                _ => 1,
            };
            let problem = match form.shown_problem(index) {
                Some(problem) if roomy => {
                    let mut lines = text::wrap(&problem, room.saturating_sub(3));
                    lines.truncate(2);
                    lines
                }
                _ => Vec::new(),
            };
            let block = Block { field: index, top: layout.lines, heading, rows, problem };
            layout.lines = block.end();
            layout.blocks.push(block);
        }
        layout.offset = layout.offset_for(form);
        layout
    }

    /// Returns the column of the values, from the left edge.
    pub fn value_x(&self) -> u16 {
        // The bar of the focus and a blank, the label, and the mark of a change between blanks.
        2 + self.label + 3
    }

    /// Returns the lines of a field.
    pub fn block(&self, field: usize) -> Option<&Block> {
        self.blocks.iter().find(|block| block.field == field)
    }

    /// Returns the rows that a table has for its rows.
    pub fn table_rows(form: &Form, block: &Block) -> u16 {
        let label = u16::from(!form.fields[block.field].label.is_empty());
        block.rows.saturating_sub(1 + label)
    }

    /// Returns the row of the screen on which a line stands, if it shows.
    pub fn row(&self, line: u16) -> Option<u16> {
        let row = line.checked_sub(self.offset)?;
        (row < self.body.height).then_some(self.body.y + row)
    }

    /// Returns where the open pop-up stands.
    pub fn popup(&self, form: &Form) -> Option<Rect> {
        let popup = form.popup.as_ref()?;
        let block = self.block(form.focused)?;
        let options = form.popup_options();
        let mut line = block.line();
        let mut x = self.body.x + self.value_x().saturating_sub(3);
        if let Kind::Table(table) = &form.fields[form.focused].kind {
            let mut cursor = table.cursor;
            cursor.reveal(table.rows.len(), usize::from(Self::table_rows(form, block)));
            line += block.rows - Self::table_rows(form, block);
            line += (cursor.selected - cursor.offset) as u16;
            let columns = super::view::table::columns(table, self.body.width);
            x = self.body.x + columns.get(table.column).map_or(0, |span| span.0.saturating_sub(3));
        }
        let room = Rect { height: self.body.height + self.rule.height, ..self.body };
        let below = self.row(line).unwrap_or(room.y) + 1;
        let (above, beneath) =
            (below.saturating_sub(1 + room.y), room.bottom().saturating_sub(below));
        // Its size follows what is on offer and not the filter, so that nothing jumps.
        let wanted = (options.len().clamp(1, POPUP_ROWS) + 3) as u16;
        let height = wanted.min(above.max(beneath)).max(4.min(room.height));
        let y = if beneath >= height || beneath >= above {
            below.min(room.bottom().saturating_sub(height))
        } else {
            below.saturating_sub(1 + height)
        };
        let least = if popup.purpose == Purpose::Many { 36 } else { 26 };
        let width = (popup_width(options).max(least) as u16).min(room.width);
        let x = x.min(room.right().saturating_sub(width));
        Some(Rect { x, y: y.max(room.y), width, height })
    }

    /// Scrolls as little as needed for the focused field to show, its heading and problem with it.
    fn offset_for(&self, form: &Form) -> u16 {
        let last = self.lines.saturating_sub(self.body.height);
        let Some(block) = self.block(form.focused) else {
            // The button has the keys, which stands after everything.
            return last;
        };
        let height = self.body.height.max(1);
        let lowest = block.end().saturating_sub(height).min(block.line());
        form.scroll.max(lowest).min(block.top).min(last)
    }
}

/// Keeps the cursor of a table in view.
pub fn reveal_rows(form: &mut Form, layout: &Layout) {
    for block in &layout.blocks {
        let rows = usize::from(Layout::table_rows(form, block));
        if let Kind::Table(table) = &mut form.fields[block.field].kind {
            table.cursor.reveal(table.rows.len(), rows);
        }
    }
    let rows = layout.popup(form).map_or(0, |area| usize::from(area.height.saturating_sub(3)));
    let found = form.popup.as_ref().map(|popup| popup.found(form.popup_options()).len());
    if let (Some(popup), Some(found)) = (&mut form.popup, found) {
        popup.cursor.reveal(found, rows);
    }
}

/// Numbers stand in boxes of one width, so that their units form a column.
fn number_width(form: &Form) -> u16 {
    let width = |field: &super::Field| match &field.kind {
        Kind::Number(editor, _) => editor.lines()[0].width(),
        Kind::Range(ends, ..) => ends[0].lines()[0].width().max(ends[1].lines()[0].width()),
        _ => 0,
    };
    (form.shown().map(width).max().unwrap_or(0) + 1).clamp(9, 16) as u16
}

/// Mark, label, note, and the borders around them.
fn popup_width(options: &[Choice]) -> usize {
    let widest = |of: fn(&Choice) -> usize| options.iter().map(of).max().unwrap_or(0);
    let notes = widest(|option| option.refusal.as_ref().unwrap_or(&option.note).width());
    let gap = if notes > 0 { 3 } else { 0 };
    widest(|option| option.label.width()) + gap + notes + 9
}
