//! The drawing as cells, cut to the window that is looked at.
//!
//! Lines are kept as arms (which neighbours a cell is tied to) and become characters last, so that
//! whatever meets in a cell is drawn as one junction. `┼` (`x` in ASCII) is always two lines that
//! cross; lines that join do so in `├ ┤ ┬ ┴` (`+`). Lines of edges that have a problem or run
//! against the flow are dashed.

use super::geometry::{Point, Rect};
use super::graph::{Graph, Node, NodeKind};
use super::label::{Charset, fitted, kind_sign, node_sign};
use super::layout::{Layout, Zoom};
use unicode_width::UnicodeWidthChar;

/// How a drawing looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Style {
    /// Which characters may be used.
    pub charset: Charset,
    /// Whether lines and operators have round corners; ingestions and outputs never do.
    pub rounded: bool,
}

impl Default for Style {
    fn default() -> Self {
        Self { charset: Charset::Unicode, rounded: true }
    }
}

/// Neighbours that a cell is tied to, as a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Arms(u8);

impl Arms {
    /// Towards the cell above.
    pub const UP: Self = Self(1);
    /// Towards the cell below.
    pub const DOWN: Self = Self(2);
    /// Towards the cell on the left.
    pub const LEFT: Self = Self(4);
    /// Towards the cell on the right.
    pub const RIGHT: Self = Self(8);
    /// Towards all four.
    pub const ALL: Self = Self(15);

    /// Returns the arms of both.
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether all arms of the other are there.
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether there is none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Returns the arm from one cell towards another in its row or column.
    fn towards(from: Point, to: Point) -> Self {
        match ((to.x - from.x).signum(), (to.y - from.y).signum()) {
            (1, _) => Self::RIGHT,
            (-1, _) => Self::LEFT,
            (_, 1) => Self::DOWN,
            (_, -1) => Self::UP,
            _ => Self(0),
        }
    }
}

/// What a cell shows, for its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Part {
    /// Nothing.
    #[default]
    Blank,
    /// The outline of a node.
    Border,
    /// The inside of a node where nothing is written.
    Inside,
    /// The state of a node, or its kind.
    Sign,
    /// The title of a node.
    Title,
    /// The detail of a node.
    Detail,
    /// A line.
    Wire,
    /// The head of an arrow.
    Arrow,
}

/// One character cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// The character; `None` in the second column of a wide one.
    pub glyph: Option<char>,
    /// What is shown.
    pub part: Part,
    /// Lines that meet here.
    pub arms: Arms,
    /// The node that the cell belongs to.
    pub node: Option<usize>,
    /// The edges that run through, each once.
    pub edges: Vec<usize>,
}

impl Default for Cell {
    fn default() -> Self {
        Self {
            glyph: Some(' '),
            part: Part::Blank,
            arms: Arms::default(),
            node: None,
            edges: Vec::new(),
        }
    }
}

/// The cells of a window onto a drawing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Raster {
    /// The part of the drawing that is held.
    pub window: Rect,
    cells: Vec<Cell>,
}

impl Raster {
    /// Draws everything.
    pub fn whole(graph: &Graph, layout: &Layout, style: Style) -> Self {
        Self::window(graph, layout, style, Rect::new(0, 0, layout.width, layout.height))
    }

    /// Draws what lies in a window; the rest costs no more than a look at each box and route.
    pub fn window(graph: &Graph, layout: &Layout, style: Style, window: Rect) -> Self {
        let count = (window.width.max(0) as usize) * (window.height.max(0) as usize);
        let mut raster = Self { window, cells: vec![Cell::default(); count] };
        for (node, area) in layout.boxes.iter().enumerate() {
            if !area.intersection(window).is_empty() {
                raster.draw_node(&graph.nodes[node], node, *area, layout.options.zoom, style);
            }
        }
        for edge in graph.edges.iter().filter(|edge| edge.from == edge.to) {
            raster.draw_loop(layout.boxes[edge.from], style);
        }
        for edge in 0..layout.routes.len() {
            raster.draw_route(layout, edge);
        }
        let dashed: Vec<bool> = graph
            .edges
            .iter()
            .zip(&layout.against)
            .map(|(edge, against)| *against || edge.problem.is_some())
            .collect();
        for cell in raster.cells.iter_mut().filter(|cell| !cell.arms.is_empty()) {
            if matches!(cell.part, Part::Wire | Part::Border) {
                let rounded = style.rounded && cell.part == Part::Wire
                    || cell.node.is_some_and(|node| rounded(graph.nodes[node].kind, style));
                let dashed = !cell.edges.is_empty() && cell.edges.iter().all(|&edge| dashed[edge]);
                cell.glyph = Some(line(cell.arms, style.charset, rounded, dashed));
            } else if cell.part == Part::Arrow {
                cell.glyph = Some(ascii_or(style.charset, cell.glyph.unwrap_or(' ')));
            }
        }
        raster
    }

    /// Returns a cell, or nothing outside the window.
    pub fn cell(&self, point: Point) -> Option<&Cell> {
        self.index(point).map(|at| &self.cells[at])
    }

    /// Returns the cells of a rectangle, row by row, as far as the window reaches.
    pub fn cells_in(&self, area: Rect) -> impl Iterator<Item = (Point, &Cell)> {
        let area = area.intersection(self.window);
        (area.y..area.bottom())
            .flat_map(move |y| (area.x..area.right()).map(move |x| Point::new(x, y)))
            .filter_map(|point| Some((point, self.cell(point)?)))
    }

    /// Returns the rows as text, without blanks at their ends.
    pub fn lines(&self) -> Vec<String> {
        let width = self.window.width.max(0) as usize;
        if width == 0 {
            return Vec::new();
        }
        let row = |cells: &[Cell]| {
            let text: String = cells.iter().filter_map(|cell| cell.glyph).collect();
            text.trim_end().to_owned()
        };
        self.cells.chunks(width).map(row).collect()
    }

    fn index(&self, point: Point) -> Option<usize> {
        let (x, y) = (point.x - self.window.x, point.y - self.window.y);
        self.window.contains(point).then(|| (y * self.window.width + x) as usize)
    }

    fn at(&mut self, point: Point) -> Option<&mut Cell> {
        self.index(point).map(|at| &mut self.cells[at])
    }

    fn draw_node(&mut self, node: &Node, number: usize, area: Rect, zoom: Zoom, style: Style) {
        let visible = area.intersection(self.window);
        for y in visible.y..visible.bottom() {
            for x in visible.x..visible.right() {
                let cell = self.at(Point::new(x, y)).expect("the cell is in the window");
                (cell.node, cell.part) = (Some(number), Part::Inside);
            }
        }
        let bordered = zoom >= Zoom::Box;
        if bordered {
            self.outline(area);
        } else {
            for y in area.y..area.bottom() {
                self.write(Point::new(area.x, y), "[", Part::Border);
                self.write(Point::new(area.right() - 1, y), "]", Part::Border);
            }
        }
        let border = i32::from(bordered);
        let rows = area.height - 2 * border;
        let row = area.y + border + (rows - 1) / 2;
        let left = area.x + 1 + border;
        let room = area.width - 2 - 2 * border;
        let sign = node_sign(node, style.charset);
        if zoom == Zoom::Glyph {
            let sign = sign.unwrap_or_else(|| kind_sign(node.kind, style.charset));
            self.write(Point::new(left + (room - 1) / 2, row), &sign.to_string(), Part::Sign);
            return;
        }
        let text = |text: &str, room: i32| fitted(text, room.max(0) as usize, style.charset);
        let mut title = left;
        if let Some(sign) = sign {
            self.write(Point::new(left, row), &sign.to_string(), Part::Sign);
            title += 2;
        }
        let room_for_title = left + room - title;
        self.write(Point::new(title, row), &text(&node.title, room_for_title), Part::Title);
        if zoom == Zoom::Card {
            self.write(Point::new(left, row + 1), &text(&node.detail, room), Part::Detail);
        }
    }

    fn outline(&mut self, area: Rect) {
        let (right, bottom) = (area.right() - 1, area.bottom() - 1);
        let corners = [
            Point::new(area.x, area.y),
            Point::new(right, area.y),
            Point::new(right, bottom),
            Point::new(area.x, bottom),
        ];
        for (at, &corner) in corners.iter().enumerate() {
            self.draw_line(corner, corners[(at + 1) % 4], |cell, arms| {
                cell.arms = cell.arms.with(arms);
                cell.part = Part::Border;
            });
        }
    }

    /// Marks a node that reads itself in its corner, where no line ever leaves it.
    fn draw_loop(&mut self, area: Rect, style: Style) {
        let sign = if style.charset == Charset::Unicode { "↺" } else { "@" };
        let corner = Point::new(area.right() - 1, area.y);
        self.write(corner, sign, Part::Sign);
    }

    fn write(&mut self, mut place: Point, text: &str, part: Part) {
        for c in text.chars() {
            let width = c.width().unwrap_or(0) as i32;
            for column in 0..width {
                if let Some(cell) = self.at(Point::new(place.x + column, place.y)) {
                    cell.glyph = (column == 0).then_some(c);
                    cell.part = part;
                }
            }
            // Half of a wide character must not show at the edge of the window.
            if width == 2
                && place.x + 1 == self.window.right()
                && let Some(cell) = self.at(place)
            {
                cell.glyph = Some(' ');
            }
            if width == 2
                && place.x + 1 == self.window.x
                && let Some(cell) = self.at(Point::new(place.x + 1, place.y))
            {
                cell.glyph = Some(' ');
            }
            place.x += width;
        }
    }

    fn draw_route(&mut self, layout: &Layout, edge: usize) {
        let route = &layout.routes[edge];
        let (Some(&start), Some(&[before, end])) = (route.first(), route.last_chunk()) else {
            return;
        };
        for pair in route.windows(2) {
            self.draw_line(pair[0], pair[1], |cell, arms| {
                // The cells of the boxes at both ends belong to the boxes.
                if cell.node.is_none() {
                    cell.arms = cell.arms.with(arms);
                    cell.part = if cell.part == Part::Arrow { Part::Arrow } else { Part::Wire };
                    if cell.edges.last() != Some(&edge) {
                        cell.edges.push(edge);
                    }
                }
            });
        }
        if layout.options.zoom >= Zoom::Box
            && let Some(cell) = self.at(start)
        {
            cell.arms = cell.arms.with(Arms::towards(start, route[1]));
        }
        let (dx, dy) = ((end.x - before.x).signum(), (end.y - before.y).signum());
        if let Some(cell) = self.at(Point::new(end.x - dx, end.y - dy)) {
            cell.part = Part::Arrow;
            cell.glyph = Some(match (dx, dy) {
                (1, _) => '▶',
                (-1, _) => '◀',
                (_, 1) => '▼',
                _ => '▲',
            });
        }
    }

    /// Visits the cells of a straight line with the arms that it has in each.
    fn draw_line(&mut self, from: Point, to: Point, mut visit: impl FnMut(&mut Cell, Arms)) {
        let span = Rect::new(
            from.x.min(to.x),
            from.y.min(to.y),
            (to.x - from.x).abs() + 1,
            (to.y - from.y).abs() + 1,
        );
        let seen = span.intersection(self.window);
        for y in seen.y..seen.bottom() {
            for x in seen.x..seen.right() {
                let here = Point::new(x, y);
                let arms = Arms::towards(here, from).with(Arms::towards(here, to));
                if let Some(cell) = self.at(here) {
                    visit(cell, arms);
                }
            }
        }
    }
}

fn rounded(kind: NodeKind, style: Style) -> bool {
    style.rounded && kind == NodeKind::Operator
}

fn ascii_or(charset: Charset, glyph: char) -> char {
    match (charset, glyph) {
        (Charset::Unicode, _) => glyph,
        (_, '▶') => '>',
        (_, '◀') => '<',
        (_, '▼') => 'v',
        (_, '▲') => '^',
        _ => '?',
    }
}

/// Returns the character of a junction.
fn line(arms: Arms, charset: Charset, rounded: bool, dashed: bool) -> char {
    const UNICODE: [char; 16] =
        [' ', '╵', '╷', '│', '╴', '┘', '┐', '┤', '╶', '└', '┌', '├', '─', '┴', '┬', '┼'];
    const ASCII: [char; 16] =
        [' ', '|', '|', '|', '-', '+', '+', '+', '-', '+', '+', '+', '-', '+', '+', 'x'];
    let at = usize::from(arms.0);
    match (charset, UNICODE[at]) {
        (Charset::Ascii, '│') if dashed => ':',
        (Charset::Ascii, '─') if dashed => '.',
        (Charset::Ascii, _) => ASCII[at],
        (_, '│') if dashed => '┆',
        (_, '─') if dashed => '┄',
        (_, '┌') if rounded => '╭',
        (_, '┐') if rounded => '╮',
        (_, '┘') if rounded => '╯',
        (_, '└') if rounded => '╰',
        (_, glyph) => glyph,
    }
}
