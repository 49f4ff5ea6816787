//! Straightens what the alignment left bent: groups of slots slide where that saves bends or length.

use super::align::Measures;
use super::wires::Layered;

/// Rounds over all groups; a picture settles in three or four.
const ROUNDS: usize = 8;
/// A bend of an edge is worth as much as so many cells of line.
const BEND: i32 = 40;
/// Places tried for one group, which bounds the work on a node with very many links.
const TRIALS: usize = 16;

/// Moves slots within their layers' free room; the order inside layers stays.
pub(super) fn relax(picture: &Layered, measures: &Measures, top: &mut [i32]) {
    let mut neighbours = vec![(None, None); top.len()];
    for layer in &picture.layers {
        for pair in layer.windows(2) {
            neighbours[pair[0]].1 = Some(pair[1]);
            neighbours[pair[1]].0 = Some(pair[0]);
        }
    }
    for round in 0..ROUNDS {
        let mut moved = false;
        for group in groups(picture, measures, top, round % 2 == 0) {
            moved |= slide(picture, measures, top, &neighbours, &group);
        }
        if !moved && round > 0 {
            break;
        }
    }
    let first = top.iter().copied().min().unwrap_or(0);
    top.iter_mut().for_each(|top| *top -= first);
}

/// Weighs a picture: length of line across the flow, bends, and the extent that it takes.
pub(super) fn cost(picture: &Layered, measures: &Measures, top: &[i32]) -> i64 {
    let lines = picture.links.iter().enumerate().map(|(at, link)| {
        let distance = distance(measures, top, at, link.from, link.to);
        i64::from(distance.abs() + measures.edges[at] * BEND * i32::from(distance != 0))
    });
    let first = top.iter().copied().min().unwrap_or(0);
    let last = top.iter().zip(&measures.breadth).map(|(top, breadth)| top + breadth).max();
    lines.sum::<i64>() + i64::from(last.unwrap_or(0) - first)
}

/// Returns the slots tied by straight links, or every slot alone.
fn groups(picture: &Layered, measures: &Measures, top: &[i32], tied: bool) -> Vec<Vec<usize>> {
    let mut parent = petgraph::unionfind::UnionFind::<usize>::new(top.len());
    if tied {
        for (at, link) in picture.links.iter().enumerate() {
            if distance(measures, top, at, link.from, link.to) == 0 {
                parent.union(link.from, link.to);
            }
        }
    }
    let mut groups = vec![Vec::new(); top.len()];
    for slot in 0..top.len() {
        groups[parent.find(slot)].push(slot);
    }
    groups.retain(|group| !group.is_empty());
    groups
}

/// Returns how far the end of a link lies past its start.
fn distance(measures: &Measures, top: &[i32], link: usize, from: usize, to: usize) -> i32 {
    top[to] + measures.to_port[link] - top[from] - measures.from_port[link]
}

fn slide(
    picture: &Layered,
    measures: &Measures,
    top: &mut [i32],
    neighbours: &[(Option<usize>, Option<usize>)],
    group: &[usize],
) -> bool {
    let inside = |slot: usize| group.binary_search(&slot).is_ok();
    let (mut up, mut down) = (i32::MIN / 2, i32::MAX / 2);
    let mut wanted = Vec::new();
    for &slot in group {
        let (before, after) = neighbours[slot];
        if let Some(other) = before.filter(|&other| !inside(other)) {
            let gap = measures.gap(picture, other, slot);
            up = up.max(top[other] + measures.breadth[other] + gap - top[slot]);
        }
        if let Some(other) = after.filter(|&other| !inside(other)) {
            let gap = measures.gap(picture, slot, other);
            down = down.min(top[other] - gap - measures.breadth[slot] - top[slot]);
        }
        for &link in picture.above[slot].iter().filter(|&&l| !inside(picture.links[l].from)) {
            let by = -distance(measures, top, link, picture.links[link].from, slot);
            wanted.push((by, measures.edges[link]));
        }
        for &link in picture.below[slot].iter().filter(|&&l| !inside(picture.links[l].to)) {
            let by = distance(measures, top, link, slot, picture.links[link].to);
            wanted.push((by, measures.edges[link]));
        }
    }
    if wanted.is_empty() || up > down {
        return false;
    }
    wanted.sort_unstable();
    let cost = |by: i32| -> i64 {
        let one = |&(wanted, edges): &(i32, i32)| {
            i64::from((wanted - by).abs() + edges * BEND * i32::from(wanted != by))
        };
        wanted.iter().map(one).sum()
    };
    let middle = wanted.len() / 2;
    let tried = middle.saturating_sub(TRIALS / 2)..wanted.len().min(middle + TRIALS / 2);
    let mut trials: Vec<i32> = wanted[tried].iter().map(|(by, _)| *by).collect();
    trials.iter_mut().for_each(|by| *by = (*by).clamp(up, down));
    let best = trials.into_iter().map(|by| (cost(by), by.abs(), by)).min();
    let Some((_, _, by)) = best.filter(|(best, _, _)| *best < cost(0)) else { return false };
    group.iter().for_each(|&slot| top[slot] += by);
    true
}
