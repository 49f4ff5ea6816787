//! Equalising the contrast of an image: the place of a value among others, in levels from 0 to 1.

/// Returns the level of a value among `count` values, itself one of them, of which `below` are smaller
/// and `equal` the same.
///
/// The smallest of different values gets 0 and the largest 1; equal ones share the middle of their places.
pub fn level(below: usize, equal: usize, count: usize, levels: u32) -> f64 {
    let share = match count {
        0 | 1 => 0.5,
        _ => (below as f64 + (equal.max(1) - 1) as f64 / 2.0) / (count - 1) as f64,
    };
    let steps = f64::from(levels.max(2) - 1);
    (share * steps).round() / steps
}

/// How often each of some known values stands in a set that values enter and leave.
///
/// A Fenwick tree: entering, leaving and asking take the logarithm of the number of known values.
pub struct Ranking {
    /// Sums over the ranks, from 1.
    sums: Vec<usize>,
    counts: Vec<usize>,
    size: usize,
}

impl Ranking {
    /// Starts with an empty set over values known by their ranks `0..ranks`.
    pub fn new(ranks: usize) -> Self {
        Self { sums: vec![0; ranks + 1], counts: vec![0; ranks], size: 0 }
    }

    /// Adds a value.
    pub fn enter(&mut self, rank: usize) {
        self.size += 1;
        self.counts[rank] += 1;
        self.walk(rank, |sum| *sum += 1);
    }

    /// Takes a value away, which is in the set.
    pub fn leave(&mut self, rank: usize) {
        self.size -= 1;
        self.counts[rank] -= 1;
        self.walk(rank, |sum| *sum -= 1);
    }

    /// Returns the level of a value in the set.
    pub fn level(&self, rank: usize, levels: u32) -> f64 {
        let (mut place, mut below) = (rank, 0);
        while place > 0 {
            below += self.sums[place];
            place &= place - 1;
        }
        level(below, self.counts[rank], self.size, levels)
    }

    fn walk(&mut self, rank: usize, change: impl Fn(&mut usize)) {
        let mut place = rank + 1;
        while place < self.sums.len() {
            change(&mut self.sums[place]);
            place += place & place.wrapping_neg();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_reach_from_0_to_1_and_equal_values_share_one() {
        let mut set = Ranking::new(4);
        [0, 1, 1, 3, 2].into_iter().for_each(|rank| set.enter(rank));
        let levels = |set: &Ranking| [0, 1, 2, 3].map(|rank| set.level(rank, 9));
        assert_eq!(levels(&set), [0.0, 0.375, 0.75, 1.0]);
        set.leave(3);
        set.leave(1);
        assert_eq!(set.level(2, 3), 1.0);
        assert_eq!(set.level(1, 3), 0.5);
        assert_eq!(level(0, 1, 1, 256), (0.5f64 * 255.0).round() / 255.0);
    }
}
