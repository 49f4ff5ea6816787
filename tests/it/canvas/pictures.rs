//! Pictures of typical pipelines, to be looked at.

use insta::assert_snapshot;
use mudrock::canvas::layout::{Direction, Options, Zoom, layout};
use mudrock::canvas::raster::{Raster, Style};
use mudrock::canvas::{dot, mermaid, svg, text};
use mudrock::domain::execution::Status;

use super::*;

fn drawn(graph: &Graph, direction: Direction, zoom: Zoom) -> String {
    let layout = layout(graph, &Options { direction, zoom, ..Options::default() });
    let lines = Raster::whole(graph, &layout, Style::default()).lines();
    lines.iter().map(|line| format!("{line}\n")).collect()
}

/// Builds one node for each state, so that every sign is seen.
fn one_of_each_status() -> Graph {
    let names: Vec<&str> = Status::ALL.into_iter().map(Status::name).collect();
    let mut graph = graph(&names, &[(0, 1), (1, 2), (2, 3), (2, 4), (2, 5), (5, 7)]);
    for (node, status) in graph.nodes.iter_mut().zip(Status::ALL) {
        node.status = Some(status);
    }
    graph
}

/// Builds a broken definition: a cycle, a node that reads itself, a node alone, a second component.
fn broken() -> Graph {
    let mut graph = graph(
        &["Wells", "Despike", "Smooth", "Shale", "Keep", "Alone", "Tops", "Surface"],
        &[(0, 1), (1, 2), (2, 3), (3, 1), (3, 4), (2, 2), (6, 7)],
    );
    graph.nodes[5].problem = Some("reads nothing".to_owned());
    graph
}

#[test]
fn short_pipeline_runs_from_left_to_right() {
    assert_snapshot!(text::unicode(&linear(), 80));
}

#[test]
fn narrow_terminal_gets_the_pipeline_from_top_to_bottom() {
    assert_snapshot!(text::ascii(&linear(), 40));
}

#[test]
fn diamond_joins_before_its_last_node() {
    assert_snapshot!(text::unicode(&diamond(), 80));
}

#[test]
fn petrophysics_fits_eighty_columns() {
    let picture = text::unicode(&petrophysics(), 80);
    assert!(picture.lines().all(|line| line.chars().count() <= 80));
    assert_snapshot!(picture);
}

#[test]
fn petrophysics_fits_a_wide_terminal() {
    assert_snapshot!(text::unicode(&petrophysics(), 200));
}

#[test]
fn petrophysics_has_few_bends() {
    for direction in [Direction::LeftToRight, Direction::TopToBottom] {
        let graph = petrophysics();
        let layout = layout(&graph, &Options { direction, ..Options::default() });
        let bends: usize = layout.routes.iter().map(|route| route.len() - 2).sum();
        assert!(bends * 10 <= graph.edges.len() * 11, "{direction:?}: {bends} bends");
    }
}

#[test]
fn petrophysics_at_every_zoom() {
    let pictures = [Zoom::Glyph, Zoom::Line, Zoom::Card].map(|zoom| {
        [Direction::LeftToRight, Direction::TopToBottom]
            .map(|direction| drawn(&petrophysics(), direction, zoom))
            .join("\n")
    });
    assert_snapshot!(pictures.join("\n"));
}

#[test]
fn every_status_has_its_sign() {
    let graph = one_of_each_status();
    assert_snapshot!([text::unicode(&graph, 100), text::ascii(&graph, 100)].join("\n"));
}

#[test]
fn broken_pipeline_is_still_drawn() {
    assert_snapshot!([text::unicode(&broken(), 100), text::unicode(&broken(), 30)].join("\n"));
}

#[test]
fn many_wells_feed_one_node_over_one_line() {
    let names = ["Despike", "Smooth", "Shale", "Archie", "Timur", "Net pay"];
    let graph = graph(&names, &[(0, 5), (1, 5), (2, 5), (3, 5), (4, 5)]);
    assert_snapshot!(drawn(&graph, Direction::LeftToRight, Zoom::Line));
}

#[test]
fn empty_pipeline_is_an_empty_picture() {
    assert_eq!(text::unicode(&Graph::default(), 80).trim(), "");
    assert!(dot::dot(&Graph::default(), Direction::TopToBottom).starts_with("digraph"));
}

#[test]
fn wide_titles_keep_the_boxes_whole() {
    let graph = graph(&["Wells", "孔隙度曲线", "Keep"], &[(0, 1), (1, 2)]);
    assert_snapshot!(text::unicode(&graph, 80));
}

#[test]
fn other_programs_get_titles_that_cannot_break_out() {
    let mut graph = graph(&["a \"b\" <c> & \\ #1", "Keep"], &[(0, 1)]);
    graph.nodes[0].detail = "two\nlines".to_owned();
    graph.edges[0].problem = Some("\"RHOB\" is in kg/m3".to_owned());
    assert_snapshot!(
        [
            dot::dot(&graph, Direction::LeftToRight),
            mermaid::mermaid(&graph, Direction::LeftToRight),
        ]
        .join("\n")
    );
    let layout = layout(&graph, &Options::default());
    let picture = svg::svg(&graph, &layout);
    assert!(picture.contains("a &quot;b&quot; &lt;c&gt; &amp; \\ #1"));
    assert_eq!(picture.matches("<g").count(), picture.matches("</g>").count());
}

#[test]
fn svg_shows_the_same_layout() {
    let graph = diamond();
    let layout = layout(&graph, &Options::default());
    assert_snapshot!(svg::svg(&graph, &layout));
}
