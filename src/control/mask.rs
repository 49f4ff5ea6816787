//! Masks passwords in text that is about to be shown or logged.
//!
//! Where the end of a password is in doubt, more is masked rather than less.

use std::ops::Range;

/// What stands in for a password.
pub const MASK: &str = "****";

/// Keys of connection strings and variables whose values are secret, in lower case.
const SECRET_KEYS: [&str; 4] = ["password", "passwd", "pwd", "passfile"];

/// Masks the passwords of all connection URLs and `key=value` strings in a text.
pub fn mask(text: &str) -> String {
    let mut secret: Vec<Range<usize>> = url_passwords(text);
    secret.extend(keyed_values(text));
    secret.sort_by_key(|range| range.start);
    let mut masked = String::with_capacity(text.len());
    let mut end = 0;
    for range in secret {
        if range.start >= end {
            masked.push_str(&text[end..range.start]);
            masked.push_str(MASK);
        }
        end = end.max(range.end);
    }
    masked.push_str(&text[end..]);
    masked
}

/// Masks like [`mask`], and moreover one known password, plain or percent-encoded, wherever it stands.
pub fn mask_known(text: &str, password: Option<&[u8]>) -> String {
    let masked = mask(text);
    let Some(password) = password.filter(|password| !password.is_empty()) else { return masked };
    let plain = String::from_utf8_lossy(password).into_owned();
    [true, false]
        .map(|capitals| percent_encoded(password, capitals))
        .iter()
        .chain([&plain])
        .fold(masked, |text, form| text.replace(form.as_str(), MASK))
}

/// Finds what stands between the user's colon and the last `@` of each word with `://`.
fn url_passwords(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for (scheme, _) in text.match_indices("://") {
        let start = scheme + "://".len();
        let word = &text[start..];
        let word = &word[..word.find(char::is_whitespace).unwrap_or(word.len())];
        // An unencoded `@`, `/` or `?` may be part of the password; the last `@` ends it for sure.
        if let (Some(colon), Some(at)) = (word.find(':'), word.rfind('@'))
            && colon + 1 < at
        {
            found.push(start + colon + 1..start + at);
        }
    }
    found
}

/// Finds the values of secret keys: `password=x`, `password = 'a b'`, `"password": "x"`.
fn keyed_values(text: &str) -> Vec<Range<usize>> {
    let lower = text.to_ascii_lowercase();
    let mut found = Vec::new();
    for key in SECRET_KEYS {
        for (start, _) in lower.match_indices(key) {
            let after_key = start + key.len();
            let rest = text[after_key..].trim_start_matches(['"', '\'']).trim_start();
            let Some(rest) = rest.strip_prefix(['=', ':']) else { continue };
            let value = rest.trim_start();
            let length = value_length(value);
            if length > 0 {
                let value_start = text.len() - value.len();
                found.push(value_start..value_start + length);
            }
        }
    }
    found
}

/// Returns the length in bytes of a value: to the closing quote, if it has one, else to the next blank.
fn value_length(value: &str) -> usize {
    let Some(quote) = value.chars().next().filter(|first| matches!(first, '\'' | '"')) else {
        return value.find(char::is_whitespace).unwrap_or(value.len());
    };
    let mut escaped = false;
    for (index, character) in value.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if character == quote => return index + 1,
            _ => {}
        }
    }
    value.len()
}

fn percent_encoded(bytes: &[u8], capitals: bool) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                text.push(char::from(*byte));
            }
            _ if capitals => text.push_str(&format!("%{byte:02X}")),
            _ => text.push_str(&format!("%{byte:02x}")),
        }
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_of_urls_are_masked() {
        for (text, wanted) in [
            ("postgres://ann:s3cret@db:5432/mud", "postgres://ann:****@db:5432/mud"),
            ("at postgresql://ann:p%40ss@db/mud now", "at postgresql://ann:****@db/mud now"),
            ("postgres://ann:p@ss/w?rd@db/mud", "postgres://ann:****@db/mud"),
            ("postgres://:s3cret@db/mud", "postgres://:****@db/mud"),
            ("postgres://ann@db:5432/mud", "postgres://ann@db:5432/mud"),
            ("postgres://db/mud?password=s3cret&x=1", "postgres://db/mud?password=****"),
        ] {
            assert_eq!(mask(text), wanted);
        }
    }

    #[test]
    fn passwords_of_key_value_strings_are_masked() {
        for (text, wanted) in [
            ("host=db password=s3cret user=ann", "host=db password=**** user=ann"),
            ("password = 'a b\\' c' user=ann", "password = **** user=ann"),
            ("POSTGRES_PASSWORD=s&cret", "POSTGRES_PASSWORD=****"),
            (
                "{\"password\": \"a b\", \"user\": \"ann\"}",
                "{\"password\": ****, \"user\": \"ann\"}",
            ),
            ("sslpassword=x1 passwd=x2", "sslpassword=**** passwd=****"),
        ] {
            assert_eq!(mask(text), wanted);
        }
    }

    #[test]
    fn plain_sentences_stay_as_they_are() {
        let text =
            "password authentication failed for user \"ann\"; see https://www.postgresql.org/docs";
        assert_eq!(mask(text), text);
    }

    #[test]
    fn a_known_password_is_masked_in_every_spelling() {
        let masked = mask_known("got p@ss/1, p%40ss%2F1 and p%40ss%2f1", Some(b"p@ss/1"));
        assert_eq!(masked, "got ****, **** and ****");
        assert_eq!(mask_known("nothing", Some(b"")), "nothing");
    }
}
