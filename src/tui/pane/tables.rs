//! Tables and single values that the operators of a run made: one of a node at a time, all its wells
//! together.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;
use uuid::Uuid;

use crate::domain::table::{MOST_ROWS, TableRow};
use crate::tui::command::Step;
use crate::tui::effect::Effect;
use crate::tui::layout::arrange;
use crate::tui::pane::pipelines::filter_title;
use crate::tui::state::{Pane, Screen, State};
use crate::tui::widget::frame;
use crate::tui::widget::input::Input;
use crate::tui::widget::sheet::{Place, Sheet};

/// Rows that are read at once; of more, the first wells are shown, and a filter finds the others.
const MOST: i64 = 2 * MOST_ROWS as i64;

/// The rows of one table, of all wells or of some.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowsRequest {
    /// Execution.
    pub run: Uuid,
    /// Name of the node.
    pub node: String,
    /// Name of the table.
    pub name: String,
    /// Wells; `None` for all.
    pub wells: Option<Vec<String>>,
}

/// What is known of the tables of a run.
#[derive(Debug, Clone, Default)]
pub struct Tables {
    /// The execution.
    pub run: Option<Uuid>,
    /// Its tables without their rows, by node and well; `None` until they are read.
    pub listed: Option<Vec<TableRow>>,
    /// Node, and table of it, that is shown, also of the next run if that has it.
    pub wanted: Option<(String, Option<String>)>,
    /// Letters that the name of a well must hold.
    pub filter: Input,
    /// Rows that were asked for last.
    pub asked: Option<RowsRequest>,
    /// They as they are shown; those of before until they come.
    pub sheet: Option<Sheet>,
    /// What is seen of them.
    pub place: Place,
    /// Whether the tables stand in the place of the log.
    pub shown: bool,
}

impl Tables {
    /// Returns the tables by node and name, in the order of the plan.
    pub fn groups(&self) -> Vec<(&str, &str)> {
        let mut groups = Vec::new();
        for table in self.listed.iter().flatten() {
            let own = (table.node.as_str(), table.name.as_str());
            if !groups.contains(&own) {
                groups.push(own);
            }
        }
        groups
    }

    /// Returns which of them is shown.
    pub fn group(&self) -> usize {
        let Some((node, name)) = &self.wanted else { return 0 };
        let groups = self.groups();
        let exact =
            groups.iter().position(|(own, table)| own == node && Some(*table) == name.as_deref());
        exact.or_else(|| groups.iter().position(|(own, _)| own == node)).unwrap_or(0)
    }

    /// Shows the next table, or the one before.
    pub fn step(&mut self, step: isize) {
        let groups = self.groups();
        if groups.is_empty() {
            return;
        }
        let next = (self.group() as isize + step).rem_euclid(groups.len() as isize) as usize;
        let (node, name) = groups[next];
        self.wanted = Some((node.to_owned(), Some(name.to_owned())));
        self.place = Place::default();
    }

    /// Returns the tables that are shown: of wells that the filter lets through, as many as can be
    /// looked at together; and how many wells there are.
    fn chosen(&self) -> (Vec<&TableRow>, usize) {
        let groups = self.groups();
        let Some(own) = groups.get(self.group()) else { return (Vec::new(), 0) };
        let letters = self.filter.text().to_lowercase();
        let of_group = |table: &&TableRow| (table.node.as_str(), table.name.as_str()) == *own;
        let of_wells = self.listed.iter().flatten().filter(of_group);
        let all = of_wells.clone().count();
        let mut rows = 0;
        let chosen = of_wells
            .filter(|table| table.well.to_lowercase().contains(&letters))
            .take_while(|table| {
                let first = rows == 0;
                rows += table.row_count.min(MOST_ROWS as i64);
                first || rows <= MOST
            });
        (chosen.collect(), all)
    }

    fn request(&self) -> Option<RowsRequest> {
        let (chosen, all) = self.chosen();
        let first = chosen.first()?;
        let wells = chosen.iter().map(|table| table.well.clone());
        Some(RowsRequest {
            run: self.run?,
            node: first.node.clone(),
            name: first.name.clone(),
            wells: (chosen.len() < all).then(|| wells.collect()),
        })
    }

    /// Takes the list of a run; says nothing of another one, which came too late.
    pub fn take_list(&mut self, run: Uuid, listed: Vec<TableRow>) {
        if self.run == Some(run) && self.listed.as_ref() != Some(&listed) {
            self.listed = Some(listed);
            self.asked = None;
        }
    }

    /// Takes rows; those of another table came too late.
    pub fn take_rows(&mut self, asked: &RowsRequest, tables: &[TableRow]) {
        if self.asked.as_ref() == Some(asked) {
            let own: Vec<TableRow> =
                tables.iter().filter(|table| table.name == asked.name).cloned().collect();
            self.sheet = Some(Sheet::of_wells(&asked.name, &own));
        }
    }

    /// Returns what is to be read for what is to be seen.
    fn missing(&mut self, run: Option<Uuid>) -> Option<Effect> {
        if self.run != run {
            let Self { wanted, filter, shown, .. } = std::mem::take(self);
            *self = Self { run, wanted, filter, shown, ..Self::default() };
            return run.map(Effect::LoadTables);
        }
        self.listed.as_ref()?;
        let request = self.request();
        if request == self.asked {
            return None;
        }
        if request.is_none() {
            self.sheet = None;
        }
        self.asked.clone_from(&request);
        request.map(Effect::LoadRows)
    }
}

/// Whether the tables are in sight, or would be at another size of the terminal.
pub fn are_shown(state: &State) -> bool {
    state.screen == Screen::Runs && (state.runs.tables.shown || state.focused() == Pane::Tables)
}

/// Asks for what the tables of the selected run lack.
pub fn missing(state: &mut State) -> Option<Effect> {
    if !are_shown(state) {
        return None;
    }
    let run = state.runs.selected().map(|run| run.id);
    state.runs.tables.missing(run)
}

/// Shows the tables of the selected run, from the selected node on.
pub fn open(state: &mut State) {
    let node = state.runs.node_rows().get(state.runs.nodes.selected);
    let node =
        node.filter(|_| state.focused() == Pane::RunNodes).map(|node| node.node_name.clone());
    if let Some(node) = node {
        state.runs.tables.wanted = Some((node, None));
        state.runs.tables.place = Place::default();
    }
    state.set_focus(Pane::Tables);
}

fn room(area: Rect) -> (u16, u16) {
    (area.width.saturating_sub(2), area.height.saturating_sub(2))
}

/// Moves in the table.
pub fn move_by(state: &mut State, step: Step) {
    let Some(area) = arrange(state).pane(Pane::Tables) else { return };
    let tables = &mut state.runs.tables;
    if let Some(sheet) = &tables.sheet {
        tables.place = sheet.moved(tables.place, step, room(area));
    }
}

/// Scrolls by rows, as the wheel does.
pub fn scroll(state: &mut State, rows: isize) {
    let Some(area) = arrange(state).pane(Pane::Tables) else { return };
    let tables = &mut state.runs.tables;
    if let Some(sheet) = &tables.sheet {
        tables.place = sheet.scrolled(tables.place, rows, room(area));
    }
}

/// Brings what is seen back to what there is.
pub fn settle(state: &mut State, pane: Option<Rect>) {
    let Some(area) = pane else { return };
    let tables = &mut state.runs.tables;
    if let Some(sheet) = &tables.sheet {
        tables.place = sheet.settled(tables.place, room(area));
    }
}

/// Draws the table.
pub fn view(state: &State, buffer: &mut Buffer, area: Rect, focused: bool) {
    let theme = &state.theme;
    let tables = &state.runs.tables;
    let groups = tables.groups();
    let group = tables.group();
    let title = match groups.get(group) {
        Some((node, _)) => format!("Tables: {node}"),
        None => Pane::Tables.title().to_owned(),
    };
    let title = filter_title(&title, &tables.filter, focused && state.filtering);
    let note = groups.get(group).map(|(_, name)| match groups.len() {
        1 => (*name).to_owned(),
        count => format!("{name}, {} of {count}", group + 1),
    });
    let note = Line::styled(note.unwrap_or_default(), theme.style("muted"));
    let inner = frame::pane(buffer, area, theme, focused, &title, note);
    let (chosen, wells) = tables.chosen();
    let Some(sheet) = tables.sheet.as_ref().filter(|_| !chosen.is_empty()) else {
        let message = match (&tables.listed, groups.is_empty()) {
            (None, _) if state.runs.selected().is_none() => "",
            (None, _) => "reading…",
            (Some(_), true) => "No operator of the run made a table or a single value.",
            (Some(_), false) if chosen.is_empty() => "No well holds these letters.",
            _ => "reading…",
        };
        frame::empty(buffer, inner, theme, message);
        return;
    };
    sheet.view(theme, buffer, inner, tables.place);
    sheet.scroll_bar(theme, buffer, area, tables.place);
    let of_wells = match chosen.len() {
        count if count == wells => None,
        count => Some(format!("{count} of {wells} wells")),
    };
    let told = [of_wells, sheet.told(tables.place, (inner.width, inner.height))];
    let told: Vec<String> = told.into_iter().flatten().collect();
    if !told.is_empty() {
        frame::foot(buffer, area, Line::styled(told.join(" · "), theme.style("muted")));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::operator::Kind;
    use crate::domain::table::TableColumn;

    const RUN: Uuid = Uuid::from_u128(1);

    fn table(node: &str, well: &str, name: &str, rows: i64) -> TableRow {
        TableRow {
            id: Uuid::nil(),
            node_execution_id: Uuid::nil(),
            node: node.to_owned(),
            operator_id: None,
            well: well.to_owned(),
            name: name.to_owned(),
            columns: vec![TableColumn {
                name: "N".to_owned(),
                unit: String::new(),
                kind: Kind::Number,
            }],
            rows: vec![vec![json!(rows)]],
            row_count: rows,
            truncated: false,
        }
    }

    fn read(tables: &mut Tables) -> Option<RowsRequest> {
        match tables.missing(Some(RUN)) {
            Some(Effect::LoadRows(request)) => Some(request),
            _ => None,
        }
    }

    fn listed() -> Vec<TableRow> {
        vec![
            table("Pay", "A-1", "zones", 2),
            table("Pay", "A-1", "values", 1),
            table("Pay", "B-1", "zones", 3),
            table("Gaps", "A-1", "gaps", 15_000),
            table("Gaps", "B-1", "gaps", 15_000),
            table("Gaps", "B-2", "gaps", 15_000),
        ]
    }

    #[test]
    fn the_list_is_read_first_and_then_the_rows_of_one_table() {
        let mut tables = Tables::default();
        assert_eq!(tables.missing(Some(RUN)), Some(Effect::LoadTables(RUN)));
        assert_eq!(tables.missing(Some(RUN)), None);
        tables.take_list(RUN, listed());
        assert_eq!(tables.groups(), [("Pay", "zones"), ("Pay", "values"), ("Gaps", "gaps")]);
        let request = read(&mut tables).expect("rows are wanted");
        assert_eq!((request.name.as_str(), &request.wells), ("zones", &None));
        assert_eq!(read(&mut tables), None, "they are asked for once");
        tables.take_rows(&request, &listed());
        assert_eq!(tables.sheet.as_ref().map(Sheet::rows), Some(2));
        tables.take_list(RUN, listed());
        assert_eq!(read(&mut tables), None, "the same list changes nothing");
    }

    #[test]
    fn more_rows_than_can_be_looked_at_come_well_by_well() {
        let mut tables = Tables { run: Some(RUN), ..Tables::default() };
        tables.take_list(RUN, listed());
        tables.step(-1);
        let request = read(&mut tables).expect("rows are wanted");
        assert_eq!(request.wells, Some(vec!["A-1".to_owned(), "B-1".to_owned()]));
        tables.filter = Input::new("b-2");
        let request = read(&mut tables).expect("rows are wanted");
        assert_eq!(request.wells, Some(vec!["B-2".to_owned()]));
        tables.filter = Input::new("no such");
        assert_eq!((read(&mut tables), &tables.sheet), (None, &None));
    }

    #[test]
    fn another_run_shows_the_same_table_if_it_has_it() {
        let mut tables = Tables { run: Some(RUN), ..Tables::default() };
        tables.take_list(RUN, listed());
        tables.step(1);
        let next = Uuid::from_u128(2);
        assert_eq!(tables.missing(Some(next)), Some(Effect::LoadTables(next)));
        tables.take_list(RUN, listed());
        assert_eq!(tables.listed, None, "the list of the former run comes too late");
        tables.take_list(next, listed());
        assert_eq!(tables.group(), 1);
        tables.take_list(next, vec![table("Gaps", "A-1", "gaps", 1)]);
        assert_eq!(tables.group(), 0);
    }
}
