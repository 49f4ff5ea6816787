//! Jump labels: a letter or two on every node in sight, and what was typed of them.

use super::geometry::{Point, Rect};
use super::layout::Layout;

/// Letters from the easiest to reach to the hardest: home row, upper row, lower row.
const LETTERS: [char; 26] = [
    'f', 'j', 'd', 'k', 's', 'l', 'a', 'g', 'h', 'e', 'i', 'r', 'u', 'w', 'o', 't', 'y', 'q', 'p',
    'v', 'm', 'c', 'n', 'x', 'b', 'z',
];

/// A label on a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The node to jump to.
    pub node: usize,
    /// What to type; no label begins with another.
    pub keys: String,
}

/// What was typed so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Typed {
    /// All of a label: the node that it stands on.
    Whole(usize),
    /// The beginning of some labels.
    Part,
    /// The beginning of none.
    Nothing,
}

/// Labels the nodes whose boxes lie in a window at least in part; those nearest to the selection,
/// or to the middle of the window without one, get the easiest labels. The selection itself gets none.
pub fn labels(layout: &Layout, window: Rect, selected: Option<usize>) -> Vec<Label> {
    let selected = selected.filter(|&node| node < layout.boxes.len());
    let here = selected.map_or(window, |node| layout.boxes[node]).centre();
    let mut visible: Vec<usize> = (0..layout.boxes.len())
        .filter(|&node| Some(node) != selected)
        .filter(|&node| !layout.boxes[node].intersection(window).is_empty())
        .collect();
    visible.sort_by_key(|&node| (distance(here, layout.boxes[node].centre()), node));
    let keys = keys(visible.len());
    visible.into_iter().zip(keys).map(|(node, keys)| Label { node, keys }).collect()
}

/// Tells what was typed.
pub fn typed(labels: &[Label], keys: &str) -> Typed {
    match labels.iter().find(|label| label.keys.starts_with(keys)) {
        Some(label) if label.keys == keys => Typed::Whole(label.node),
        Some(_) => Typed::Part,
        None => Typed::Nothing,
    }
}

/// Returns how far apart two cells look; a row is about as high as two columns are wide.
fn distance(a: Point, b: Point) -> i32 {
    (a.x - b.x).abs() + 2 * (a.y - b.y).abs()
}

/// Returns so many labels, the easiest first: the hardest are made longer until there are enough.
fn keys(count: usize) -> Vec<String> {
    let mut keys: Vec<String> = LETTERS.iter().map(char::to_string).collect();
    // The hardest label of the shortest length makes room for as many as there are letters.
    let (mut shortest, mut length) = (keys.len(), 1);
    while keys.len() < count {
        let hardest = keys.remove(shortest - 1);
        keys.extend(LETTERS.iter().map(|letter| format!("{hardest}{letter}")));
        shortest -= 1;
        if shortest == 0 {
            length += 1;
            shortest = keys.iter().filter(|key| key.len() == length).count();
        }
    }
    keys.truncate(count);
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Boxes in a row, each three columns wide and two apart.
    fn row(count: i32) -> Layout {
        let boxes: Vec<Rect> = (0..count).map(|at| Rect::new(at * 5, 0, 3, 1)).collect();
        Layout { boxes, width: count * 5, height: 1, ..Layout::default() }
    }

    #[test]
    fn nearest_nodes_get_the_easiest_letters() {
        let layout = row(6);
        let labels = labels(&layout, Rect::new(0, 0, 100, 1), Some(3));
        let pairs: Vec<(usize, &str)> =
            labels.iter().map(|label| (label.node, label.keys.as_str())).collect();
        assert_eq!(pairs, [(2, "f"), (4, "j"), (1, "d"), (5, "k"), (0, "s")]);
    }

    #[test]
    fn only_nodes_in_sight_are_labelled() {
        let layout = row(10);
        let labels = labels(&layout, Rect::new(11, 0, 10, 1), None);
        let mut nodes: Vec<usize> = labels.iter().map(|label| label.node).collect();
        nodes.sort_unstable();
        assert_eq!(nodes, [2, 3, 4]);
    }

    #[test]
    fn no_label_begins_with_another() {
        for count in [0, 1, 24, 26, 27, 60, 400, 676, 677, 2_000] {
            let mut keys = keys(count);
            assert_eq!(keys.len(), count);
            assert!(keys.windows(2).all(|pair| pair[0].len() <= pair[1].len()), "{count}");
            let longest = keys.last().map_or(0, String::len);
            assert_eq!(
                longest,
                [1, 2, 3][usize::from(count > 26) + usize::from(count > 676)].min(count)
            );
            keys.sort();
            assert!(keys.windows(2).all(|pair| !pair[1].starts_with(&pair[0])), "{count}");
        }
    }

    #[test]
    fn typing_leads_to_one_node() {
        let layout = row(40);
        let labels = labels(&layout, Rect::new(0, 0, 200, 1), Some(0));
        for label in &labels {
            assert_eq!(typed(&labels, &label.keys), Typed::Whole(label.node));
        }
        let long = labels.last().map(|label| label.keys.clone()).unwrap();
        assert_eq!(typed(&labels, &long[..1]), Typed::Part);
        assert_eq!(typed(&labels, "1"), Typed::Nothing);
    }
}
