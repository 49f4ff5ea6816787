//! The page of one operator: what it computes, ports, parameters, documentation, examples.

use crate::domain::operator::OperatorSpec;
use crate::services::operators::{defaults, examples, words};
use crate::tui::state::State;
use crate::tui::theme::Theme;
use crate::tui::widget::{frame, text};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Draws the page.
pub fn view(state: &State, buffer: &mut Buffer, area: Rect, focused: bool) {
    let theme = &state.theme;
    let Some(spec) = state.catalogue.selected(&state.operators) else {
        frame::pane(buffer, area, theme, focused, "Manual", Line::default());
        return;
    };
    let note = Line::styled(reference(spec), theme.style("muted"));
    let inner = frame::pane(buffer, area, theme, focused, &spec.title, note);
    let lines = lines(spec, theme, usize::from(inner.width));
    let height = usize::from(inner.height);
    let offset = state.catalogue.offset.min(lines.len().saturating_sub(height));
    let len = lines.len();
    frame::lines(buffer, inner, lines.into_iter().skip(offset));
    frame::scroll_bar(buffer, area, theme.style("border_focused"), offset, height, len);
}

/// Returns all lines of a page, for a width in cells.
pub fn lines(spec: &OperatorSpec, theme: &Theme, width: usize) -> Vec<Line<'static>> {
    let mut page = Page { theme, width, lines: Vec::new() };
    // The frame has title and id where both fit; else the id stands first on the page.
    if !frame::has_room(width + 2, &spec.title, text::width(&reference(spec))) {
        page.paragraph(&reference(spec), "accent");
    }
    page.paragraph(&spec.summary, "text");
    page.paragraph(&about(spec), "muted");
    page.heading("reads");
    for port in &spec.inputs {
        let unit = port.unit.clone().unwrap_or_else(|| "any unit".to_owned());
        page.row(
            &port.name,
            &told([words::shape(port.kind, &port.rows, port.repeated), unit, words::takes(port)]),
        );
    }
    page.heading("gives");
    for port in &spec.outputs {
        page.row(
            &port.name,
            &told([
                words::shape(port.kind, &port.rows, port.repeated),
                words::output_unit(port),
                words::output_quantity(port),
            ]),
        );
    }
    page.parameters(spec);
    for section in spec.documentation.split("## ").skip(1) {
        let (heading, body) = section.split_once('\n').unwrap_or((section, ""));
        page.heading(&heading.to_lowercase());
        for paragraph in body.trim().split('\n') {
            page.paragraph(&paragraph.replace('`', ""), "text");
        }
    }
    page.heading("examples");
    for example in examples(&spec.id) {
        page.paragraph(example.note, "text");
        if example.params != "{}" {
            page.row("with", example.params);
        }
        page.row("of", example.input);
        page.row("comes", example.output);
    }
    page.lines
}

fn reference(spec: &OperatorSpec) -> String {
    format!("{} {}", spec.id, spec.version)
}

/// Category, family, and how it works along the well.
fn about(spec: &OperatorSpec) -> String {
    let mut about = format!("{} / {}, {}", spec.category, spec.family, words::scope(spec.scope));
    if let Some(deprecated) = &spec.deprecated {
        about.push_str(&format!("; not to be used any more: take {}", deprecated.replacement));
    }
    about
}

/// Says what is there, with dots between, and leaves out what says nothing.
fn told<const N: usize>(parts: [String; N]) -> String {
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

struct Page<'a> {
    theme: &'a Theme,
    width: usize,
    lines: Vec<Line<'static>>,
}

impl Page<'_> {
    fn heading(&mut self, title: &str) {
        let rule = "─".repeat(self.width.saturating_sub(text::width(title) + 3));
        self.lines.push(Line::from(vec![
            Span::styled(format!(" {title} "), self.theme.style("accent")),
            Span::styled(rule, self.theme.style("border")),
        ]));
    }

    fn paragraph(&mut self, words: &str, token: &str) {
        let style = self.theme.style(token);
        let lines = text::wrap(words, self.width.saturating_sub(2).max(8));
        self.lines.extend(lines.into_iter().map(|line| Line::styled(format!(" {line}"), style)));
    }

    /// A name in a column, and words that wrap beside it.
    fn row(&mut self, name: &str, words: &str) {
        let column = (self.width / 4).clamp(9, 16);
        let room = self.width.saturating_sub(column + 3).max(8);
        let mut wrapped = text::wrap(words, room);
        if wrapped.is_empty() {
            wrapped.push(String::new());
        }
        for (index, part) in wrapped.into_iter().enumerate() {
            let name = if index == 0 { name } else { "" };
            self.lines.push(Line::from(vec![
                Span::styled(format!(" {} ", text::left(name, column)), self.theme.style("accent")),
                Span::styled(part, self.theme.style("text")),
            ]));
        }
    }

    fn parameters(&mut self, spec: &OperatorSpec) {
        let parameters = words::parameters(spec, &defaults(&spec.id));
        if parameters.is_empty() {
            return;
        }
        self.heading("parameters");
        for parameter in parameters {
            let listed = parameter.choices.iter().any(|(_, about)| !about.is_empty());
            let range = if listed { String::new() } else { parameter.range };
            self.row(&parameter.name, &told([parameter.default, parameter.unit, range]));
            if !parameter.meaning.is_empty() {
                self.row("", &parameter.meaning);
            }
            for (word, about) in parameter.choices.iter().filter(|(_, about)| !about.is_empty()) {
                self.row("", &format!("{word}: {about}"));
            }
        }
    }
}
