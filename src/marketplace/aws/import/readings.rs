//! Every offer of a JSON of the marketplace, read as far as it can be, with all that is wrong.

use super::error::ImportError;
use super::faults::Faults;
use super::json::{Json, JsonError, JsonValue};
use super::said::{JsonKind, JsonSays};
use super::{Build, ImportOptions, agreement, change_set, entity, parsed, shapes};
use crate::offer::Offer;
use crate::text::source::Span;
use crate::text::yaml::{Node, Value};

/// What a text of the marketplace holds.
#[derive(Debug)]
pub(crate) struct OffersRead {
    /// The whole text as a tree; of several values, one after the other, a list.
    pub(crate) root: Node<'static>,
    /// Its offers and authorizations.
    pub(crate) offers: Vec<OfferRead>,
    /// What is wrong apart from them; [`ImportError::Unknown`] if the text is of something else.
    pub(crate) faults: Vec<ImportError>,
}

/// One offer or authorization.
#[derive(Debug)]
pub(crate) struct OfferRead {
    /// What could be read of it; each value has its span in the text.
    pub(crate) offer: Offer,
    /// What the JSON says beside it.
    pub(crate) said: JsonSays,
    /// What could not be read.
    pub(crate) faults: Vec<ImportError>,
}

/// Reads every offer of a text. A later mistake is found as well as the first; a value with a placeholder
/// is left open.
///
/// # Errors
/// When the text is not JSON.
pub(crate) fn readings(text: &str, options: &ImportOptions) -> Result<OffersRead, JsonError> {
    let tree = super::JsonTexts::parse(text)?.roots;
    let root = match tree.as_slice() {
        [one] => one.node(),
        several => {
            Node { span: whole(several), value: Value::Sequence(several.iter().map(Json::node).collect()) }
        }
    };
    let (roots, faults) = parsed(text)?;
    let options = &ImportOptions { explicit: true, ..options.clone() };
    let mut found = OffersRead { root, offers: Vec::new(), faults };
    let mut rest = Vec::new();
    for root in &roots {
        match &root.value {
            JsonValue::List(items) if !change_set::is(root) && items.iter().all(is_one) => {
                items.iter().for_each(|item| found.take(item, options));
            }
            _ if is_one(root) => found.take(root, options),
            _ => rest.push(root.clone()),
        }
    }
    match agreement::answers(&rest) {
        Some(answers) => {
            let faults = Faults::of_template();
            let mut build = judged(options, &faults, JsonKind::Agreement, whole(&rest));
            build.agreement(answers);
            found.finish(build);
        }
        None if rest.is_empty() => {}
        None => found.faults.push(ImportError::Unknown),
    }
    if roots.iter().all(|root| matches!(&root.value, JsonValue::List(items) if items.is_empty())) {
        found.faults.push(ImportError::Unknown);
    }
    Ok(found)
}

/// Whether a value is a change set or an entity, which stand alone.
fn is_one(json: &Json) -> bool {
    change_set::is(json) || entity::batch(json).is_some() || entity::is(json)
}

/// From the first value to the last.
fn whole(values: &[Json]) -> Span {
    let ends = values.first().zip(values.last());
    ends.map(|(first, last)| first.span.to(last.span)).unwrap_or_default()
}

impl OffersRead {
    /// The offers of a change set, or of one or several entities.
    fn take(&mut self, json: &Json, options: &ImportOptions) {
        if let Some(entities) = entity::batch(json) {
            return entities.iter().for_each(|(_, entity)| self.entity(entity, options));
        }
        if !change_set::is(json) {
            return self.entity(json, options);
        }
        // Which entities there are is known only when the changes are read.
        let faults = Faults::of_template();
        let entities = change_set::entities(&Build::new(options, &faults).changes(json));
        let (wrong, ..) = faults.take();
        if entities.is_empty() && wrong.is_empty() {
            self.faults.push(ImportError::NoOffer { span: json.span });
        }
        self.faults.extend(wrong);
        for entity in &entities {
            let faults = Faults::of_template();
            faults.request.set(true);
            let mut build = judged(options, &faults, JsonKind::ChangeSet, json.span);
            let changes = build.changes(json);
            // What is wrong around the changes is known already.
            faults.take();
            if self.offers.is_empty() {
                shapes::request(json, &faults);
            }
            build.apply(changes.into_iter().filter(|change| change.is_of(entity)).collect());
            self.finish(build);
        }
    }

    fn entity(&mut self, json: &Json, options: &ImportOptions) {
        let faults = Faults::of_template();
        let mut build = judged(options, &faults, JsonKind::Entity, json.span);
        build.entity(json);
        self.finish(build);
    }

    fn finish(&mut self, mut build: Build<'_>) {
        build.finish();
        let Build { mut offer, said, partial, faults, .. } = build;
        let (faults, malformed, open) = faults.take();
        let said = JsonSays { partial, open, malformed, ..said };
        offer.marker = Span::new(said.place.start(), said.place.start().saturating_add(1));
        self.offers.push(OfferRead { offer, said, faults });
    }
}

fn judged<'j>(options: &'j ImportOptions, faults: &'j Faults, document: JsonKind, place: Span) -> Build<'j> {
    let said = JsonSays { document, place, ..JsonSays::default() };
    Build { judged: true, said, ..Build::new(options, faults) }
}
