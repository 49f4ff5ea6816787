//! A second way to stand slots across the flow: layers settle one after the other, as close as they can
//! get to their neighbours, which keeps large drawings compact.
//!
//! Each layer is solved exactly: the order and the gaps make it a regression of rising values under
//! absolute distances, which pooling adjacent violators solves.
//! Source: Best and Chakravarti, Active Set Algorithms for Isotonic Regression, Mathematical
//! Programming 47, 1990.

use super::align::Measures;
use super::wires::Layered;

/// Passes down and up; positions change little after four.
const PASSES: usize = 6;
/// A link between lanes pulls so many times as hard, which keeps long lines straight.
const LANE_PULL: usize = 3;

/// Returns the first cell of each slot across the flow.
pub(super) fn settle(picture: &Layered, measures: &Measures) -> Vec<i32> {
    let mut top = packed(picture, measures);
    let count = picture.layers.len();
    for pass in 0..PASSES {
        for step in 0..count {
            let layer = if pass % 2 == 0 { step } else { count - 1 - step };
            // The first passes follow one side, so that positions travel through the whole picture.
            let (above, below) =
                if pass + 2 < PASSES { (pass % 2 == 0, pass % 2 == 1) } else { (true, true) };
            settle_layer(picture, measures, &mut top, layer, above, below);
        }
    }
    top
}

/// Stands the slots of each layer close together, and the layers in a common middle.
fn packed(picture: &Layered, measures: &Measures) -> Vec<i32> {
    let mut top = vec![0; picture.layer_of.len()];
    for layer in &picture.layers {
        let offsets = offsets(picture, measures, layer);
        let Some((&last, &offset)) = layer.last().zip(offsets.last()) else { continue };
        let middle = (offset + measures.breadth[last]) / 2;
        layer.iter().zip(&offsets).for_each(|(&slot, offset)| top[slot] = offset - middle);
    }
    top
}

/// Returns the least distance of each slot of a layer from the layer's first.
fn offsets(picture: &Layered, measures: &Measures, layer: &[usize]) -> Vec<i32> {
    let mut offsets = Vec::with_capacity(layer.len());
    let mut offset = 0;
    for (at, &slot) in layer.iter().enumerate() {
        if at > 0 {
            let before = layer[at - 1];
            offset += measures.breadth[before] + measures.gap(picture, before, slot);
        }
        offsets.push(offset);
    }
    offsets
}

fn settle_layer(
    picture: &Layered,
    measures: &Measures,
    top: &mut [i32],
    layer: usize,
    above: bool,
    below: bool,
) {
    let layer = &picture.layers[layer];
    let offsets = offsets(picture, measures, layer);
    let mut pools: Vec<Pool> = Vec::with_capacity(layer.len());
    for (&slot, offset) in layer.iter().zip(&offsets) {
        let mut wishes = Vec::new();
        let mut wish = |other: usize, place: i32| {
            let lanes = picture.is_lane(slot) && picture.is_lane(other);
            let pull = if lanes { LANE_PULL } else { 1 };
            wishes.extend(std::iter::repeat_n(place - offset, pull));
        };
        if above {
            for &at in &picture.above[slot] {
                let from = picture.links[at].from;
                wish(from, top[from] + measures.from_port[at] - measures.to_port[at]);
            }
        }
        if below {
            for &at in &picture.below[slot] {
                let to = picture.links[at].to;
                wish(to, top[to] + measures.to_port[at] - measures.from_port[at]);
            }
        }
        if wishes.is_empty() {
            wishes.push(top[slot] - offset);
        }
        let mut pool = Pool::new(wishes, 1);
        while let Some(before) = pools.pop_if(|before| before.place > pool.place) {
            pool = before.joined(pool);
        }
        pools.push(pool);
    }
    let mut slots = layer.iter().zip(&offsets);
    for pool in pools {
        for (&slot, offset) in slots.by_ref().take(pool.slots) {
            top[slot] = pool.place + offset;
        }
    }
}

/// Neighbours that stand as close together as they may, and where they would like to stand.
struct Pool {
    slots: usize,
    wishes: Vec<i32>,
    place: i32,
}

impl Pool {
    fn new(mut wishes: Vec<i32>, slots: usize) -> Self {
        wishes.sort_unstable();
        let place = wishes[(wishes.len() - 1) / 2];
        Self { slots, wishes, place }
    }

    fn joined(mut self, next: Self) -> Self {
        self.wishes.extend(next.wishes);
        Self::new(self.wishes, self.slots + next.slots)
    }
}
