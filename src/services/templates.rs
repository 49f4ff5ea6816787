//! Templates: pipelines that come with the program, one file each in `templates/`.

use std::sync::LazyLock;

use uuid::Uuid;

use super::workspace::Workspace;
use crate::control::pipelines::{self, StoredPipeline};
use crate::control::revisions::NewRevision;
use crate::domain::dag::{DagDefinition, NodeType, SourceType};
use crate::domain::dag_file;
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::nearest::nearest;
use crate::edit::draft::Draft;

include!(concat!(env!("OUT_DIR"), "/templates.rs"));

/// A pipeline to begin with.
#[derive(Debug, Clone, PartialEq)]
pub struct Template {
    /// Name on the command line: the file's without its ending.
    pub slug: &'static str,
    /// Name for people, and of pipelines made from it.
    pub title: String,
    /// First sentence of the description.
    pub summary: String,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// The pipeline; its description says what it needs and what to adjust, its nodes hold notes.
    pub definition: DagDefinition,
    /// The file, with its layout.
    pub text: &'static str,
}

impl Template {
    /// Returns the curves that a well must have.
    pub fn curves(&self) -> Vec<&str> {
        let mut curves: Vec<&str> = Vec::new();
        for node in &self.definition.nodes {
            if let NodeType::Ingestion {
                source_type: SourceType::WellLogs { curve_names, .. },
                ..
            } = &node.node_type
            {
                let new = curve_names.iter().map(String::as_str);
                let new: Vec<&str> = new.filter(|name| !curves.contains(name)).collect();
                curves.extend(new);
            }
        }
        curves
    }
}

/// Returns the templates, by slug.
pub fn templates() -> &'static [Template] {
    static TEMPLATES: LazyLock<Vec<Template>> =
        LazyLock::new(|| FILES.iter().map(|(slug, text)| read(slug, text)).collect());
    &TEMPLATES
}

fn read(slug: &'static str, text: &'static str) -> Template {
    let definition = dag_file::read(text, &format!("{slug}.yaml"))
        .expect("a template is well-formed; a test reads them all");
    let description = &definition.metadata.description;
    let summary = description.split_inclusive(". ").next().unwrap_or_default();
    Template {
        slug,
        title: definition.name.clone(),
        summary: summary.trim_end().to_owned(),
        tags: definition.metadata.tags.clone(),
        definition,
        text,
    }
}

/// Returns the template of this slug.
pub fn template(slug: &str) -> Result<&'static Template, Diagnostic> {
    templates().iter().find(|template| template.slug == slug).ok_or_else(|| {
        let slugs = || templates().iter().map(|template| template.slug);
        Diagnostic::error(ErrorType::PipelineNotFound, "there is no such template")
            .found(format!("\"{slug}\""))
            .wanted(format!("one of {}", slugs().collect::<Vec<_>>().join(", ")))
            .hint(nearest(slug, slugs()).map_or_else(
                || "`mudrock pipelines templates` lists them".to_owned(),
                |near| format!("did you mean \"{near}\"?"),
            ))
    })
}

impl Workspace {
    /// Stores a new pipeline, made from a template or without nodes.
    ///
    /// Returns it with its problems in the project, such as curves that the wells lack: they are no
    /// reason not to make it. A name that is taken is one.
    pub async fn new_pipeline(
        &self,
        project: Uuid,
        name: &str,
        template: Option<&str>,
    ) -> Result<(StoredPipeline, Vec<Diagnostic>), Diagnostic> {
        let Draft { pipeline: id, mut definition, .. } = Draft::new_pipeline(name);
        let mut message = "new".to_owned();
        if let Some(slug) = template {
            let template = self::template(slug)?;
            definition = dag_file::with_stored_ids(template.definition.clone(), id);
            name.clone_into(&mut definition.name);
            message = format!("made from the template {slug}");
        }
        let mut client = self.inner.database.client().await?;
        let known = pipelines::list(&client, project, self.inner.user_id).await?;
        let same_version = pipelines::by_name(&client, project, name, &definition.version).await?;
        if name.trim().is_empty()
            || same_version.is_some()
            || known.iter().any(|it| it.name == name)
        {
            return Err(taken(name, |name| known.iter().any(|known| known.name == name)));
        }
        let pipeline = StoredPipeline {
            id,
            project_id: project,
            definition,
            source_sha256: None,
            updated_at: chrono::Utc::now(),
        };
        let transaction = client.transaction().await?;
        let new = NewRevision { author: self.inner.user_id, message: &message, merged: None };
        pipelines::save(&transaction, &pipeline, None, new).await?;
        transaction.commit().await?;
        let stored = pipelines::by_id(&client, id).await?;
        drop(client);
        // A pipeline without nodes is one whose author has not begun yet.
        let diagnostics = match stored.definition.nodes.is_empty() {
            true => Vec::new(),
            false => self.validate(project, &stored.definition).await?.diagnostics,
        };
        Ok((stored, diagnostics))
    }
}

fn taken(name: &str, is_known: impl Fn(&str) -> bool) -> Diagnostic {
    if name.trim().is_empty() {
        return Diagnostic::error(ErrorType::NameTaken, "a pipeline needs a name")
            .found("an empty one");
    }
    let free = (2_usize..)
        .map(|count| format!("{name} {count}"))
        .find(|name| !is_known(name))
        .expect("a project has fewer pipelines than there are numbers");
    Diagnostic::error(ErrorType::NameTaken, "a pipeline of this name is there already")
        .found(format!("\"{name}\""))
        .wanted("a name that no pipeline of the project has")
        .hint(format!("give it another name, such as \"{free}\""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::dag_file::{portable_ids, slug};
    use crate::domain::diagnostic::Severity;
    use crate::services::pipelines::validate_alone;

    #[test]
    fn every_file_of_the_folder_is_a_template() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/templates");
        let mut files: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        files.sort();
        let slugs: Vec<String> =
            templates().iter().map(|template| format!("{}.yaml", template.slug)).collect();
        assert_eq!(slugs, files);
    }

    #[test]
    fn every_template_says_what_it_is_for_and_what_its_nodes_do() {
        for template in templates() {
            let of = template.slug;
            assert_eq!(slug(of), of);
            let description = &template.definition.metadata.description;
            assert!(description.contains("Needs ") && description.contains("Set "), "{of}");
            assert!(!description.contains('\n') && template.summary.len() < 100, "{of}");
            assert!(template.summary.ends_with('.') && !template.tags.is_empty(), "{of}");
            for curve in template.curves() {
                assert!(description.contains(curve), "{of} does not say that it needs {curve}");
            }
            for node in &template.definition.nodes {
                let output = matches!(node.node_type, NodeType::Output { .. });
                assert!(output || !node.metadata.description.is_empty(), "{of}: {}", node.name);
                assert!(node.metadata.position.is_none(), "{of}: {} is pinned", node.name);
            }
        }
    }

    #[test]
    fn every_template_is_sound_and_keeps_curves_of_its_own() {
        let mut kept = std::collections::BTreeSet::new();
        for template in templates() {
            let validation = validate_alone(&template.definition);
            let troubles: Vec<_> =
                validation.diagnostics.iter().filter(|it| it.severity > Severity::Info).collect();
            assert!(troubles.is_empty(), "{}: {troubles:#?}", template.slug);
            for node in &template.definition.nodes {
                let sources: Vec<&String> = match &node.node_type {
                    NodeType::Operator { inputs, .. } => inputs.values().collect(),
                    _ => Vec::new(),
                };
                for (port, mapping) in &node.curve_mapping {
                    // Filters name their curve after the input.
                    let base =
                        if port.starts_with("X_") { format!("{sources:?}") } else { port.clone() };
                    assert!(
                        kept.insert((base, mapping.suffix.clone())),
                        "{}: another template keeps {port} under this suffix",
                        template.slug
                    );
                }
            }
        }
        assert!(!kept.is_empty());
    }

    #[test]
    fn an_export_gives_the_nodes_of_a_template_the_ids_of_its_file() {
        for template in templates() {
            let stored = dag_file::with_stored_ids(template.definition.clone(), Uuid::from_u128(1));
            let ids: Vec<String> =
                template.definition.nodes.iter().map(|node| node.id.clone()).collect();
            assert_eq!(portable_ids(&stored), ids, "{}", template.slug);
        }
    }

    #[test]
    fn a_misspelt_slug_is_told_the_nearest() {
        let error = template("porosity_comparsion").unwrap_err();
        assert_eq!(error.hint.as_deref(), Some("did you mean \"porosity_comparison\"?"));
    }
}
