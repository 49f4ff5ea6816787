//! Forms such as hosts build.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use serde_json::json;

use crate::tui::state::Tone;
use crate::tui::widget::form::{
    Bounds, CellKind, Choice, Column, Field, Form, FormEvent, Row, Table,
};

pub fn gamma_ray() -> Bounds {
    Bounds { minimum: Some(0.0), maximum: Some(300.0), ..Bounds::default() }
}

pub fn wells(count: usize) -> Vec<Choice> {
    (1..=count)
        .map(|number| {
            let well =
                Choice::of(&format!("15/9-F-{number}")).note(format!("{} curves", number % 7 + 3));
            if number % 5 == 0 { well.refused("no RHOB") } else { well }
        })
        .collect()
}

pub fn edges() -> Vec<Choice> {
    vec![
        Choice::of("reflect").help("The curve mirrored about its end."),
        Choice::of("nearest").help("The end sample again and again."),
        Choice::of("shrink").help("Nothing; the window is shorter there."),
    ]
}

/// One field of each kind.
pub fn every_kind() -> Form {
    let fields = vec![
        Field::text("name", "Name").required().help("Shown in lists and in the audit trail."),
        Field::fact("operator", "Operator", "vshale_larionov_tertiary 1.2.0"),
        Field::number("gr_clean", "GR clean", gamma_ray())
            .unit("gAPI")
            .default(20)
            .under("Parameters")
            .help("Gamma ray of clean rock; smaller than that of shale.")
            .suggests(),
        Field::number("gr_shale", "GR shale", gamma_ray()).unit("gAPI").default(120).value(135.5),
        Field::toggle("clip", "Clip").default(true).help("Limits the result to 0..1."),
        Field::choice("edge", "Edge", edges())
            .default("reflect")
            .help("What the window sees beyond the ends."),
        Field::select("wells", "Wells", wells(60))
            .value(json!(["15/9-F-1", "15/9-F-12", "15/9-F-3"]))
            .under("Source")
            .help("Wells that the node reads."),
        Field::range("depth", "Depth", Bounds::default())
            .unit("m")
            .value(json!([1000, null]))
            .help("Samples outside are left out."),
        Field::list("tags", "Tags").value(json!(["nightly", "audit"])).help("Words to find it by."),
        Field::numbers("percentiles", "Percentiles", gamma_ray()).value(json!([5, 50, 95])),
        Field::long("remark", "Remark", 3).value("Cut-offs from the 2019 study.\nSee report 12."),
        Field::json("extra", "Extra", 2).value(json!({"a": 1})),
    ];
    Form::new("Shale volume", fields).submit("Apply")
}

/// The table of kept outputs.
pub fn mapping() -> Form {
    let modes = vec![Choice::new("create_new", "create new"), Choice::of("overwrite")];
    let columns = vec![
        Column::new("port", "Output", CellKind::Fact),
        Column::new("keep", "Keep", CellKind::Toggle).help("Whether the curve is stored."),
        Column::new("mode", "Mode", CellKind::Choice(modes)).help("A new curve, or a new version."),
        Column::new("suffix", "Suffix", CellKind::Text)
            .help("What follows the name; moves on after a run."),
        Column::new("name", "Resulting curve", CellKind::Fact),
    ];
    let row = |port: &str, keep: bool, suffix: &str| {
        let cells = [
            json!(port),
            json!(keep),
            json!("create_new"),
            json!(suffix),
            json!(format!("{port}{suffix}")),
        ];
        Row::new(port, cells)
    };
    let rows =
        vec![row("VSH_LT", true, "_1"), row("VSH_CLAVIER", true, "_1"), row("IGR", false, "")];
    let mut table = Table::new(columns, rows);
    table.set_state("VSH_LT", Some((Tone::Good, "free in 60 wells".into())));
    table.set_state("VSH_CLAVIER", Some((Tone::Problem, "exists in 3 of 60 wells".into())));
    table.cell_mut("VSH_CLAVIER", "suffix").unwrap().error =
        Some("VSH_CLAVIER_1 exists in 3 wells, wanted a free name such as VSH_CLAVIER_2".into());
    for column in ["mode", "suffix"] {
        table.cell_mut("IGR", column).unwrap().refusal = Some("the curve is not kept".into());
    }
    Form::new("Curve mapping", vec![Field::table("outputs", "Outputs", table)])
}

pub fn press(form: &mut Form, code: KeyCode) -> FormEvent {
    form.key(KeyEvent::new(code, KeyModifiers::NONE))
}

pub fn control(form: &mut Form, letter: char) -> FormEvent {
    form.key(KeyEvent::new(KeyCode::Char(letter), KeyModifiers::CONTROL))
}

pub fn write(form: &mut Form, text: &str) {
    for letter in text.chars() {
        press(form, KeyCode::Char(letter));
    }
}
