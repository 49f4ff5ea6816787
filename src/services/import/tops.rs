//! Tops of wells from a `tops.csv`: `well,top,md_m`.

use std::collections::BTreeMap;
use std::path::Path;

use uuid::Uuid;

use super::FileOutcome;
use crate::control::curves;
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::services::Workspace;

impl Workspace {
    /// Reads `well,top,md_m` lines and records the tops of the wells that the project has.
    pub(super) async fn import_tops(
        &self,
        bytes: &[u8],
        path: &Path,
        project: Uuid,
    ) -> Result<FileOutcome, Vec<Diagnostic>> {
        let tops = parse_tops(&String::from_utf8_lossy(bytes))?;
        let one = |error: Diagnostic| vec![error];
        let client = self.inner.database.client().await.map_err(one)?;
        let wells = curves::wells(&client, project).await.map_err(one)?;
        let mut problems = Vec::new();
        let (mut count, mut changed) = (0, 0);
        for (name, markers) in tops {
            match wells.iter().find(|well| well.name == name) {
                Some(well) => {
                    let source = path.file_name().unwrap_or_default().to_string_lossy();
                    changed += curves::put_markers(&client, project, well.id, &markers, &source)
                        .await
                        .map_err(one)?;
                    count += markers.len();
                }
                None => problems.push(
                    Diagnostic::error(
                        ErrorType::WellNotFound,
                        "the well of the tops is not in the project",
                    )
                    .in_well(name)
                    .hint("import the well first"),
                ),
            }
        }
        if problems.is_empty() {
            Ok(FileOutcome::Tops { tops: count, changed })
        } else {
            Err(problems)
        }
    }
}

/// Tops by well, in the order of the file.
type Tops = BTreeMap<String, Vec<(String, f64)>>;

fn parse_tops(text: &str) -> Result<Tops, Vec<Diagnostic>> {
    let mut tops = Tops::new();
    let mut problems = Vec::new();
    for (index, line) in text.lines().enumerate().skip(1) {
        if line.trim().is_empty() {
            continue;
        }
        let parts: Vec<&str> = line.split(',').map(str::trim).collect();
        let parsed = match parts.as_slice() {
            [well, top, md_m] => md_m.parse().ok().map(|md_m: f64| (*well, *top, md_m)),
            _ => None,
        };
        match parsed {
            Some((well, top, md_m)) if !top.is_empty() && (0.0..1e5).contains(&md_m) => {
                let of_well = tops.entry(well.to_owned()).or_default();
                if of_well.iter().any(|(name, _)| name == top) {
                    problems.push(
                        Diagnostic::error(ErrorType::MalformedFile, "a top is there twice")
                            .at_line(index + 1)
                            .in_well(well)
                            .found(format!("\"{top}\""))
                            .wanted("each top of a well once")
                            .hint("rename or remove one of the two and import the file again"),
                    );
                }
                of_well.push((top.to_owned(), md_m));
            }
            _ => problems.push(
                Diagnostic::error(ErrorType::MalformedFile, "a line of the tops cannot be read")
                    .at_line(index + 1)
                    .found(format!("\"{line}\""))
                    .wanted("well,top,depth in metres")
                    .hint("mend the line and import the file again"),
            ),
        }
    }
    if problems.is_empty() { Ok(tops) } else { Err(problems) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_top_that_is_there_twice_is_named_with_its_line() {
        let text = "well,top,md_m\nA-1,Dogger,1500\nA-2,Dogger,1510\nA-1,Dogger,1620.5\n";
        let problems = parse_tops(text).unwrap_err();
        let [problem] = problems.as_slice() else { panic!("{problems:?}") };
        assert_eq!(problem.place.line, Some(4));
        assert_eq!(problem.place.well.as_deref(), Some("A-1"));
        assert_eq!(problem.found.as_deref(), Some("\"Dogger\""));
    }
}
