//! Ports slide along their box where that makes a line straight; kept ones stay.

use std::collections::HashMap;

use super::Direction;
use super::align::Measures;
use super::boxes::BoxSize;
use super::wires::{Layered, Star};

/// Where wires meet boxes: the node, whether the wire leaves it with the flow, and the wire's star.
pub(super) type Ports = HashMap<(usize, bool, Star), i32>;

/// Gives wires the ports that they had, and the others what is left, as near as possible to the ports
/// that they have now; a side that has no room for all is left as it is.
pub(super) fn keep(
    picture: &Layered,
    measures: &mut Measures,
    sizes: &[BoxSize],
    direction: Direction,
    kept: &Ports,
) {
    for (node, size) in sizes.iter().enumerate() {
        let (first, last, apart) = size.port_room(direction);
        for leaving in [true, false] {
            let sides = wires(picture, measures, node, leaving, None);
            let had = |side: &Side| kept.get(&(node, leaving, side.star)).copied();
            let mut taken: Vec<i32> = sides.iter().filter_map(had).collect();
            let clear = |taken: &[i32], port: i32| {
                (first..=last).contains(&port) && taken.iter().all(|t| (t - port).abs() >= apart)
            };
            if (0..taken.len()).any(|at| !clear(&taken[..at], taken[at])) {
                continue;
            }
            let chosen: Option<Vec<i32>> = sides
                .iter()
                .map(|side| {
                    had(side).or_else(|| {
                        let free = (first..=last).filter(|&port| clear(&taken, port));
                        let nearest = free.min_by_key(|port| (port - side.port).abs())?;
                        taken.push(nearest);
                        Some(nearest)
                    })
                })
                .collect();
            let ports = if leaving { &mut measures.from_port } else { &mut measures.to_port };
            for (side, port) in sides.iter().zip(chosen.unwrap_or_default()) {
                side.links.iter().for_each(|&link| ports[link] = port);
            }
        }
    }
}

/// Returns where all wires meet their boxes.
pub(super) fn all(picture: &Layered, measures: &Measures) -> Ports {
    let mut ports = Ports::new();
    for node in 0..picture.nodes {
        for leaving in [true, false] {
            let sides = wires(picture, measures, node, leaving, None);
            ports.extend(sides.into_iter().map(|side| ((node, leaving, side.star), side.port)));
        }
    }
    ports
}

/// Moves ports, keeping their order on each side of a box and those that are `fixed`; tells whether
/// one has moved.
pub(super) fn slide(
    picture: &Layered,
    measures: &mut Measures,
    sizes: &[BoxSize],
    direction: Direction,
    top: &[i32],
    fixed: &Ports,
) -> bool {
    let mut moved = false;
    for (node, size) in sizes.iter().enumerate() {
        for leaving in [true, false] {
            let (first, last, apart) = size.port_room(direction);
            let mut sides = wires(picture, measures, node, leaving, Some(top));
            for at in 0..sides.len() {
                let low = if at == 0 { first } else { sides[at - 1].port + apart };
                let high = sides.get(at + 1).map_or(last, |next| next.port - apart);
                let side = &mut sides[at];
                if fixed.contains_key(&(node, leaving, side.star)) {
                    continue;
                }
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
    star: Star,
    port: i32,
    links: Vec<usize>,
    /// The ports that would make one of the links straight, once slots have their places.
    wanted: Vec<i32>,
}

/// Returns the wires at a side of a node in the order of their ports.
fn wires(
    picture: &Layered,
    measures: &Measures,
    node: usize,
    leaving: bool,
    top: Option<&[i32]>,
) -> Vec<Side> {
    let links = if leaving { &picture.below[node] } else { &picture.above[node] };
    let mut sides: Vec<Side> = Vec::new();
    for &at in links {
        let link = picture.links[at];
        let (port, other, theirs) = if leaving {
            (measures.from_port[at], link.to, measures.to_port[at])
        } else {
            (measures.to_port[at], link.from, measures.from_port[at])
        };
        let star = picture.stars[link.wire];
        let new = Side { star, port, links: Vec::new(), wanted: Vec::new() };
        let number = sides.iter().position(|side| side.star == star).unwrap_or_else(|| {
            sides.push(new);
            sides.len() - 1
        });
        sides[number].links.push(at);
        sides[number].wanted.extend(top.map(|top| top[other] + theirs - top[node]));
    }
    sides.sort_by_key(|side| side.port);
    sides
}
