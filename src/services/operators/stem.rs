//! Words reduced to what their spellings have in common: British and American, one and many.

/// Endings that are written in several ways, each with what stands for all of them.
const ENDINGS: [(&str, &str); 17] = [
    ("isation", "iz"),
    ("ization", "iz"),
    ("ising", "iz"),
    ("izing", "iz"),
    ("ised", "iz"),
    ("ized", "iz"),
    ("iser", "iz"),
    ("izer", "iz"),
    ("ise", "iz"),
    ("ize", "iz"),
    ("ysis", "yz"),
    ("yse", "yz"),
    ("yze", "yz"),
    ("our", "or"),
    ("ogue", "og"),
    ("elled", "eled"),
    ("elling", "eling"),
];

/// Words that are written with their last two letters the other way round.
const TURNED: [(&str, &str); 3] = [("centre", "center"), ("metre", "meter"), ("litre", "liter")];

/// Shortest beginning that an ending is taken from; `noise` and `four` have none.
const SHORTEST: usize = 3;

/// Splits a text into its words, at whatever is neither letter nor digit.
pub fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric()).filter(|part| !part.is_empty())
}

/// Reduces a word in small letters.
pub fn stem(word: &str) -> String {
    let word = singular(word);
    if let Some((_, other)) = TURNED.iter().find(|(british, _)| *british == word) {
        return (*other).to_owned();
    }
    for (ending, instead) in ENDINGS {
        match word.strip_suffix(ending) {
            Some(start) if start.chars().count() >= SHORTEST => return format!("{start}{instead}"),
            _ => {}
        }
    }
    word
}

fn singular(word: &str) -> String {
    let long = word.chars().count() > SHORTEST;
    match word {
        _ if !long => word.to_owned(),
        _ if word.ends_with("ies") => format!("{}y", &word[..word.len() - 3]),
        // Neither `mass` nor `axis` nor `modulus` is many.
        _ if ["ss", "is", "us"].iter().any(|end| word.ends_with(end)) => word.to_owned(),
        _ => word.strip_suffix('s').unwrap_or(word).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_a_word_come_to_the_same() {
        let same = [
            ["normalise", "normalize"],
            ["normalisation", "normalizations"],
            ["normalised", "normalizing"],
            ["colour", "color"],
            ["centre", "center"],
            ["analysis", "analyses"],
            ["modelled", "modeled"],
            ["densities", "density"],
            ["averages", "average"],
        ];
        for [one, other] in same {
            assert_eq!(stem(one), stem(other), "{one} {other}");
        }
        for word in ["noise", "four", "mass", "axis", "modulus", "gas", "rise"] {
            assert_eq!(stem(word), word);
        }
    }

    #[test]
    fn words_end_at_hyphens_and_underscores() {
        assert_eq!(
            parts("gamma-ray, sw_archie (T2)").collect::<Vec<_>>(),
            ["gamma", "ray", "sw", "archie", "T2"]
        );
    }
}
