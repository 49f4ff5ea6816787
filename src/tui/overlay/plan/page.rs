//! The lines of a plan: what runs, what it reads and writes, what it replaces, and what stays out.

use std::collections::BTreeMap;

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::Plan;
use crate::domain::dag::IfExists;
use crate::domain::names::{named, with_names};
use crate::services::plan::{PlannedOutput, PlannedOverwrite, RunPlan};
use crate::tui::overlay::message;
use crate::tui::state::State;
use crate::tui::theme::Theme;
use crate::tui::widget::text;

/// Files of one output that are listed.
const FILES_LISTED: usize = 12;

/// Lines under collection.
struct Page<'a> {
    plan: &'a Plan,
    state: &'a State,
    theme: &'a Theme,
    width: usize,
    lines: Vec<Line<'static>>,
}

/// Returns the lines of a plan, for a width in cells.
pub fn lines(plan: &Plan, state: &State, width: usize) -> Vec<Line<'static>> {
    let mut page = Page { plan, state, theme: &state.theme, width, lines: Vec::new() };
    match &plan.found {
        None => page.text("looking at the wells; nothing is recorded by that…", "muted"),
        Some(Err(problem)) => page.lines.extend(message::lines(problem, page.theme, width)),
        Some(Ok(found)) => page.all(found),
    }
    page.lines
}

impl Page<'_> {
    fn all(&mut self, found: &RunPlan) {
        if found.can_run() {
            self.summary(found);
        }
        self.problems(found);
        self.excluded(found);
        self.nodes(found);
        self.created(found);
        for overwrite in &found.overwrites {
            self.overwritten(overwrite);
        }
        self.written(found);
        if !found.wells.is_empty() {
            self.heading("Wells");
            self.text(&found.wells.join(", "), "text");
        }
    }

    fn summary(&mut self, found: &RunPlan) {
        let (all, lost) = (found.wells.len(), found.excluded.len());
        let wells = match lost {
            0 => text::of(all, "well", "wells"),
            lost => format!("{} of {all} wells come through", all.saturating_sub(lost)),
        };
        let request = &self.plan.subject.request;
        let chosen = match request.wells.as_slice() {
            [] => String::new(),
            chosen => format!(", chosen by {}", chosen.join(", ")),
        };
        self.text(
            &format!(
                "{wells}{chosen}. At most {} samples read ({}), {} written ({}).",
                text::count(found.samples_read),
                text::bytes(found.bytes_read),
                text::count(found.samples_written),
                text::bytes(found.bytes_written),
            ),
            "text",
        );
    }

    fn problems(&mut self, found: &RunPlan) {
        let mut problems: Vec<_> = found.problems.iter().collect();
        problems.sort_by_key(|problem| std::cmp::Reverse(problem.severity));
        for problem in problems {
            self.gap();
            let told = with_names(problem.clone(), &self.plan.subject.definition);
            self.lines.extend(message::lines(&told, self.theme, self.width));
        }
    }

    /// Tells the wells that are lost, by node and reason: of a thousand wells few reasons are left.
    fn excluded(&mut self, found: &RunPlan) {
        let mut reasons: BTreeMap<(usize, &str), Vec<&str>> = BTreeMap::new();
        let place = |id: &str| found.nodes.iter().position(|node| node.id == id);
        for lost in &found.excluded {
            let at = place(&lost.node).unwrap_or(usize::MAX);
            reasons.entry((at, lost.why.as_str())).or_default().push(&lost.well);
        }
        if !reasons.is_empty() {
            self.heading("Wells that stay out");
        }
        for ((at, why), wells) in reasons {
            let node = found.nodes.get(at).map_or("", |node| node.name.as_str());
            let why = named(why, &self.plan.subject.definition);
            let count = text::of(wells.len(), "well", "wells");
            self.sign("✗", "status.failed", &format!("{count} at {node}: {why}"));
            let wells = text::wrap(&wells.join(", "), self.width.saturating_sub(6));
            for line in wells {
                self.push(vec![(format!("     {line}"), self.theme.style("muted"))]);
            }
        }
    }

    fn nodes(&mut self, found: &RunPlan) {
        if found.nodes.is_empty() {
            return;
        }
        self.heading(&format!("Runs {}", text::of(found.nodes.len(), "node", "nodes")));
        let counts = |wells: usize, rows: i64| {
            format!("{} · {} rows", text::of(wells, "well", "wells"), text::count(rows))
        };
        let right = found.nodes.iter().map(|node| text::width(&counts(node.wells, node.rows)));
        let right = right.max().unwrap_or(0);
        let name = self.column(found.nodes.iter().map(|node| node.name.as_str()));
        for node in &found.nodes {
            let token = match node.kind {
                "ingestion" => "node.ingestion",
                "output" => "node.output",
                _ => "node.operator",
            };
            let room = self.width.saturating_sub(name + right + 7);
            let does = match (&node.operator, &node.version) {
                (Some(operator), Some(version)) => {
                    let room = room.saturating_sub(text::width(version) + 1);
                    format!("{} {version}", text::cut(operator, room))
                }
                _ => node.kind.to_owned(),
            };
            self.push(vec![
                (" ▸ ".to_owned(), self.theme.style(token)),
                (text::left(&node.name, name), self.theme.style("text")),
                (format!("  {}", text::left(&does, room)), self.theme.style("muted")),
                (
                    format!("  {}", text::right(&counts(node.wells, node.rows), right)),
                    self.theme.style("text"),
                ),
            ]);
        }
    }

    fn created(&mut self, found: &RunPlan) {
        if found.creates.is_empty() {
            return;
        }
        self.heading("New curves");
        let name = self.column(found.creates.iter().map(|curve| curve.name.as_str()));
        for curve in &found.creates {
            let unit = curve.unit.clone().unwrap_or_default();
            let of = format!("of {}", self.node(&curve.node));
            let wells = text::of(curve.wells, "well", "wells");
            let room = self.width.saturating_sub(name + 22);
            self.push(vec![
                (" + ".to_owned(), self.theme.style("status.completed")),
                (text::left(&curve.name, name), self.theme.style("text")),
                (format!("  {}", text::left(&unit, 6)), self.theme.style("muted")),
                (text::left(&of, room), self.theme.style("muted")),
                (format!("  {}", text::right(&wells, 9)), self.theme.style("text")),
            ]);
        }
    }

    fn overwritten(&mut self, overwrite: &PlannedOverwrite) {
        let wells = text::of(overwrite.wells, "well", "wells");
        let (node, name) = (self.node(&overwrite.node), &overwrite.name);
        self.heading(&format!("New version of {name} in {wells}, of {node}"));
        let well = self.column(overwrite.curves.iter().map(|curve| curve.well.as_str()));
        for curve in &overwrite.curves {
            let versions = format!("v{} → v{}", curve.version, curve.version + 1);
            let by = format!(
                "{}, {}, {}",
                curve.author,
                text::ago(curve.written_at, self.state.now),
                curve.source
            );
            let room = self.width.saturating_sub(well + text::width(&versions) + 8);
            self.push(vec![
                (" ~ ".to_owned(), self.theme.style("status.partial")),
                (text::left(&curve.well, well), self.theme.style("text")),
                (format!("  {versions}"), self.theme.style("status.partial")),
                (format!("  {}", text::cut(&by, room)), self.theme.style("muted")),
            ]);
        }
        self.more(overwrite.wells.saturating_sub(overwrite.curves.len()));
    }

    fn written(&mut self, found: &RunPlan) {
        let mut groups: BTreeMap<(&str, &str, bool), Vec<&PlannedOutput>> = BTreeMap::new();
        for output in &found.outputs {
            let key = (output.node.as_str(), output.kind, output.exists);
            groups.entry(key).or_default().push(output);
        }
        if !groups.is_empty() {
            self.heading("Written");
        }
        for ((node, kind, exists), outputs) in groups {
            let wells = outputs.iter().map(|output| output.wells).sum();
            let rows = outputs.iter().map(|output| output.rows).sum();
            let told = format!("{} · {} rows", text::of(wells, "well", "wells"), text::count(rows));
            let node = self.node(node);
            let there = match outputs.first().filter(|_| exists) {
                Some(output) => match output.if_exists {
                    IfExists::Refuse => " is there already".to_owned(),
                    IfExists::Replace => " is there already, and is replaced".to_owned(),
                    IfExists::NewName => " is there already; a new name is taken".to_owned(),
                },
                None => " is new".to_owned(),
            };
            let (sign, token) =
                if exists { ("~", "status.partial") } else { ("+", "status.completed") };
            self.sign(sign, token, &format!("{node}: {kind}{there}; {told}"));
            for output in outputs.iter().take(FILES_LISTED) {
                let target = text::tail(&output.target, self.width.saturating_sub(6));
                self.push(vec![(format!("     {target}"), self.theme.style("muted"))]);
            }
            self.more(outputs.len().saturating_sub(FILES_LISTED));
        }
    }

    fn more(&mut self, count: usize) {
        if count > 0 {
            self.push(vec![(format!("     and {count} more"), self.theme.style("muted"))]);
        }
    }

    fn node(&self, id: &str) -> String {
        let node = self.plan.subject.definition.node(id);
        node.map_or_else(|| id.to_owned(), |node| node.name.clone())
    }

    /// Returns the width of a column that holds these, a third of the line at most.
    fn column<'t>(&self, texts: impl Iterator<Item = &'t str>) -> usize {
        texts.map(text::width).max().unwrap_or(0).min(self.width / 3)
    }

    fn heading(&mut self, words: &str) {
        self.gap();
        let words = text::cut(words, self.width.saturating_sub(1));
        self.push(vec![(format!(" {words}"), self.theme.style("title"))]);
    }

    fn gap(&mut self) {
        if !self.lines.is_empty() {
            self.lines.push(Line::default());
        }
    }

    fn text(&mut self, words: &str, token: &str) {
        for line in text::wrap(words, self.width.saturating_sub(2)) {
            self.push(vec![(format!(" {line}"), self.theme.style(token))]);
        }
    }

    /// Writes a sign before the first of some lines.
    fn sign(&mut self, sign: &str, token: &str, words: &str) {
        for (index, line) in text::wrap(words, self.width.saturating_sub(4)).into_iter().enumerate()
        {
            let sign = if index == 0 { sign } else { " " };
            self.push(vec![
                (format!(" {sign} "), self.theme.style(token)),
                (line, self.theme.style("text")),
            ]);
        }
    }

    fn push(&mut self, parts: Vec<(String, Style)>) {
        let spans: Vec<_> =
            parts.into_iter().map(|(words, style)| Span::styled(words, style)).collect();
        self.lines.push(Line::from(spans));
    }
}
