//! Everything about the selected node: parameters, inputs, kept outputs, problems, last run.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use serde_json::Value;

use crate::domain::dag::{
    CurveMapping, DagNode, NodeType, OutputType, SourceType, VersionStrategy, WriteMode,
};
use crate::domain::diagnostic::{Diagnostic, Severity};
use crate::domain::execution::Status;
use crate::domain::operator::OperatorSpec;
use crate::services::rows::NodeRunRow;
use crate::tui::state::State;
use crate::tui::theme::{Theme, status_glyph};
use crate::tui::widget::{frame, text};

/// Draws the inspector.
pub fn view(state: &State, buffer: &mut Buffer, area: Rect, focused: bool) {
    let theme = &state.theme;
    let Some(node) = state.pipelines.selected_node() else {
        let inner = frame::pane(buffer, area, theme, focused, "Node", Line::default());
        let message = match state.pipelines.definition() {
            None => "",
            Some(shown) if shown.nodes.is_empty() => "This pipeline has no nodes.",
            Some(_) => "No node is selected.",
        };
        frame::empty(buffer, inner, theme, message);
        return;
    };
    let tag = node.node_type.tag();
    let note = Line::styled(tag, theme.style(&format!("node.{tag}")));
    let inner = frame::pane(buffer, area, theme, focused, &node.name, note);
    let lines = lines(state, usize::from(inner.width));
    let height = usize::from(inner.height);
    let offset = state.pipelines.inspector_offset.min(lines.len().saturating_sub(height));
    let len = lines.len();
    frame::lines(buffer, inner, lines.into_iter().skip(offset));
    frame::scroll_bar(buffer, area, theme.style("border_focused"), offset, height, len);
}

/// Returns all lines about the selected node, for a width in cells.
pub fn lines(state: &State, width: usize) -> Vec<Line<'static>> {
    let Some(node) = state.pipelines.selected_node() else { return Vec::new() };
    let nodes = state.pipelines.definition().map_or(&[][..], |shown| &shown.nodes);
    let mut page = Page { theme: &state.theme, nodes, width, lines: Vec::new() };
    let spec = operator(node).and_then(|id| state.operators.iter().find(|spec| spec.id == id));
    let diagnostics = state.pipelines.diagnostics().iter();
    for problem in diagnostics.filter(|problem| problem.place.node.as_ref() == Some(&node.id)) {
        page.problem(&state.pipelines.readable(problem));
    }
    if !node.metadata.description.is_empty() {
        page.paragraph(&node.metadata.description, "muted");
    }
    match &node.node_type {
        NodeType::Ingestion { source_type, filters } => {
            page.source(source_type);
            if let Some([top, base]) = filters.as_ref().and_then(|filters| filters.depth_range) {
                page.fact("filter", &format!("{top}–{base} m"), "text");
            }
            for (curve, filter) in filters.iter().flat_map(|filters| &filters.curve_filters) {
                let bound = |value: Option<f64>| value.map(text::number).unwrap_or_default();
                let mut range = format!("{}…{}", bound(filter.min_value), bound(filter.max_value));
                if filter.exclude_nulls {
                    range.push_str(", no nulls");
                }
                page.fact(&format!("filter {curve}"), &range, "text");
            }
        }
        NodeType::Operator { operator_id, operator_version, parameters, inputs } => {
            page.operator(operator_id, operator_version, spec);
            page.reads(node);
            page.parameters(parameters, spec);
            page.inputs(inputs, spec);
            page.outputs(node, inputs, spec);
        }
        NodeType::Output { output_type, if_exists } => {
            let (label, target) = match output_type {
                OutputType::Frontend => ("to", "the screens of every session".to_owned()),
                OutputType::Parquet { storage_path } => ("Parquet", storage_path.clone()),
                OutputType::PostgresTable { table_name } => ("table", table_name.clone()),
                OutputType::Csv { storage_path } => ("CSV", storage_path.clone()),
                OutputType::Las { storage_path } => ("LAS", storage_path.clone()),
            };
            page.fact(label, &target, "text");
            if *output_type != OutputType::Frontend {
                page.fact("if exists", if_exists.name(), "text");
            }
            page.reads(node);
        }
    }
    if let Some(run) = state.pipelines.node_run(&node.id) {
        page.run(run, state);
    }
    page.lines
}

fn operator(node: &DagNode) -> Option<&str> {
    match &node.node_type {
        NodeType::Operator { operator_id, .. } => Some(operator_id),
        _ => None,
    }
}

/// Lines being written.
struct Page<'a> {
    theme: &'a Theme,
    nodes: &'a [DagNode],
    width: usize,
    lines: Vec<Line<'static>>,
}

impl Page<'_> {
    fn heading(&mut self, title: &str) {
        let rule = "─".repeat(self.width.saturating_sub(title.len() + 3));
        self.lines.push(Line::from(vec![
            Span::styled(format!(" {title} "), self.theme.style("accent")),
            Span::styled(rule, self.theme.style("border")),
        ]));
    }

    /// A muted label in a column, and a value that wraps beside it.
    fn fact(&mut self, label: &str, value: &str, token: &str) {
        self.fact_with(label, value, token, "");
    }

    fn fact_with(&mut self, label: &str, value: &str, token: &str, remark: &str) {
        let column = (self.width / 3).clamp(8, 14);
        let room = self.width.saturating_sub(column + 3).max(4);
        let mut wrapped = text::wrap(value, room);
        if wrapped.is_empty() {
            wrapped.push(String::new());
        }
        let last = wrapped.len() - 1;
        for (index, part) in wrapped.into_iter().enumerate() {
            let label = if index == 0 { label } else { "" };
            let used = unicode_width::UnicodeWidthStr::width(part.as_str());
            let mut spans = vec![
                Span::styled(format!(" {} ", text::left(label, column)), self.theme.style("muted")),
                Span::styled(part, self.theme.style(token)),
            ];
            if index == last && !remark.is_empty() && used + remark.chars().count() + 2 <= room {
                spans.push(Span::styled(format!("  {remark}"), self.theme.style("muted")));
            }
            self.lines.push(Line::from(spans));
        }
    }

    fn paragraph(&mut self, paragraph: &str, token: &str) {
        for line in text::wrap(paragraph, self.width.saturating_sub(2)) {
            self.lines.push(Line::styled(format!(" {line}"), self.theme.style(token)));
        }
    }

    fn problem(&mut self, problem: &Diagnostic) {
        let (glyph, token) = match problem.severity {
            Severity::Error => ("✗", "status.failed"),
            Severity::Warning => ("⚠", "status.partial"),
            Severity::Info => ("·", "muted"),
        };
        let mut what = problem.what.clone();
        if let Some(port) = &problem.place.port {
            what = format!("{port}: {what}");
        } else if let Some(parameter) = &problem.place.parameter {
            what = format!("{parameter}: {what}");
        }
        match (&problem.found, &problem.wanted) {
            (Some(found), Some(wanted)) => what += &format!("; found {found}, wanted {wanted}"),
            (Some(found), None) => what += &format!("; found {found}"),
            (None, Some(wanted)) => what += &format!("; wanted {wanted}"),
            (None, None) => {}
        }
        for (index, line) in text::wrap(&what, self.width.saturating_sub(4)).iter().enumerate() {
            let lead = if index == 0 { glyph } else { " " };
            self.lines.push(Line::styled(format!(" {lead} {line}"), self.theme.style(token)));
        }
        if let Some(hint) = &problem.hint {
            for (index, line) in text::wrap(hint, self.width.saturating_sub(6)).iter().enumerate() {
                let lead = if index == 0 { "→" } else { " " };
                self.lines
                    .push(Line::styled(format!("   {lead} {line}"), self.theme.style("text")));
            }
        }
    }

    fn source(&mut self, source: &SourceType) {
        match source {
            SourceType::WellLogs { well_ids, curve_names, depth_range, .. } => {
                let all = |names: &[String]| match names {
                    [star] if star == "*" => "all".to_owned(),
                    names => names.join(", "),
                };
                self.fact("wells", &all(well_ids), "text");
                self.fact("curves", &all(curve_names), "text");
                if let Some([top, base]) = depth_range {
                    self.fact("depth", &format!("{top}–{base} m"), "text");
                }
            }
            SourceType::Surface { surface_name } => self.fact("surface", surface_name, "text"),
            SourceType::WellMarkers { well_ids } => {
                self.fact("tops of", &well_ids.join(", "), "text");
            }
            SourceType::PostgresTable { table_name, filters } => {
                self.fact("table", table_name, "text");
                for (column, value) in filters {
                    self.fact(column, &value_text(value), "text");
                }
            }
        }
    }

    fn operator(&mut self, id: &str, version: &VersionStrategy, spec: Option<&OperatorSpec>) {
        let version = match version {
            VersionStrategy::Pinned { version } => format!("{version} pinned"),
            VersionStrategy::Latest => spec.map_or("latest".into(), |spec| spec.version.clone()),
            VersionStrategy::Compatible { .. } => "compatible".to_owned(),
            VersionStrategy::Channel { channel } => format!("channel {channel}"),
        };
        self.fact_with("operator", id, "text", &version);
        if let Some(spec) = spec {
            self.paragraph(&spec.summary, "muted");
        }
    }

    /// Stored nodes have ids that no one can read, so names stand for them.
    fn name_of<'b>(&'b self, id: &'b str) -> &'b str {
        self.nodes.iter().find(|node| node.id == id).map_or(id, |node| &node.name)
    }

    /// Returns `PORT of Node` for a port of a node, and a curve's name as it is.
    fn source_of(&self, source: &str) -> String {
        let port = source.rsplit_once('.');
        match port.filter(|(id, _)| self.nodes.iter().any(|node| node.id == *id)) {
            Some((id, port)) => format!("← {port} of {}", self.name_of(id)),
            None => format!("← {source}"),
        }
    }

    fn reads(&mut self, node: &DagNode) {
        if !node.dependencies.is_empty() {
            let names: Vec<_> = node.dependencies.iter().map(|id| self.name_of(id)).collect();
            self.fact("reads", &names.join(", "), "text");
        }
    }

    fn parameters(&mut self, given: &serde_json::Map<String, Value>, spec: Option<&OperatorSpec>) {
        let none = serde_json::Map::new();
        let known = spec
            .and_then(|spec| spec.parameters.get("properties"))
            .and_then(Value::as_object)
            .unwrap_or(&none);
        if known.is_empty() && given.is_empty() {
            return;
        }
        self.heading("Parameters");
        for (name, schema) in known {
            let unit = schema.get("x-unit").and_then(Value::as_str).unwrap_or_default();
            let unit = if unit == "1" { "" } else { unit };
            let (value, token, remark) = match (given.get(name), schema.get("default")) {
                (Some(value), Some(default)) if value != default => {
                    (value_text(value), "text", format!("(default {})", value_text(default)))
                }
                (Some(value), _) => (value_text(value), "text", String::new()),
                (None, Some(default)) => (value_text(default), "muted", "(default)".to_owned()),
                (None, None) => ("–".to_owned(), "muted", String::new()),
            };
            let value = if unit.is_empty() { value } else { format!("{value} {unit}") };
            self.fact_with(name, &value, token, &remark);
        }
        for (name, value) in given.iter().filter(|(name, _)| !known.contains_key(*name)) {
            self.fact(name, &value_text(value), "text");
        }
    }

    fn inputs(
        &mut self,
        bound: &std::collections::BTreeMap<String, String>,
        spec: Option<&OperatorSpec>,
    ) {
        let ports = spec.map(|spec| spec.inputs.as_slice()).unwrap_or_default();
        if ports.is_empty() && bound.is_empty() {
            return;
        }
        self.heading("Inputs");
        for port in ports {
            let unit = port.unit.clone().unwrap_or_default();
            match bound.get(&port.name) {
                Some(source) => {
                    self.fact_with(&port.name, &self.source_of(source), "text", &unit);
                }
                None if port.optional => self.fact_with(&port.name, "← –", "muted", "(optional)"),
                None => self.fact_with(&port.name, "← the one that fits", "muted", &unit),
            }
        }
        let unknown =
            bound.iter().filter(|(name, _)| !ports.iter().any(|port| port.name == **name));
        for (name, source) in unknown {
            self.fact(name, &self.source_of(source), "text");
        }
    }

    fn outputs(
        &mut self,
        node: &DagNode,
        bound: &std::collections::BTreeMap<String, String>,
        spec: Option<&OperatorSpec>,
    ) {
        let ports = spec.map(|spec| spec.outputs.as_slice()).unwrap_or_default();
        if ports.is_empty() && node.curve_mapping.is_empty() {
            return;
        }
        self.heading("Outputs");
        for port in ports {
            let kept_from = port.keeps.as_ref();
            let base = match kept_from {
                None => port.name.clone(),
                Some(input) => bound.get(input).map_or_else(
                    || "…".to_owned(),
                    |source| source.rsplit('.').next().unwrap_or(source).to_owned(),
                ),
            };
            match node.curve_mapping.get(&port.name) {
                Some(mapping) => self.kept(&port.name, &base, mapping),
                None => self.fact(&port.name, "flows on, not kept", "muted"),
            }
        }
        let unknown = node
            .curve_mapping
            .iter()
            .filter(|(name, _)| !ports.iter().any(|port| port.name == **name));
        for (name, mapping) in unknown {
            self.kept(name, name, mapping);
        }
    }

    fn kept(&mut self, port: &str, base: &str, mapping: &CurveMapping) {
        match mapping.mode {
            WriteMode::CreateNew => {
                let suffix = mapping.suffix.as_deref().unwrap_or_default();
                self.fact_with(port, &format!("→ {base}{suffix}"), "text", "(new curve)");
            }
            WriteMode::Overwrite => {
                let target = mapping.output_curve_name.as_deref();
                let target = target.or(mapping.output_curve_id.as_deref()).unwrap_or(base);
                self.fact_with(port, &format!("→ {target}"), "text", "(new version)");
            }
        }
    }

    fn run(&mut self, run: &NodeRunRow, state: &State) {
        self.heading("Last run");
        let token = format!("status.{}", run.status.name());
        let mut status = format!("{} {}", status_glyph(run.status), run.status);
        match (run.execution_time_ms, run.started_at) {
            (_, Some(started)) if run.status == Status::Running => {
                status += &format!(" for {}", text::clock(state.now - started));
            }
            (Some(ms), _) => status += &format!(" in {}", text::duration_ms(ms)),
            _ => {}
        }
        self.fact("state", &status, &token);
        let mut wells = format!("{}/{} done", run.wells.done, run.wells.total);
        if run.wells.failed > 0 {
            wells += &format!(", {} failed", run.wells.failed);
        }
        if run.wells.skipped > 0 {
            wells += &format!(", {} skipped", run.wells.skipped);
        }
        self.fact("wells", &wells, "text");
        if run.rows_in > 0 || run.rows_out > 0 {
            let samples = format!("{} → {}", text::count(run.rows_in), text::count(run.rows_out));
            self.fact("samples", &samples, "text");
        }
        if run.output_curves > 0 {
            self.fact("curves", &run.output_curves.to_string(), "text");
        }
        if let Some(error) = &run.error_message {
            self.fact("error", error, "status.failed");
        }
    }
}

fn value_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => "–".to_owned(),
        other => other.to_string(),
    }
}
