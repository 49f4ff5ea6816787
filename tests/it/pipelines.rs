//! The example pipelines against the real catalogue.

use mudrock::domain::dag_file;
use mudrock::domain::diagnostic::Severity;
use mudrock::operators::catalogue;
use mudrock::validate::validate;

#[test]
fn every_example_pipeline_is_sound() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/pipelines");
    let mut read = 0;
    for entry in std::fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("readable").path();
        let text = std::fs::read_to_string(&path).expect("readable");
        let definition = dag_file::read(&text, &path.display().to_string()).expect("well-formed");
        let validation = validate(&definition, catalogue(), None);
        let troubles: Vec<_> =
            validation.diagnostics.iter().filter(|it| it.severity > Severity::Info).collect();
        assert!(troubles.is_empty(), "{}: {troubles:#?}", path.display());
        assert!(validation.plan.is_some());
        read += 1;
    }
    assert!(read >= 3, "{read} pipelines");
}

#[test]
fn the_example_of_the_documentation_is_sound() {
    let page = include_str!("../../docs/pipelines.md");
    let example = page.split("```yaml\n").nth(1).and_then(|rest| rest.split("```").next());
    let definition = dag_file::read(example.expect("an example"), "example.yaml").expect("reads");
    let validation = validate(&definition, catalogue(), None);
    assert!(validation.diagnostics.is_empty(), "{:#?}", validation.diagnostics);
    assert_eq!(definition.nodes.len(), 4);
}
