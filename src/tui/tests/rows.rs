//! Rows such as the services give.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use uuid::Uuid;

use crate::config::ColorDepth;
use crate::domain::curve::{Quantity, lookup};
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::execution::{LogLevel, Status};
use crate::domain::operator::{Kind, OperatorSpec, OutputSpec, PortSpec, Scope};
use crate::domain::table::{TableColumn, TableRow};
use crate::services::rows::*;
use crate::services::{self, FeedState};
use crate::tui::effect::Effect;
use crate::tui::event::{Answer, Event};
use crate::tui::pane::canvas;
use crate::tui::state::{Pane, State};
use crate::tui::theme::Theme;
use crate::tui::update;

pub const PROJECT: Uuid = Uuid::from_u128(1);
pub const PIPELINE: Uuid = Uuid::from_u128(0x10);
pub const BROKEN: Uuid = Uuid::from_u128(0x11);
pub const RUN: Uuid = Uuid::from_u128(0x20);

/// The time at which every test stands still.
pub fn now() -> DateTime<Utc> {
    DateTime::parse_from_rfc3339("2026-03-14T09:26:53Z").unwrap().to_utc()
}

pub fn project() -> ProjectRow {
    ProjectRow { id: PROJECT, name: "demo".into(), wells: 3, pipelines: 3 }
}

pub fn pipelines() -> Vec<PipelineRow> {
    let row = |id, name: &str, nodes, status| PipelineRow {
        id,
        name: name.into(),
        version: "1.2.0".into(),
        description: String::new(),
        nodes,
        updated_at: now(),
        last_run: Some(RUN),
        last_status: status,
        draft: None,
        is_new: false,
    };
    vec![
        row(PIPELINE, "formation-evaluation", 6, Some(Status::Running)),
        row(BROKEN, "despike", 2, Some(Status::Failed)),
        row(Uuid::from_u128(0x12), "pay-summary", 5, None),
    ]
}

pub fn detail() -> PipelineDetail {
    let definition = json!({
        "name": "formation-evaluation", "version": "1.2.0",
        "nodes": [
            { "id": "logs", "name": "Well logs", "node_type": { "type": "ingestion", "source_type": {
                "source": "well_logs", "well_ids": ["*"], "curve_names": ["GR", "RHOB", "RT"], "depth_range": [1000.0, 2500.0] } } },
            { "id": "vsh", "name": "Shale volume", "dependencies": ["logs"],
              "node_type": { "type": "operator", "operator_id": "shale_volume_larionov", "parameters": { "gr_clean": 18.5 }, "inputs": { "GR": "GR" } },
              "curve_mapping": { "VSH_LT": { "mode": "create_new", "suffix": "_1" } } },
            { "id": "phid", "name": "Density porosity", "dependencies": ["logs"],
              "node_type": { "type": "operator", "operator_id": "porosity_density" } },
            { "id": "phie", "name": "Effective porosity", "dependencies": ["vsh", "phid"],
              "node_type": { "type": "operator", "operator_id": "porosity_effective" } },
            { "id": "sw", "name": "Archie", "dependencies": ["logs", "phie"],
              "node_type": { "type": "operator", "operator_id": "saturation_archie" },
              "curve_mapping": { "SW": { "mode": "overwrite", "output_curve_id": null, "output_curve_name": "SW_FINAL" } } },
            { "id": "out", "name": "Screens", "dependencies": ["vsh", "sw"],
              "node_type": { "type": "output", "output_type": "frontend" } }
        ]
    });
    PipelineDetail {
        id: PIPELINE,
        project_id: PROJECT,
        definition: serde_json::from_value(definition).unwrap(),
        diagnostics: vec![
            Diagnostic::warning(ErrorType::UnitMismatch, "curve is in another unit")
                .at_node("phid")
                .at_port("RHOB")
                .found("kg/m3")
                .wanted("g/cm3")
                .hint("it is converted before the node runs"),
        ],
        updated_at: now(),
        last_run: Some(run_detail()),
    }
}

/// A pipeline that cannot run.
pub fn broken() -> PipelineDetail {
    let definition = json!({
        "name": "despike",
        "nodes": [
            { "id": "logs", "name": "Well logs", "node_type": { "type": "ingestion", "source_type": {
                "source": "well_logs", "curve_names": ["*"] } } },
            { "id": "hampel", "name": "Hampel", "dependencies": ["logs"],
              "node_type": { "type": "operator", "operator_id": "signal_hampel" } }
        ]
    });
    PipelineDetail {
        id: BROKEN,
        project_id: PROJECT,
        definition: serde_json::from_value(definition).unwrap(),
        diagnostics: vec![
            Diagnostic::error(ErrorType::OperatorNotFound, "there is no operator of this id")
                .at_node("hampel")
                .found("signal_hampel")
                .wanted("despike_hampel")
                .hint("write operator_id: despike_hampel"),
        ],
        updated_at: now(),
        last_run: None,
    }
}

pub fn run_row() -> RunRow {
    RunRow {
        id: RUN,
        project_id: PROJECT,
        pipeline_id: Some(PIPELINE),
        pipeline_name: "formation-evaluation".into(),
        only_node: None,
        status: Status::Running,
        created_at: now() - TimeDelta::seconds(74),
        started_at: Some(now() - TimeDelta::seconds(73)),
        completed_at: None,
        execution_time_ms: None,
        executed_by: "anna@example.org".into(),
        wells: WellCounts { total: 20, done: 7, failed: 1, skipped: 0 },
        cancel_requested: false,
        error_message: None,
    }
}

pub fn runs() -> Vec<RunRow> {
    let past = |number: u128, name: &str, status, hours, ms, wells| RunRow {
        id: Uuid::from_u128(0x20 + number),
        pipeline_name: name.into(),
        status,
        created_at: now() - TimeDelta::hours(hours),
        started_at: Some(now() - TimeDelta::hours(hours)),
        completed_at: Some(now() - TimeDelta::hours(hours) + TimeDelta::milliseconds(ms)),
        execution_time_ms: Some(ms),
        wells,
        ..run_row()
    };
    let counts = |total, done, failed| WellCounts { total, done, failed, skipped: 0 };
    let mut rows = vec![
        run_row(),
        past(1, "formation-evaluation", Status::Completed, 2, 12_340, counts(20, 20, 0)),
        past(2, "despike", Status::Failed, 3, 840, counts(3, 0, 3)),
        past(3, "pay-summary", Status::Partial, 26, 341_000, counts(1_204, 1_201, 3)),
        past(4, "formation-evaluation", Status::Cancelled, 50, 61_000, counts(20, 4, 0)),
    ];
    rows[1].only_node = Some("Shale volume".into());
    rows[2].error_message = Some("no well has the curve RHOB".into());
    rows
}

pub fn run_detail() -> RunDetail {
    let node = |index: u128, id: &str, name: &str, status, wells: (i64, i64, i64), ms| NodeRunRow {
        id: Uuid::from_u128(0x40 + index),
        node_id: id.into(),
        node_name: name.into(),
        operator_id: None,
        status,
        started_at: (wells.0 > 0).then(|| now() - TimeDelta::seconds(60)),
        execution_time_ms: ms,
        busy_ms: ms,
        cpu_ms: ms,
        wells: WellCounts { total: 20, done: wells.0, failed: wells.1, skipped: wells.2 },
        rows_in: wells.0 * 12_000,
        rows_out: wells.0 * 12_000,
        output_curves: 0,
        error_message: None,
    };
    let mut nodes = vec![
        node(1, "logs", "Well logs", Status::Completed, (20, 0, 0), Some(2_310)),
        node(2, "vsh", "Shale volume", Status::Running, (14, 1, 0), None),
        node(3, "phid", "Density porosity", Status::Running, (12, 0, 0), None),
        node(4, "phie", "Effective porosity", Status::Running, (9, 0, 1), None),
        node(5, "sw", "Archie", Status::Queued, (0, 0, 0), None),
        node(6, "out", "Screens", Status::Pending, (0, 0, 0), None),
    ];
    nodes[1].error_message = Some("well B-07: GR is null over its whole length".into());
    RunDetail { run: run_row(), nodes }
}

pub fn logs() -> Vec<LogRow> {
    let row = |id: i64, level, node: Option<&str>, message: &str, data| LogRow {
        id,
        at: now() - TimeDelta::seconds(60 - id * 4),
        level,
        node_name: node.map(str::to_owned),
        message: message.into(),
        data,
    };
    vec![
        row(1, LogLevel::Info, None, "run started", json!({ "wells": 20, "nodes": 6 })),
        row(2, LogLevel::Debug, Some("Well logs"), "plan resolved", json!(null)),
        row(3, LogLevel::Info, Some("Well logs"), "20 wells read", json!({ "ms": 2310 })),
        row(
            4,
            LogLevel::Warn,
            Some("Density porosity"),
            "RHOB converted from kg/m3",
            json!({ "well": "A-12" }),
        ),
        row(
            5,
            LogLevel::Error,
            Some("Shale volume"),
            "GR is null over its whole length",
            json!({ "well": "B-07" }),
        ),
        row(6, LogLevel::Info, Some("Shale volume"), "14 of 20 wells done", json!(null)),
    ]
}

pub fn wells() -> Vec<WellRow> {
    let names = ["A-12", "B-07", "25/4-10 S"];
    let well = |index: usize, name: &str| {
        let id = Uuid::from_u128(0x100 + 16 * index as u128);
        let curve = |number: u128, name: &str, min: f64, mean: f64, max: f64, nulls| {
            let known = lookup(name.split('_').next().unwrap());
            CurveRow {
                id: Uuid::from_u128(id.as_u128() + number),
                well_id: id,
                well_name: names[index].into(),
                name: name.into(),
                mnemonic: known.map_or(name, |known| known.canonical).into(),
                quantity: known.map_or(Quantity::Unknown, |known| known.quantity),
                unit: known.map_or("", |known| known.unit).into(),
                kind: crate::domain::operator::Kind::Number,
                scale: known.map(|known| known.scale),
                version: 1 + (number == 5) as i32,
                samples: 12_001,
                nulls,
                min: Some(min),
                mean: Some(mean),
                max: Some(max),
                top_depth_m: Some(1000.0),
                base_depth_m: Some(2829.0),
                source: if number < 5 {
                    "import of A-12.las"
                } else {
                    "shale_volume_larionov 1.0.0"
                }
                .into(),
                author: "anna@example.org".into(),
                updated_at: now() - TimeDelta::hours(3),
            }
        };
        WellRow {
            id,
            name: name.into(),
            uwi: Some(format!("100/0{index}-12-045-07W5/0")),
            curves: vec![
                curve(1, "GR", 8.21, 74.3, 214.6, 112),
                curve(2, "NPHI", -0.021, 0.214, 0.612, 0),
                curve(3, "RHOB", 1.912, 2.413, 2.944, 2_400),
                curve(4, "RT", 0.31, 12.7, 1_934.0, 0),
                curve(5, "VSH_LT_1", 0.0, 0.342, 1.0, 112),
            ],
        }
    };
    names.iter().enumerate().map(|(index, name)| well(index, name)).collect()
}

pub fn trace(curve: &CurveRow) -> Trace {
    let depth_m: Vec<f64> = (0..400).map(|index| 1000.0 + 4.0 * f64::from(index)).collect();
    let values = depth_m.iter().map(|depth| 75.0 + 60.0 * (depth / 90.0).sin()).collect();
    let tops = vec![("Top Hugin".to_owned(), 1500.0), ("Top Sleipner".to_owned(), 2100.0)];
    Trace { curve: curve.clone(), depth_m, values, tops }
}

pub fn operators() -> Vec<OperatorSpec> {
    let spec =
        |id: &str, summary: &str, inputs: &[(&str, &str)], outputs: &[(&str, &str)], parameters| {
            OperatorSpec {
                id: id.into(),
                version: "1.0.0".into(),
                title: id.into(),
                category: "subsurface".into(),
                family: String::new(),
                summary: summary.into(),
                documentation: String::new(),
                terms: Vec::new(),
                inputs: inputs
                    .iter()
                    .map(|(name, unit)| PortSpec {
                        name: (*name).into(),
                        unit: Some((*unit).into()),
                        quantities: Vec::new(),
                        optional: false,
                        ..PortSpec::default()
                    })
                    .collect(),
                outputs: outputs
                    .iter()
                    .map(|(name, unit)| OutputSpec {
                        name: (*name).into(),
                        unit: Some((*unit).into()),
                        quantity: None,
                        keeps: None,
                        ..OutputSpec::default()
                    })
                    .collect(),
                parameters,
                scope: Scope::Pointwise,
                impl_digest: String::new(),
                ..OperatorSpec::default()
            }
        };
    vec![
        spec(
            "shale_volume_larionov",
            "Estimates shale volume from gamma ray after Larionov.",
            &[("GR", "gAPI")],
            &[("VSH_LT", "v/v"), ("IGR", "v/v")],
            json!({ "properties": {
                "gr_clean": { "type": "number", "default": 20.0, "x-unit": "gAPI" },
                "gr_shale": { "type": "number", "default": 120.0, "x-unit": "gAPI" },
                "rocks": { "type": "string", "default": "tertiary" } } }),
        ),
        spec(
            "porosity_density",
            "Estimates porosity from bulk density.",
            &[("RHOB", "g/cm3")],
            &[("PHID", "v/v")],
            json!({ "properties": { "rho_ma": { "default": 2.65, "x-unit": "g/cm3" } } }),
        ),
    ]
}

/// Tables of the run that goes on; other runs made none.
pub fn tables(run: Uuid) -> Vec<TableRow> {
    if run != RUN {
        return Vec::new();
    }
    let column =
        |name: &str, unit: &str, kind| TableColumn { name: name.into(), unit: unit.into(), kind };
    let table = |index: u128, node: &str, well: &str, name: &str, columns, rows: Vec<_>| TableRow {
        id: Uuid::from_u128(0x60 + index),
        node_execution_id: Uuid::from_u128(0x42),
        node: node.into(),
        operator_id: None,
        well: well.into(),
        name: name.into(),
        columns,
        row_count: rows.len() as i64,
        rows,
        truncated: false,
    };
    let zones = |index, well: &str, top: f64| {
        let columns = vec![
            column("ZONE", "", Kind::Text),
            column("TOP", "m", Kind::Number),
            column("NET", "m", Kind::Number),
        ];
        let row = |at: i32, zone: &str| {
            vec![json!(zone), json!(top + 40.0 * f64::from(at)), json!(12.5 + f64::from(at))]
        };
        let rows = vec![row(0, "Hugin"), row(1, "Sleipner")];
        table(index, "Archie", well, "zones", columns, rows)
    };
    let values = |index, well: &str, samples: i32| {
        let columns = vec![column("SAMPLES", "", Kind::Number)];
        table(index, "Shale volume", well, "values", columns, vec![vec![json!(samples)]])
    };
    vec![
        values(1, "A-12", 12_001),
        values(2, "B-07", 11_870),
        zones(3, "A-12", 1500.0),
        zones(4, "B-07", 1507.25),
        zones(5, "25/4-10 S", 1611.0),
    ]
}

/// A connected state with the demo project, all that is asked for answered.
pub fn state(size: (u16, u16)) -> State {
    state_with(size, ColorDepth::True)
}

pub fn state_with(size: (u16, u16), depth: ColorDepth) -> State {
    let mut state = State::new(size, now(), Theme::built_in("dark", depth));
    state.operators = Arc::new(operators());
    send(&mut state, Event::Answer(Answer::Connected("anna@example.org".into())));
    send(&mut state, Event::Feed(services::Event::Feed(FeedState::Live)));
    state
}

/// The same on the screen of a pane, with that pane focused.
pub fn state_at(size: (u16, u16), pane: Pane) -> State {
    let mut state = state(size);
    let effects = update::action(&mut state, crate::tui::command::Action::Show(pane.screen()));
    answer(&mut state, effects);
    state.set_focus(pane);
    send(&mut state, Event::Resize(size.0, size.1));
    state
}

/// Sends an event and answers every wish that comes of it.
pub fn send(state: &mut State, event: Event) {
    let effects = update::event(state, event);
    answer(state, effects);
}

pub fn answer(state: &mut State, effects: Vec<Effect>) {
    for effect in effects {
        if let Some(answer) = answer_to(effect) {
            send(state, Event::Answer(answer));
        }
    }
}

fn answer_to(effect: Effect) -> Option<Answer> {
    Some(match effect {
        Effect::LoadProjects => Answer::Projects(vec![project()]),
        Effect::LoadPipelines(project) => Answer::Pipelines(project, pipelines()),
        Effect::LoadPipeline(BROKEN) => Answer::Pipeline(Box::new(broken())),
        Effect::LoadPipeline(PIPELINE) => Answer::Pipeline(Box::new(detail())),
        Effect::DrawPicture(request) => Answer::Picture(Arc::new(canvas::draw(&request))),
        Effect::LoadRuns(project) => Answer::Runs(project, runs()),
        Effect::LoadRun(RUN) => Answer::Run(Box::new(run_detail())),
        Effect::LoadLogs(RUN, None) => Answer::Logs(RUN, logs()),
        Effect::LoadTables(run) => {
            let listed = tables(run).into_iter();
            let listed = listed.map(|table| TableRow { rows: Vec::new(), ..table });
            Answer::Tables(run, listed.collect())
        }
        Effect::LoadRows(asked) => {
            let of = |table: &TableRow| {
                table.node == asked.node
                    && asked.wells.as_ref().is_none_or(|wells| wells.contains(&table.well))
            };
            let rows = tables(asked.run).into_iter().filter(of).collect();
            Answer::Rows(asked, rows)
        }
        Effect::LoadWells(project) => Answer::Wells(project, wells()),
        Effect::LoadRevisions(pipeline) => Answer::Revisions(pipeline, super::revisions::rows()),
        Effect::LoadRevision(pipeline, id) => {
            Answer::Revision(pipeline, Box::new(super::revisions::revision(id)))
        }
        Effect::LoadBranches(pipeline) => Answer::Branches(pipeline, super::revisions::branches()),
        Effect::LoadOther(BROKEN) => Answer::Other(Box::new(broken())),
        Effect::DrawComparison(request) => Answer::Comparison(Arc::new(canvas::draw(&request))),
        Effect::LoadPlan(subject) => {
            let found = super::plan::found(&subject);
            Answer::Planned(subject, Ok(Box::new(found)))
        }
        Effect::TryOut(request) => {
            let answer = super::operators::tried(&request);
            Answer::Trial(request, Box::new(answer))
        }
        Effect::LoadTrace(id) => {
            let wells = wells();
            let curve = wells.iter().flat_map(|well| &well.curves).find(|curve| curve.id == id)?;
            Answer::Trace(Arc::new(trace(curve)))
        }
        _ => return None,
    })
}
