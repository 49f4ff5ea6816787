//! The wells in `fixtures/wells` are those that the generator makes.

use std::fs;
use std::path::Path;

use mudrock::data::generate::{Recipe, write_to};

/// What the fixtures were made with; `fixtures/README.md` says the same.
const RECIPE: Recipe = Recipe { wells: 5, samples: 800, seed: 1927 };

#[test]
fn fixtures_are_what_the_generator_makes() {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/wells");
    if std::env::var_os("UPDATE_FIXTURES").is_some() {
        write_to(&kept, RECIPE).expect("the fixtures are writable");
    }
    let fresh = tempfile::tempdir().expect("a temporary folder");
    let paths = write_to(fresh.path(), RECIPE).expect("the folder is writable");
    for path in &paths {
        let name = path.file_name().expect("a file name");
        let wanted = fs::read(path).expect("just written");
        let found = fs::read(kept.join(name)).expect("a fixture for every file");
        assert!(found == wanted, "{} differs; see fixtures/README.md", name.display());
    }
    assert_eq!(fs::read_dir(kept).expect("the fixtures").count(), paths.len());
}
