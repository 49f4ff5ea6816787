//! The channel between two layers: each wire gets tracks along which it changes rows.
//!
//! Rows here count across the flow, tracks along it. A *run* is a stretch of one wire on one track:
//! it meets rows from the earlier layer (`left`) and rows to the later one (`right`). Two rules keep
//! wires apart and every `┼` a crossing:
//! where a row is left by one wire and entered by another, the first wire's runs lie before the
//! second's; and a run never passes through a row on which its own wire continues on both sides.
//! A ring of such demands is cut by a run that changes rows twice.

use std::collections::{BTreeMap, BTreeSet};

/// A piece of a wire that must get from one row to another.
#[derive(Debug, Clone, Copy)]
pub(super) struct Need {
    /// The wire.
    pub wire: usize,
    /// Row in which it leaves the earlier layer.
    pub from: i32,
    /// Row in which it enters the later layer.
    pub to: i32,
}

/// A change of rows: on which track, and to which row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Bend {
    /// Track, counted from the earlier layer.
    pub track: usize,
    /// Row in which the wire goes on.
    pub row: i32,
}

/// Returns how many tracks the channel takes, and the bends of each need.
///
/// Where there is only so much `room`, crossings are not saved at the price of further tracks.
pub(super) fn route(needs: &[Need], room: Option<usize>) -> (usize, Vec<Vec<Bend>>) {
    let wished = routed(needs, true);
    if room.is_none_or(|room| wished.0 <= room) {
        return wished;
    }
    let plain = routed(needs, false);
    if plain.0 < wished.0 { plain } else { wished }
}

fn routed(needs: &[Need], wishing: bool) -> (usize, Vec<Vec<Bend>>) {
    let mut channel = Channel::new(needs);
    channel.wishing = wishing;
    let order = loop {
        match channel.ordered() {
            Ok(order) => break order,
            Err(stuck) => channel.cut(stuck),
        }
    };
    let tracks = channel.tracks(&order);
    let count = tracks.iter().map(|track| track + 1).max().unwrap_or(0);
    let bends = channel
        .stages
        .iter()
        .zip(needs)
        .map(|(stages, need)| {
            let last = stages.len().saturating_sub(1);
            let row = |at: usize| {
                let passing = channel.runs[stages[at]].passing;
                if at == last { need.to } else { passing.expect("a cut run ends in its own row") }
            };
            (0..stages.len()).map(|at| Bend { track: tracks[stages[at]], row: row(at) }).collect()
        })
        .collect();
    (count, bends)
}

/// Overlapping pairs are compared for crossings only in channels of up to so many runs.
const COMPARED: usize = 600;

#[derive(Debug, Clone)]
struct Run {
    wire: usize,
    left: Vec<i32>,
    right: Vec<i32>,
    /// The row between the two halves of a cut run.
    passing: Option<i32>,
    /// The half that must lie before this one.
    after: Option<usize>,
    low: i32,
    high: i32,
}

impl Run {
    fn new(wire: usize, left: Vec<i32>, right: Vec<i32>, passing: Option<i32>) -> Self {
        let rows = || left.iter().chain(&right).copied().chain(passing);
        let (low, high) = (rows().min().unwrap_or(0), rows().max().unwrap_or(0));
        Self { wire, left, right, passing, after: None, low, high }
    }

    fn crosses(&self, row: i32) -> bool {
        self.low < row && row < self.high
    }

    /// Counts the crossings with `other` when this run lies on an earlier track.
    fn crossings_before(&self, other: &Self) -> usize {
        other.left.iter().filter(|&&row| self.crosses(row)).count()
            + self.right.iter().filter(|&&row| other.crosses(row)).count()
    }
}

struct Channel {
    runs: Vec<Run>,
    /// For each need, its runs in the direction of flow.
    stages: Vec<Vec<usize>>,
    /// Rows in use, so that a cut run can pass in a free one.
    taken: BTreeSet<i32>,
    /// Whether wishes count.
    wishing: bool,
}

impl Channel {
    fn new(needs: &[Need]) -> Self {
        let mut channel = Self {
            runs: Vec::new(),
            stages: vec![Vec::new(); needs.len()],
            taken: needs.iter().flat_map(|need| [need.from, need.to]).collect(),
            wishing: true,
        };
        let mut wires: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (at, need) in needs.iter().enumerate() {
            wires.entry(need.wire).or_default().push(at);
        }
        for (wire, members) in wires {
            let straight = members.iter().any(|&at| needs[at].from == needs[at].to);
            let bent = |&at: &usize| needs[at].from != needs[at].to;
            let (up, down): (Vec<usize>, Vec<usize>) =
                members.into_iter().filter(bent).partition(|&at| needs[at].to < needs[at].from);
            // A wire that also runs straight on would meet itself in a four-way join.
            let halves = if straight { vec![up, down] } else { vec![[up, down].concat()] };
            for half in halves.into_iter().filter(|half| !half.is_empty()) {
                let rows = |row: fn(&Need) -> i32| {
                    let rows: BTreeSet<i32> = half.iter().map(|&at| row(&needs[at])).collect();
                    rows.into_iter().collect::<Vec<_>>()
                };
                let run = Run::new(wire, rows(|need| need.from), rows(|need| need.to), None);
                channel.runs.push(run);
                half.iter().for_each(|&at| channel.stages[at].push(channel.runs.len() - 1));
            }
        }
        channel
    }

    /// Returns pairs of runs of which the first must lie on an earlier track.
    fn demands(&self) -> Vec<(usize, usize)> {
        let mut entering: BTreeMap<i32, Vec<usize>> = BTreeMap::new();
        for (at, run) in self.runs.iter().enumerate() {
            run.right.iter().for_each(|&row| entering.entry(row).or_default().push(at));
        }
        let mut demands = Vec::new();
        for (at, run) in self.runs.iter().enumerate() {
            let entering = run.left.iter().filter_map(|row| entering.get(row)).flatten();
            demands.extend(
                entering
                    .filter(|&&other| self.runs[other].wire != run.wire)
                    .map(|&other| (at, other)),
            );
            demands.extend(run.after.map(|before| (before, at)));
        }
        demands
    }

    /// Returns wishes that save crossings: the first of the pair rather on an earlier track, and how much so.
    fn wishes(&self) -> Vec<(usize, usize, usize)> {
        if !self.wishing || self.runs.len() > COMPARED {
            return Vec::new();
        }
        let mut by_low: Vec<usize> = (0..self.runs.len()).collect();
        by_low.sort_by_key(|&at| self.runs[at].low);
        let mut wishes = Vec::new();
        for (nth, &a) in by_low.iter().enumerate() {
            for &b in
                by_low[nth + 1..].iter().take_while(|&&b| self.runs[b].low <= self.runs[a].high)
            {
                let (first, second) = (&self.runs[a], &self.runs[b]);
                let (ab, ba) = (first.crossings_before(second), second.crossings_before(first));
                match ab.cmp(&ba) {
                    std::cmp::Ordering::Less => wishes.push((a, b, ba - ab)),
                    std::cmp::Ordering::Greater => wishes.push((b, a, ab - ba)),
                    std::cmp::Ordering::Equal => {}
                }
            }
        }
        wishes
    }

    /// Orders the runs by the demands and, where these leave a choice, by the wishes.
    /// Fails with a run on a ring of demands.
    fn ordered(&self) -> Result<Vec<Placed>, usize> {
        let count = self.runs.len();
        let (mut after, mut before) = (vec![Vec::new(); count], vec![Vec::new(); count]);
        let mut missing = vec![0; count];
        for (first, second) in self.demands() {
            after[first].push(second);
            before[second].push(first);
            missing[second] += 1;
        }
        let mut wished = vec![Vec::new(); count];
        let mut weight = vec![0; count];
        for (first, second, saved) in self.wishes() {
            wished[first].push((second, saved));
            weight[second] += saved;
        }
        let mut ready: BTreeSet<(usize, usize)> =
            (0..count).filter(|&at| missing[at] == 0).map(|at| (weight[at], at)).collect();
        let mut done = vec![false; count];
        let mut order: Vec<Placed> = Vec::with_capacity(count);
        let mut heeded = vec![Vec::new(); count];
        while let Some((_, run)) = ready.pop_first() {
            done[run] = true;
            let mut before = std::mem::take(&mut before[run]);
            before.append(&mut heeded[run]);
            order.push(Placed { run, before });
            for &(other, saved) in &wished[run] {
                if !done[other] {
                    let waiting = ready.remove(&(weight[other], other));
                    weight[other] -= saved;
                    heeded[other].push(run);
                    if waiting {
                        ready.insert((weight[other], other));
                    }
                }
            }
            for &other in &after[run] {
                missing[other] -= 1;
                if missing[other] == 0 {
                    ready.insert((weight[other], other));
                }
            }
        }
        if order.len() == count {
            return Ok(order);
        }
        // Walking back from any run left over ends on a ring.
        let mut on_ring = (0..count).find(|&at| !done[at]).expect("some run is left over");
        let mut seen = BTreeSet::new();
        let earlier = |run: usize| {
            before[run]
                .iter()
                .copied()
                .find(|&at| !done[at])
                .expect("a waiting run waits for another")
        };
        while seen.insert(on_ring) {
            on_ring = earlier(on_ring);
        }
        let mut ring = vec![on_ring];
        let mut at = earlier(on_ring);
        while at != on_ring {
            ring.push(at);
            at = earlier(at);
        }
        // A cut run is never on a ring, since each half has demands on one side only; so cutting ends.
        let shortest =
            ring.into_iter().min_by_key(|&run| (self.runs[run].high - self.runs[run].low, run));
        Err(shortest.expect("a ring has members"))
    }

    /// Cuts a run in two that meet in a free row.
    fn cut(&mut self, at: usize) {
        let run = self.runs[at].clone();
        let middle = i32::midpoint(run.low, run.high);
        let row = (0..)
            .flat_map(|away| [middle - away, middle + away])
            .find(|row| !self.taken.contains(row))
            .expect("rows are endless, and only some are taken");
        self.taken.insert(row);
        let second = self.runs.len();
        self.runs[at] = Run::new(run.wire, run.left, Vec::new(), Some(row));
        self.runs
            .push(Run { after: Some(at), ..Run::new(run.wire, Vec::new(), run.right, Some(row)) });
        for stages in &mut self.stages {
            if let Some(place) = stages.iter().position(|&stage| stage == at) {
                stages.insert(place + 1, second);
            }
        }
    }

    /// Gives each run the first track past those it must follow on which its rows are free.
    fn tracks(&self, order: &[Placed]) -> Vec<usize> {
        let mut track_of = vec![0; self.runs.len()];
        let mut tracks: Vec<BTreeMap<i32, i32>> = Vec::new();
        for placed in order {
            let run = &self.runs[placed.run];
            let first = placed.before.iter().map(|&other| track_of[other] + 1).max().unwrap_or(0);
            let free = |spans: &BTreeMap<i32, i32>| {
                spans.range(..=run.high).next_back().is_none_or(|(_, high)| *high < run.low)
            };
            let track = (first..).find(|&track| tracks.get(track).is_none_or(free));
            let track = track.expect("a track past the last is free");
            if track >= tracks.len() {
                tracks.resize_with(track + 1, BTreeMap::new);
            }
            tracks[track].insert(run.low, run.high);
            track_of[placed.run] = track;
        }
        track_of
    }
}

/// A run, and the runs placed earlier that must lie before it.
struct Placed {
    run: usize,
    before: Vec<usize>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn need(wire: usize, from: i32, to: i32) -> Need {
        Need { wire, from, to }
    }

    #[test]
    fn straight_wires_take_no_track() {
        assert_eq!(route(&[need(0, 3, 3)], None), (0, vec![vec![]]));
    }

    #[test]
    fn branches_of_one_wire_share_a_track() {
        let (tracks, bends) = route(&[need(0, 3, 1), need(0, 3, 5)], None);
        assert_eq!(tracks, 1);
        assert_eq!(bends[1], [Bend { track: 0, row: 5 }]);
    }

    #[test]
    fn wire_that_also_runs_straight_branches_on_two_tracks() {
        let (tracks, _) = route(&[need(0, 3, 1), need(0, 3, 3), need(0, 3, 5)], None);
        assert_eq!(tracks, 2);
    }

    #[test]
    fn wires_that_trade_rows_are_untied_by_a_third_row() {
        let (tracks, bends) = route(&[need(0, 1, 4), need(1, 4, 1)], None);
        assert_eq!(tracks, 3);
        let cut: Vec<_> = bends.iter().filter(|bends| bends.len() == 2).collect();
        assert_eq!(cut.len(), 1);
    }

    #[test]
    fn a_long_ring_is_cut_once() {
        let needs: Vec<_> =
            (0..5).map(|wire| need(wire, wire as i32, (wire as i32 + 1) % 5)).collect();
        let (_, bends) = route(&needs, None);
        assert_eq!(bends.iter().filter(|bends| bends.len() == 2).count(), 1);
    }
}
