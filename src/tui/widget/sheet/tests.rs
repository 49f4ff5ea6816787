//! What is seen of a table at every place in it.

use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use serde_json::json;
use uuid::Uuid;

use super::*;
use crate::config::ColorDepth;
use crate::tui::theme::Theme;

fn column(name: &str, unit: &str, kind: Kind) -> TableColumn {
    TableColumn { name: name.to_owned(), unit: unit.to_owned(), kind }
}

fn zones(rows: usize) -> ResultTable {
    let row = |at: usize| {
        vec![
            json!(format!("Zone {at}")),
            json!(1000.5 + at as f64),
            json!(0.25),
            json!(null),
            json!(at),
        ]
    };
    ResultTable {
        name: "zones".to_owned(),
        columns: vec![
            column("ZONE", "", Kind::Text),
            column("TOP", "m", Kind::Number),
            column("PHIE_MEAN", "v/v", Kind::Number),
            column("SW_MEAN", "v/v", Kind::Number),
            column("SAMPLES", "", Kind::Number),
        ],
        rows: (0..rows).map(row).collect(),
        row_count: rows as i64,
    }
}

fn seen(sheet: &Sheet, (width, height): (u16, u16), place: Place) -> Vec<String> {
    let area = Rect::new(0, 0, width, height);
    let mut buffer = Buffer::empty(area);
    sheet.view(&Theme::built_in("dark", ColorDepth::True), &mut buffer, area, place);
    let line = |y| (0..width).map(|x| buffer[(x, y)].symbol()).collect::<String>();
    (0..height).map(|y| line(y).trim_end().to_owned()).collect()
}

#[test]
fn rows_stand_under_names_and_units() {
    let sheet = Sheet::of(&zones(3));
    let wanted = [
        " ZONE       TOP  PHIE_MEAN  SW_MEAN  SAMPLES",
        "              m        v/v      v/v",
        " Zone 0  1000.5       0.25        –        0",
        " Zone 1  1001.5       0.25        –        1",
        " Zone 2  1002.5       0.25        –        2",
    ];
    assert_eq!(seen(&sheet, (50, 5), Place::default()), wanted);
    assert_eq!(sheet.told(Place::default(), (50, 5)), None);
}

#[test]
fn the_first_column_stays_when_the_others_pass() {
    let sheet = Sheet::of(&zones(30));
    let size = (30, 6);
    assert_eq!(sheet.told(Place::default(), size).unwrap(), "rows 1–4/30 · columns 2–3/5");
    let mut place = Place::default();
    for step in [Step::Right, Step::Right, Step::Right, Step::Down] {
        place = sheet.moved(place, step, size);
    }
    assert_eq!(place, Place { row: 1, column: 2 });
    let lines = seen(&sheet, size, place);
    assert_eq!(lines[0], " ZONE     SW_MEAN  SAMPLES");
    assert_eq!(lines[2], " Zone 1         –        1");
    assert_eq!(sheet.told(place, size).unwrap(), "rows 2–5/30 · columns 4–5/5");
    assert_eq!(sheet.moved(place, Step::Last, size).row, 26);
}

#[test]
fn one_row_is_read_from_above_to_below() {
    let sheet = Sheet::of(&zones(1));
    let lines = seen(&sheet, (30, 6), Place::default());
    assert_eq!(lines[1], " TOP        1000.5 m");
    assert_eq!(lines[4], " SAMPLES    0");
    assert_eq!(sheet.line(20), None);
    let line = sheet.line(80).unwrap();
    assert_eq!(line, "ZONE Zone 0 · TOP 1000.5 m · PHIE_MEAN 0.25 v/v · SW_MEAN – · SAMPLES 0");
}

#[test]
fn tables_of_several_wells_become_one() {
    let of = |well: &str, columns: &[&str]| TableRow {
        id: Uuid::nil(),
        node_execution_id: Uuid::nil(),
        node: "Quality".to_owned(),
        operator_id: None,
        well: well.to_owned(),
        name: "values".to_owned(),
        columns: columns.iter().map(|name| column(name, "", Kind::Number)).collect(),
        rows: vec![columns.iter().map(|name| json!(name.len())).collect()],
        row_count: 3,
        truncated: true,
    };
    let sheet = Sheet::of_wells("values", &[of("A-1", &["GR", "RHOB"]), of("B-22", &["RHOB"])]);
    let lines = seen(&sheet, (30, 4), Place::default());
    assert_eq!(lines[..3], [" well  GR  RHOB", " A-1    2     4", " B-22   –     4"]);
    assert_eq!(lines[3], " the first 2 of 6 rows");
}

#[test]
fn the_well_and_the_name_of_a_row_stay() {
    let of = |well: &str| {
        let table = zones(2);
        TableRow {
            id: Uuid::nil(),
            node_execution_id: Uuid::nil(),
            node: "Zones".to_owned(),
            operator_id: None,
            well: well.to_owned(),
            name: table.name,
            columns: table.columns,
            rows: table.rows,
            row_count: 2,
            truncated: false,
        }
    };
    let sheet = Sheet::of_wells("zones", &[of("A-1"), of("B-22")]);
    let place = Place { row: 0, column: 2 };
    let lines = seen(&sheet, (34, 4), place);
    assert_eq!(lines[0], " well  ZONE    SW_MEAN  SAMPLES");
    assert_eq!(lines[2], " A-1   Zone 0        –        0");
    assert_eq!(sheet.told(place, (34, 4)).unwrap(), "rows 1–2/4 · columns 5–6/6");
    // Where they would take most of the room, the well alone stays.
    assert_eq!(seen(&sheet, (18, 4), place)[0], " well  PHIE_MEAN");
}

#[test]
fn a_table_without_rows_says_so() {
    assert!(seen(&Sheet::of(&zones(0)), (40, 5), Place::default())[1].contains("no rows"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_step_leads_out_of_the_table(
        steps in prop::collection::vec(0usize..8, 0..40),
        rows in 0usize..40,
        size in (0u16..70, 0u16..20),
    ) {
        let all = [
            Step::Up, Step::Down, Step::Left, Step::Right,
            Step::PageUp, Step::PageDown, Step::First, Step::Last,
        ];
        let sheet = Sheet::of(&zones(rows));
        let mut place = Place::default();
        for step in steps {
            place = sheet.moved(place, all[step], size);
            prop_assert_eq!(place, sheet.settled(place, size));
            sheet.told(place, size);
            seen(&sheet, size, place);
        }
    }
}
