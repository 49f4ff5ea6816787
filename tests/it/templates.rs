//! Every template, made into a pipeline and run on the sample wells.

use mudrock::domain::diagnostic::{ErrorType, Severity};
use mudrock::domain::execution::Status;
use mudrock::domain::rows::CurveRow;
use mudrock::services::templates;

use crate::cli::text;
use crate::workspace::{Bench, all_of};

/// Bounds from physics, by the beginning of the curve's name: fractions, and a porosity that noise and
/// washed-out holes may push a little beyond them; a permeability in mD; raw logs as their tools read.
const PLAUSIBLE: [(&str, f64, f64); 11] = [
    ("VSH", 0.0, 1.0),
    ("IGR", 0.0, 1.0),
    ("PHI", -0.3, 0.9),
    ("SW", 0.0, 1.0),
    ("NETPAY", 0.0, 1.0),
    ("PERM", 0.0, 1e7),
    ("GR", 0.0, 300.0),
    // The sample well Mudrock-4 holds its density in kg/m3.
    ("RHOB", 1.0, 3200.0),
    ("NPHI", -0.1, 0.8),
    ("DT", 40.0, 240.0),
    ("RT", 0.01, 20_000.0),
];

async fn curves(bench: &Bench) -> Vec<CurveRow> {
    bench.wells().await.into_iter().flat_map(|well| well.curves).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_template_runs_on_the_sample_wells_to_plausible_curves() {
    let bench = Bench::with_wells().await;
    for template in templates() {
        let of = template.slug;
        let made = bench.workspace.new_pipeline(bench.project, &template.title, Some(of)).await;
        let (pipeline, diagnostics) = made.unwrap();
        let troubles: Vec<_> =
            diagnostics.iter().filter(|found| found.severity > Severity::Info).collect();
        assert!(troubles.is_empty(), "{of}: {troubles:#?}");
        let kept: usize =
            pipeline.definition.nodes.iter().map(|node| node.curve_mapping.len()).sum();
        let known = curves(&bench).await;
        let run = bench.run(all_of(pipeline.id)).await;
        assert_eq!(run.run.status, Status::Completed, "{of}: {run:#?}");
        let mut new = curves(&bench).await;
        new.retain(|curve| known.iter().all(|known| known.id != curve.id));
        assert_eq!(new.len(), 5 * kept, "{of}: {new:#?}");
        for curve in new {
            let name = &curve.name;
            assert!(curve.samples - curve.nulls > curve.samples / 2, "{of}: {curve:?}");
            let bounds = PLAUSIBLE.iter().find(|(begin, ..)| name.starts_with(begin));
            let bounds = bounds.unwrap_or_else(|| panic!("{of}: no bounds for {name}"));
            let (min, max) = (curve.min.unwrap(), curve.max.unwrap());
            assert!(bounds.1 <= min && min < max && max <= bounds.2, "{of}: {min} {max} {curve:?}");
            assert!(!curve.unit.is_empty(), "{of}: {curve:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pipeline_is_made_though_the_wells_lack_its_curves() {
    let bench = Bench::empty().await;
    let lone = bench.dir.path().join("lone.las");
    std::fs::write(
        &lone,
        "~V\n VERS. 2.0 :\n WRAP. NO :\n~W\n STRT.M 1000.0 :\n STOP.M 1001.0 :\n STEP.M 0.5 :\n \
         NULL. -999.25 :\n WELL. Lone-1 :\n~C\n DEPT.M :\n GRC.GAPI :\n~A\n 1000.0 50.0\n \
         1000.5 60.0\n 1001.0 70.0\n",
    )
    .unwrap();
    bench.mudrock(&["import", &text(lone), "--project", "north"]).exits(0);
    // The gamma ray goes by another name, and is found; density, neutron and resistivity are not.
    let made = bench.mudrock(&["pipelines", "new", "--template", "quick_look_sand", "--json"]);
    let report = made.exits(0).json();
    assert_eq!(report["name"], "Quick-look sand evaluation");
    let missing: Vec<&str> = report["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|found| found["error_type"] == "MissingInputCurves")
        .map(|found| found["place"]["curve"].as_str().unwrap())
        .collect();
    assert_eq!(missing, ["RHOB", "NPHI", "RT"]);
    // Without nodes there is nothing to complain of.
    let empty = bench.mudrock(&["pipelines", "new", "Mine"]).exits(0);
    assert!(empty.stdout.contains("Mine: stored, 0 nodes") && empty.stderr.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_is_taken_is_refused_with_one_that_is_free() {
    let bench = Bench::with_wells().await;
    let new = |name| bench.workspace.new_pipeline(bench.project, name, Some("porosity_comparison"));
    new("Porosity").await.unwrap();
    new("Porosity 2").await.unwrap();
    let error = new("Porosity").await.unwrap_err();
    assert_eq!(error.error_type, ErrorType::NameTaken);
    assert_eq!(error.hint.as_deref(), Some("give it another name, such as \"Porosity 3\""));
    bench.workspace.new_pipeline(bench.project, " ", None).await.unwrap_err();
    assert_eq!(bench.workspace.pipelines(bench.project).await.unwrap().len(), 2);
    let unknown = bench.mudrock(&["pipelines", "new", "--template", "porosity"]).exits(1);
    unknown.complains(&["no such template", "porosity_comparison"]);
}
