//! Ports slide along their box where that makes a line straight.

use super::Direction;
use super::align::Measures;
use super::boxes::BoxSize;
use super::wires::Layered;

/// Moves ports, keeping their order on each side of a box; tells whether one has moved.
pub(super) fn slide(
    picture: &Layered,
    measures: &mut Measures,
    sizes: &[BoxSize],
    direction: Direction,
    top: &[i32],
) -> bool {
    let mut moved = false;
    for (node, size) in sizes.iter().enumerate() {
        for leaving in [true, false] {
            let (first, last, apart) = size.port_room(direction);
            let mut sides = wires(picture, measures, node, leaving, top);
            for at in 0..sides.len() {
                let low = if at == 0 { first } else { sides[at - 1].port + apart };
                let high = sides.get(at + 1).map_or(last, |next| next.port - apart);
                let side = &mut sides[at];
                let straight = |port: i32| side.wanted.iter().filter(|&&row| row == port).count();
                let best = side.wanted.iter().copied().filter(|row| (low..=high).contains(row));
                let best = best.max_by_key(|&row| (straight(row), -(row - side.port).abs(), -row));
                let Some(best) = best.filter(|&best| straight(best) > straight(side.port)) else {
                    continue;
                };
                side.port = best;
                moved = true;
                let ports = if leaving { &mut measures.from_port } else { &mut measures.to_port };
                side.links.iter().for_each(|&link| ports[link] = best);
            }
        }
    }
    moved
}

/// A wire at one side of a box.
struct Side {
    port: i32,
    links: Vec<usize>,
    /// The ports that would make one of the links straight.
    wanted: Vec<i32>,
}

/// Returns the wires at a side of a node in the order of their ports.
fn wires(
    picture: &Layered,
    measures: &Measures,
    node: usize,
    leaving: bool,
    top: &[i32],
) -> Vec<Side> {
    let links = if leaving { &picture.below[node] } else { &picture.above[node] };
    let mut sides: Vec<Side> = Vec::new();
    for &at in links {
        let link = picture.links[at];
        let (port, far) = if leaving {
            (measures.from_port[at], top[link.to] + measures.to_port[at])
        } else {
            (measures.to_port[at], top[link.from] + measures.from_port[at])
        };
        let wanted = far - top[node];
        match sides.iter_mut().find(|side| side.port == port) {
            Some(side) => {
                side.links.push(at);
                side.wanted.push(wanted);
            }
            None => sides.push(Side { port, links: vec![at], wanted: vec![wanted] }),
        }
    }
    sides.sort_by_key(|side| side.port);
    sides
}
