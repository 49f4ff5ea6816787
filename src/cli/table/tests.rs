//! Tables in more room and in less.

use super::*;

fn table() -> Table {
    let mut table = Table::new(&["name", ">samples", "message"]);
    table.row([plain("GR"), plain("800"), plain("a long story about a curve")]);
    table.row([plain("RHOB"), plain("7"), plain("")]);
    table
}

fn widths_in(room: usize) -> Vec<usize> {
    let table = table();
    widths(&table.heads, &table.rows, room)
}

#[test]
fn columns_are_as_wide_as_their_widest_cell() {
    assert_eq!(widths_in(usize::MAX), [4, 7, 26]);
}

#[test]
fn only_text_gives_way_to_a_narrow_terminal() {
    assert_eq!(widths_in(27), [4, 7, 12]);
    assert_eq!(widths_in(5), [4, 7, 8]);
}

fn out() -> Out {
    Out::new(false, false, None)
}

#[test]
fn a_description_goes_on_beside_or_below_its_row() {
    let mut table = Table::new(&["name", ">nodes", "gives"]);
    let long = "Shale volume, porosity and water saturation of clean sands.";
    table.row([plain("sands"), plain("7"), plain(long)]);
    let lines = table.lines(52, &out());
    assert_eq!(
        lines,
        [
            "name   nodes  gives",
            "sands      7  Shale volume, porosity and water",
            "              saturation of clean sands.",
        ]
    );
    let lines = table.lines(40, &out());
    assert_eq!(
        lines,
        [
            "name   nodes",
            "sands      7",
            "    Shale volume, porosity and water",
            "    saturation of clean sands.",
        ]
    );
    assert_eq!(table.lines(usize::MAX, &out()).len(), 2);
}

#[test]
fn parts_of_a_wide_table_tell_which_row_is_which() {
    let mut table = Table::new(&["ZONE", ">gross", ">net", ">pay"]);
    table.row(["Longshore Formation", "20.117", "8.534", "0.152"].map(plain));
    let lines = table.lines_in_parts(34, &out());
    assert_eq!(
        lines,
        [
            "ZONE                  gross    net",
            "Longshore Formation  20.117  8.534",
            "",
            "ZONE                   pay",
            "Longshore Formation  0.152",
        ]
    );
    assert_eq!(table.lines_in_parts(60, &out()).len(), 2);
}

#[test]
fn a_column_without_a_word_makes_room() {
    let mut table = Table::new(&["run", "node", "pipeline"]);
    table.row(["1", "", "Standard petrophysics"].map(plain));
    assert_eq!(table.lines(27, &out())[1], "1    Standard petrophysics");
}

#[test]
fn a_date_is_not_cut() {
    let mut table = Table::new(&["run", "began", "by"]);
    let when = "2026-11-29 22:28:26";
    table.row([plain("1"), plain(when), plain("somebody@example.org")]);
    assert_eq!(widths(&table.heads, &table.rows, 40), [3, 19, 14]);
    assert!(!table.described());
    assert!(!self::table().described(), "a short story is no description");
    let mut described = Table::new(&["template", "gives"]);
    described.row([plain("a"), plain("ZONE, gross, net_res, net_pay, ntg, phi_av, sw_av")]);
    assert!(!described.described(), "nor are names");
    described.row([plain("b"), plain("Shale volume, porosity and water saturation of sands.")]);
    assert!(described.described());
}
