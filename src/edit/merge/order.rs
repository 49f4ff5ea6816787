//! Three-way merge of the order of things with names, the same whoever merges.

use std::collections::HashSet;

use super::fields::Three;

/// Returns `kept` in the order of the side that changed it; what one side added stays behind what
/// it was added behind.
pub fn merged<'a>(sides: &Three<Vec<&'a str>>, kept: &HashSet<&'a str>) -> Vec<&'a str> {
    let everywhere = |id: &&str| {
        kept.contains(*id)
            && sides.base.contains(id)
            && sides.theirs.contains(id)
            && sides.mine.contains(id)
    };
    let shared = |side: &[&'a str]| -> Vec<&'a str> {
        side.iter().copied().filter(|id| everywhere(id)).collect()
    };
    let (base, theirs, mine) = (shared(&sides.base), shared(&sides.theirs), shared(&sides.mine));
    let spine = if base == theirs {
        mine
    } else if base == mine {
        theirs
    } else {
        // Both changed it: any rule will do that does not ask who merges.
        theirs.min(mine)
    };
    // The first run stands before the spine, and each other one behind its member.
    let place =
        |side: &[&'a str], id: &str| {
            let at = side.iter().position(|other| *other == id)?;
            let anchor = side[..at].iter().rev().find(|id| spine.contains(id));
            Some(anchor.map_or(0, |anchor| {
                1 + spine.iter().position(|id| id == anchor).unwrap_or_default()
            }))
        };
    let run = |side: &[&'a str], at: usize| -> Vec<&'a str> {
        let places = |id: &str| [place(&sides.theirs, id), place(&sides.mine, id)];
        side.iter()
            .copied()
            .filter(|id| kept.contains(id) && !spine.contains(id))
            .filter(|id| places(id).into_iter().flatten().min() == Some(at))
            .collect()
    };
    let mut ordered = Vec::new();
    for at in 0..=spine.len() {
        ordered.extend(at.checked_sub(1).map(|at| spine[at]));
        let (theirs, mine) = (run(&sides.theirs, at), run(&sides.mine, at));
        let (first, second) = if theirs <= mine { (theirs, mine) } else { (mine, theirs) };
        let rest = second.into_iter().filter(|id| !first.contains(id)).collect::<Vec<_>>();
        ordered.extend(first);
        ordered.extend(rest);
    }
    ordered
}
