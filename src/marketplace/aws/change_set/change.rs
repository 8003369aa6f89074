//! The shape of a request: changes of one entity, and how they refer to an entity that the request
//! creates.

use serde::Serialize;
use serde_json::Value;

use super::{ChangeSetBuilder, ExportError, Exported};

/// The input of `StartChangeSet`. Source: Catalog API, StartChangeSet, request syntax.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Request {
    /// Always `AWSMarketplace`.
    pub catalog: &'static str,
    /// The changes, in the order in which they are made.
    pub change_set: Vec<Change>,
    /// The name of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change_set_name: Option<String>,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Change {
    /// What is done, such as `UpdateValidityTerms`.
    pub change_type: &'static str,
    /// The name by which later changes refer to the entity that this one creates.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change_name: Option<&'static str>,
    /// The entity that is changed.
    pub entity: Entity,
    /// The details as JSON text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub details: Option<String>,
    /// The details as JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub details_document: Option<Value>,
}

/// The entity that is changed.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Entity {
    /// `Offer@1.0` or `ResaleAuthorization@1.0`.
    pub r#type: &'static str,
    /// Its id; `None` for one that this change creates.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identifier: Option<String>,
}

impl ChangeSetBuilder<'_> {
    /// Builds the request, unless something is missing.
    pub(super) fn finish(mut self) -> Result<Exported, ExportError> {
        let name = self.name();
        let kind = if self.is_authorization() { "ResaleAuthorization@1.0" } else { "Offer@1.0" };
        let id = self.offer.id.get().cloned();
        let created = self.changes.first().map(|(change, _)| *change).filter(|_| id.is_none());
        let mut changes = Vec::with_capacity(self.changes.len());
        for (at, (change_type, document)) in std::mem::take(&mut self.changes).into_iter().enumerate() {
            let creates = created.filter(|_| at == 0);
            let new = || created.map(|name| format!("${name}.Entity.Identifier"));
            let identifier = if creates.is_some() { None } else { id.clone().or_else(new) };
            let text = self.options.details_as_text.then(|| document.to_string());
            let most = self.limits.request.details;
            if let Some(length) = text.as_ref().map(|text| text.chars().count()).filter(|n| *n > most) {
                self.missing.push(format!(
                    "the details of {change_type} are {length} characters as text, at most {most} are \
                     taken; export them without --details-string"
                ));
            }
            changes.push(Change {
                change_type,
                change_name: creates,
                entity: Entity { r#type: kind, identifier },
                details_document: text.is_none().then_some(document),
                details: text,
            });
        }
        if !self.missing.is_empty() {
            return Err(ExportError(self.missing));
        }
        let request = Request { catalog: "AWSMarketplace", change_set: changes, change_set_name: name };
        Ok(Exported { request, notes: self.notes })
    }

    /// The request's name, if one is given: letters, digits, blanks and `_+=.:@-`.
    fn name(&mut self) -> Option<String> {
        let name = self.options.name?;
        let most = self.limits.request.name;
        let taken =
            |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '_' | '+' | '=' | '.' | ':' | '@' | '-');
        if name.is_empty() || name.chars().count() > most || !name.chars().all(taken) {
            self.missing
                .push(format!("a request is named in 1 to {most} letters, digits, blanks and `_+=.:@-`"));
        }
        Some(name.to_owned())
    }
}
