//! Every file of `sql/queries` is understood by Postgres, tells its parameters, and is used.

use std::fs;
use std::path::Path;

use super::{Ground, package};

/// What the head of a query says that is only the beginning of one.
const FRAGMENT: &str = "the caller appends where and order by";

fn queries() -> Vec<(String, String)> {
    let mut queries: Vec<(String, String)> = fs::read_dir(package("sql/queries"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, fs::read_to_string(path).unwrap())
        })
        .collect();
    queries.sort();
    assert!(!queries.is_empty());
    queries
}

/// Returns the numbers of the parameters that the comments of a query tell.
fn told_parameters(text: &str) -> Vec<usize> {
    text.lines()
        .filter(|line| line.starts_with("--"))
        .flat_map(|line| line.split('$').skip(1))
        .filter_map(|rest| rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok())
        .collect()
}

#[tokio::test]
async fn every_query_is_prepared_with_the_parameters_that_it_tells() {
    let ground = Ground::new().await;
    for (name, text) in queries() {
        let whole = match text.contains(FRAGMENT) {
            true => format!("{text} where true order by 1"),
            false => text.clone(),
        };
        let statement = ground.client.prepare(&whole).await;
        let statement = statement.unwrap_or_else(|error| panic!("{name}: {error:?}"));
        let wanted: Vec<usize> = (1..=statement.params().len()).collect();
        assert_eq!(told_parameters(&text), wanted, "{name} tells its parameters in order");
        assert!(text.starts_with("-- "), "{name} opens with what it is for");
    }
}

#[test]
fn every_query_is_used() {
    let mut sources = String::new();
    gather(&package("src"), &mut sources);
    for (name, _) in queries() {
        assert!(sources.contains(&format!("sql/queries/{name}\")")), "nobody includes {name}");
    }
}

fn gather(directory: &Path, sources: &mut String) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            gather(&path, sources);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            sources.push_str(&fs::read_to_string(path).unwrap());
        }
    }
}
