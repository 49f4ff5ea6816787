//! The page of one operator: what it computes, ports, parameters, documentation, examples.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use serde_json::Value;

use crate::domain::operator::{Kind, OperatorSpec, OutputSpec, PortSpec, Rows, Scope};
use crate::services::operators::examples;
use crate::tui::state::State;
use crate::tui::theme::Theme;
use crate::tui::widget::{frame, text};

/// Draws the page.
pub fn view(state: &State, buffer: &mut Buffer, area: Rect, focused: bool) {
    let theme = &state.theme;
    let Some(spec) = state.catalogue.selected(&state.operators) else {
        frame::pane(buffer, area, theme, focused, "Manual", Line::default());
        return;
    };
    let note = Line::styled(format!("{} {}", spec.id, spec.version), theme.style("muted"));
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
    page.paragraph(&spec.summary, "text");
    page.paragraph(&about(spec), "muted");
    page.heading("reads");
    for port in &spec.inputs {
        page.row(&port.name, &reads(port));
    }
    page.heading("gives");
    for port in &spec.outputs {
        page.row(&port.name, &gives(port));
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

/// Category, family, and how it works along the well.
fn about(spec: &OperatorSpec) -> String {
    let scope = match spec.scope {
        Scope::Pointwise => "sample by sample",
        Scope::Window => "by a window of samples",
        Scope::Well => "on a whole well",
        Scope::Project => "on all wells together",
    };
    let mut about = format!("{} / {}, {scope}", spec.category, spec.family);
    if let Some(deprecated) = &spec.deprecated {
        about.push_str(&format!("; not to be used any more: take {}", deprecated.replacement));
    }
    about
}

/// Says in words what a port takes.
fn reads(port: &PortSpec) -> String {
    let mut words = vec![match &port.unit {
        Some(unit) if unit == "-" => "no unit".to_owned(),
        Some(unit) => unit.clone(),
        None if port.kind == Kind::Text => "text".to_owned(),
        None => "any unit".to_owned(),
    }];
    if !port.quantities.is_empty() {
        let quantities: Vec<String> = port.quantities.iter().map(ToString::to_string).collect();
        words.push(quantities.join(" or "));
    }
    words.extend(shape(port.kind, &port.rows, port.repeated));
    if let Some(other) = &port.instead {
        words.push(format!("or {other} in its place"));
    } else if port.optional {
        words.push("optional".to_owned());
    }
    words.join(", ")
}

/// Says in words what a port gives.
fn gives(port: &OutputSpec) -> String {
    let of = port.keeps.as_ref();
    let mut words = vec![match (&port.unit, of) {
        (None, Some(input)) => format!("unit of {input}"),
        (Some(unit), Some(input)) if unit.contains("{}") => {
            unit.replace("{}", &format!("unit of {input}"))
        }
        (Some(unit), _) if unit == "-" => "no unit".to_owned(),
        (Some(unit), _) => unit.clone(),
        (None, None) => "any unit".to_owned(),
    }];
    if let Some(quantity) = port.quantity.map(|quantity| quantity.to_string())
        && quantity != "unknown"
    {
        words.push(quantity);
    }
    words.extend(shape(port.kind, &port.rows, port.repeated));
    words.join(", ")
}

/// Says what is not plain: a plain curve of numbers says nothing.
fn shape(kind: Kind, rows: &Rows, repeated: bool) -> Vec<String> {
    let mut words = Vec::new();
    match kind {
        Kind::Number => {}
        Kind::Text => words.push("texts".to_owned()),
        Kind::Array => words.push("a list at each depth".to_owned()),
    }
    match rows {
        Rows::Depths => {}
        Rows::Table(table) => words.push(format!("column of the table {table}")),
        Rows::One => words.push("one value".to_owned()),
    }
    if repeated {
        words.push("any number of curves".to_owned());
    }
    words
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
        let Some(properties) = spec.parameters["properties"].as_object() else { return };
        if properties.is_empty() {
            return;
        }
        self.heading("parameters");
        for (name, schema) in properties {
            let description = schema["description"].as_str().unwrap_or_default().replace('\n', " ");
            let default = match &schema["default"] {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            let unit = match schema["x-unit"].as_str() {
                None | Some("1") => String::new(),
                Some("port") => " (unit of the curve)".to_owned(),
                Some(unit) => format!(" {unit}"),
            };
            let range = range(schema);
            let range = if range.is_empty() { range } else { format!(", {range}") };
            self.row(name, &format!("{default}{unit}{range}. {description}"));
        }
    }
}

/// Says which values a parameter takes.
fn range(schema: &Value) -> String {
    if let Some(variants) = schema["oneOf"].as_array() {
        let names = variants.iter().filter_map(|variant| variant["const"].as_str());
        return names.collect::<Vec<_>>().join(" | ");
    }
    if let Some(words) = schema["enum"].as_array() {
        return words.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" | ");
    }
    let bound = |inclusive: &str, exclusive: &str| {
        schema[inclusive]
            .as_f64()
            .or_else(|| schema[exclusive].as_f64())
            .map(|bound| bound.to_string())
    };
    match (bound("minimum", "exclusiveMinimum"), bound("maximum", "exclusiveMaximum")) {
        (Some(low), Some(high)) => format!("{low} to {high}"),
        (Some(low), None) => format!("from {low}"),
        (None, Some(high)) => format!("up to {high}"),
        (None, None) => String::new(),
    }
}
