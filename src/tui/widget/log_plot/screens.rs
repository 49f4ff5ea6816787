//! Screens of the log plot, as a terminal shows them.

use std::sync::Arc;

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::style::{Color, Style};
use uuid::Uuid;

use super::{Dash, Glyphs, LineStyle, LogPlot, Overflow, Palette, Plot, Track, TrackCurve, View};
use crate::domain::curve::lookup;
use crate::services::rows::{CurveRow, Trace};

/// Depths of a well: 1500 m to 1650 m every 0.1524 m (half a foot).
fn depths() -> Vec<f64> {
    (0..985).map(|index| 1500.0 + 0.1524 * f64::from(index)).collect()
}

fn trace(name: &str, unit: &str, value: impl Fn(f64) -> f64) -> Arc<Trace> {
    let entry = lookup(name);
    let depth_m = depths();
    let values = depth_m.iter().map(|&depth| value(depth)).collect();
    let curve = CurveRow {
        id: Uuid::nil(),
        well_id: Uuid::nil(),
        well_name: "31/2-7".to_owned(),
        name: name.to_owned(),
        mnemonic: entry.map_or(name, |entry| entry.canonical).to_owned(),
        quantity: entry.map(|entry| entry.quantity).unwrap_or_default(),
        unit: unit.to_owned(),
        kind: crate::domain::operator::Kind::Number,
        scale: entry.map(|entry| entry.scale),
        version: 1,
        samples: 985,
        nulls: 0,
        min: None,
        mean: None,
        max: None,
        top_depth_m: None,
        base_depth_m: None,
        source: "import of a.las".to_owned(),
        author: "ana@example.com".to_owned(),
        updated_at: chrono::DateTime::UNIX_EPOCH,
    };
    let tops = vec![("Draupne Fm".to_owned(), 1540.0), ("Sognefjord Fm".to_owned(), 1592.3)];
    Arc::new(Trace { curve, depth_m, values, tops })
}

/// Shale above 1592.3 m, sand below; a washed-out interval without values and a hot streak.
fn gamma_ray() -> Arc<Trace> {
    trace("GR", "gAPI", |depth| match depth {
        1560.0..1568.0 => f64::NAN,
        1620.0..1620.1 => 140.0,
        1574.0..1576.0 => 180.0,
        ..1592.3 => 95.0 + 12.0 * (depth * 0.9).sin() + 8.0 * (depth * 4.1).sin(),
        _ => 32.0 + 6.0 * (depth * 0.7).sin() + 4.0 * (depth * 5.3).sin(),
    })
}

fn resistivity() -> Arc<Trace> {
    trace("RT", "ohm.m", |depth| match depth {
        ..1592.3 => 1.5 + 0.4 * (depth * 0.8).sin(),
        ..1625.0 => 10f64.powf(2.2 + 0.8 * (depth * 0.35).sin()),
        _ => 0.6 + 0.2 * (depth * 0.9).sin(),
    })
}

fn neutron() -> Arc<Trace> {
    trace("NPHI", "v/v", |depth| match depth {
        ..1592.3 => 0.33 + 0.05 * (depth * 0.8).sin(),
        1630.0..1633.0 => -0.2,
        _ => 0.22 + 0.03 * (depth * 0.6).sin(),
    })
}

fn density() -> Arc<Trace> {
    trace("RHOB", "g/cm3", |depth| match depth {
        ..1592.3 => 2.5 + 0.04 * (depth * 1.1).sin(),
        _ => 2.25 + 0.05 * (depth * 0.6).sin(),
    })
}

fn line(color: Color, dash: Dash) -> LineStyle {
    LineStyle { style: Style::new().fg(color), dash }
}

fn palette() -> Palette {
    Palette { grid: Style::new().dim(), top: Style::new().yellow(), ..Palette::default() }
}

fn one(trace: Arc<Trace>) -> Plot {
    Plot::of(trace, line(Color::Green, Dash::Solid))
}

fn whole(plot: &Plot) -> View {
    View::fit(plot.extent().expect("samples"))
}

fn screen(width: u16, height: u16, plot: &LogPlot) -> String {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).expect("a test screen");
    terminal.draw(|frame| frame.render_widget(*plot, frame.area())).expect("drawn");
    terminal.backend().to_string()
}

#[test]
fn gamma_ray_shows_gap_spike_clipping_and_tops() {
    let plot = one(gamma_ray());
    let view = whole(&plot);
    insta::assert_snapshot!(screen(60, 32, &LogPlot::new(&plot, &view, &palette())));
}

#[test]
fn cross_hair_reads_the_value_and_shows_nulls() {
    let plot = one(gamma_ray());
    let extent = plot.extent().expect("samples");
    let view = View { top_m: 1553.0, base_m: 1578.0, cursor_m: None };
    let at = view.with_cursor(Some(1570.0), extent);
    insta::assert_snapshot!(screen(50, 20, &LogPlot::new(&plot, &at, &palette())));
    let at = view.with_cursor(Some(1562.0), extent);
    let text = screen(50, 20, &LogPlot::new(&plot, &at, &palette()));
    assert!(text.contains("GR — gAPI"), "{text}");
}

#[test]
fn resistivity_is_logarithmic() {
    let plot = one(resistivity());
    let view = whole(&plot);
    insta::assert_snapshot!(screen(70, 24, &LogPlot::new(&plot, &view, &palette())));
}

#[test]
fn neutron_porosity_runs_from_right_to_left() {
    let plot = one(neutron());
    let view = whole(&plot);
    insta::assert_snapshot!(screen(60, 24, &LogPlot::new(&plot, &view, &palette())));
}

#[test]
fn wrapped_values_come_in_at_the_other_side() {
    let plot = one(neutron());
    let view = View { top_m: 1620.0, base_m: 1640.0, cursor_m: None };
    let palette = palette();
    let plot = LogPlot::new(&plot, &view, &palette).overflow(Overflow::Wrap);
    insta::assert_snapshot!(screen(50, 18, &plot));
}

#[test]
fn plain_ascii_says_the_same() {
    let plot = one(gamma_ray());
    let view = whole(&plot).with_cursor(Some(1600.0), plot.extent().expect("samples"));
    let palette = palette();
    let text = screen(60, 24, &LogPlot::new(&plot, &view, &palette).glyphs(Glyphs::Ascii));
    assert!(text.is_ascii(), "{text}");
    insta::assert_snapshot!(text);
}

#[test]
fn half_blocks_serve_where_braille_is_missing() {
    let plot = one(gamma_ray());
    let view = whole(&plot);
    let palette = palette();
    let plot = LogPlot::new(&plot, &view, &palette).glyphs(Glyphs::HalfBlock);
    insta::assert_snapshot!(screen(50, 20, &plot));
}

fn three_tracks() -> Plot {
    let curve = |trace, color, dash| TrackCurve::new(trace, line(color, dash));
    let track = |curves| Track { curves };
    Plot {
        tops: gamma_ray().tops.clone(),
        tracks: vec![
            track(vec![curve(gamma_ray(), Color::Green, Dash::Solid)]),
            track(vec![curve(resistivity(), Color::Red, Dash::Solid)]),
            track(vec![
                curve(neutron(), Color::Blue, Dash::Dashed),
                curve(density(), Color::Red, Dash::Solid),
            ]),
        ],
    }
}

#[test]
fn tracks_stand_side_by_side_with_their_heads_and_readings() {
    let plot = three_tracks();
    let view = whole(&plot).with_cursor(Some(1604.0), plot.extent().expect("samples"));
    insta::assert_snapshot!(screen(110, 32, &LogPlot::new(&plot, &view, &palette())));
}

#[test]
fn tracks_that_do_not_fit_are_announced() {
    let plot = three_tracks();
    let (view, palette) = (whole(&plot), palette());
    let text = screen(50, 18, &LogPlot::new(&plot, &view, &palette));
    assert!(text.contains("2 of 3") && text.contains("RT ohm.m"), "{text}");
    let text = screen(50, 18, &LogPlot::new(&plot, &view, &palette).first_track(2));
    assert!(text.contains("3 of 3") && text.contains("RHOB g/cm3"), "{text}");
}

#[test]
fn the_smallest_screens_still_show_the_curve() {
    let plot = one(resistivity());
    let view = whole(&plot).with_cursor(Some(1600.0), plot.extent().expect("samples"));
    insta::assert_snapshot!(screen(30, 15, &LogPlot::new(&plot, &view, &palette())));
}

#[test]
fn no_size_no_view_and_no_data_panics() {
    let palette = palette();
    let hollow = trace("XYZ", "", |_| f64::NAN);
    let bare = Trace { depth_m: Vec::new(), values: Vec::new(), ..(*hollow).clone() };
    let plots =
        [one(gamma_ray()), one(hollow), one(Arc::new(bare)), three_tracks(), Plot::default()];
    let views = [
        View { top_m: 1500.0, base_m: 1650.0, cursor_m: Some(1600.0) },
        View { top_m: 1600.0, base_m: 1600.0, cursor_m: Some(1600.0) },
        View { top_m: f64::NAN, base_m: f64::INFINITY, cursor_m: Some(f64::NAN) },
        View { top_m: -1e12, base_m: 1e12, cursor_m: None },
    ];
    for plot in &plots {
        for view in &views {
            for glyphs in [Glyphs::Braille, Glyphs::Octant, Glyphs::Quadrant, Glyphs::Ascii] {
                for (width, height) in [(1, 1), (21, 9), (22, 8), (23, 9), (40, 15), (200, 60)] {
                    let widget = LogPlot::new(plot, view, &palette).glyphs(glyphs);
                    screen(width, height, &widget.overflow(Overflow::Wrap));
                    screen(width, height, &widget.first_track(9));
                }
            }
        }
    }
}

#[test]
fn what_cannot_be_drawn_is_said() {
    let palette = palette();
    let plot = one(trace("XYZ", "", |_| f64::NAN));
    let view = whole(&plot);
    assert!(screen(40, 15, &LogPlot::new(&plot, &view, &palette)).contains("no values"));
    assert!(screen(40, 6, &LogPlot::new(&plot, &view, &palette)).contains("too small"));
    let empty = Plot::default();
    assert!(screen(40, 15, &LogPlot::new(&empty, &view, &palette)).contains("no curve"));
}

#[test]
fn colours_are_those_that_were_given() {
    let plot = one(gamma_ray());
    let (view, palette) = (whole(&plot), palette());
    let mut terminal = Terminal::new(TestBackend::new(60, 32)).expect("a test screen");
    let widget = LogPlot::new(&plot, &view, &palette);
    terminal.draw(|frame| frame.render_widget(widget, frame.area())).expect("drawn");
    let buffer = terminal.backend().buffer();
    let is_braille = |symbol: &str| {
        symbol.chars().all(|character| ('\u{2801}'..='\u{28ff}').contains(&character))
    };
    let mut curve_cells = 0;
    for cell in buffer.content() {
        let wanted = [Color::Reset, Color::Green, Color::Yellow];
        assert!(wanted.contains(&cell.fg), "{cell:?}");
        if is_braille(cell.symbol()) {
            assert_eq!(cell.fg, Color::Green);
            curve_cells += 1;
        }
    }
    assert!(curve_cells > 20, "{curve_cells}");
}

#[test]
fn usual_scales_follow_the_unit_of_the_curve() {
    let scale = |name, unit| {
        let curve = TrackCurve::new(trace(name, unit, |depth| depth), LineStyle::default());
        (curve.scale.left, curve.scale.right)
    };
    assert_eq!(scale("RHOB", "g/cm3"), (1.95, 2.95));
    assert_eq!(scale("RHOB", "kg/m3"), (1950.0, 2950.0));
    assert_eq!(scale("NPHI", "%"), (45.0, -15.0));
    assert_eq!(scale("GR", ""), (0.0, 150.0));
    // 140 and 40 us/ft are 459 and 131 us/m.
    assert_eq!(scale("DT", "us/m"), (459.0, 131.0));
    // A neutron log in time units has nothing to do with the usual scale: depth itself is drawn here.
    assert_eq!(scale("NPHI", "us/ft"), (1500.0, 1650.0));
}

#[test]
fn readings_come_from_the_nearest_sample() {
    let curve = TrackCurve::new(gamma_ray(), LineStyle::default());
    let nearest = curve.trace.values[100];
    assert_eq!(curve.reading(1500.0 + 0.1524 * 100.4), Some(nearest));
    assert_eq!(curve.reading(1564.0), None, "null");
    assert_eq!(curve.reading(1499.0), None, "above the first sample");
    assert!(curve.reading(1499.9).is_some());
}
