//! A standard contract in a version that is not taken.

use crate::lint::rules::Context;
use crate::marketplace::limits::{STANDARD_DSA, STANDARD_EULA};
use crate::offer::quote;
use crate::text::diagnostic::Diagnostic;
use crate::text::message::msg;

rule! {
    /// A standard agreement text has no version, or one that no new offer takes.
    ///
    /// ## Why
    /// The marketplace's standard contracts have versions, and a new offer takes only the newest: of
    /// `StandardEula` that of 2022-07-14, of `StandardDsa` that of 2019-12-12. A term of an offer has no
    /// contract between seller and reseller.
    ///
    /// ## What to do
    /// Write the version of the message.
    ///
    /// ### Fails
    /// ```json
    /// [{"ChangeType": "UpdateLegalTerms", "DetailsDocument": {"Terms": [{"Type": "LegalTerm",
    ///   "Documents": [{"Type": "StandardEula", "Version": "2019-04-24"}]}]}}]
    /// ```
    /// ```json
    /// [{"ChangeType": "UpdateLegalTerms", "DetailsDocument": {"Terms": [{"Type": "LegalTerm",
    ///   "Documents": [{"Type": "StandardEula"}]}]}}]
    /// ```
    ///
    /// ### Passes
    /// ```json
    /// [{"ChangeType": "UpdateLegalTerms", "DetailsDocument": {"Terms": [{"Type": "LegalTerm",
    ///   "Documents": [{"Type": "StandardEula", "Version": "2022-07-14"}]}]}}]
    /// ```
    name: "legal-version-invalid",
    level: Error,
    reference: "Catalog API, Work with private offers, UpdateLegalTerms",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let Some(said) = cx.said.filter(|said| said.is_request() && !said.open) else { return };
    for document in said.documents.iter().filter(|document| document.term == "LegalTerm") {
        let right = match document.kind.value.as_str() {
            "StandardEula" => STANDARD_EULA,
            "StandardDsa" => STANDARD_DSA,
            "StandardResellerContract" | "CustomResellerContract" => {
                let kind = quote(&document.kind.value);
                found.push(
                    RULE.at(document.kind.span, msg!("{kind} is no agreement text of an offer", kind))
                        .label(msg!("between seller and reseller"))
                        .help(msg!("write `StandardEula`, or `CustomEula` with its `Url`")),
                );
                continue;
            }
            _ => continue,
        };
        let kind = quote(&document.kind.value);
        let finding = match &document.version {
            Some(version) if version.value == right => continue,
            Some(version) => RULE
                .at(
                    version.span,
                    msg!("no new offer takes {kind} of {version}", kind, version = quote(&version.value)),
                )
                .label(msg!("not the newest version")),
            None => RULE
                .at(document.kind.span, msg!("{kind} has no `Version`", kind))
                .label(msg!("of which version?")),
        };
        found.push(finding.help(msg!("write `\"Version\": \"{right}\"`", right)));
    }
}
