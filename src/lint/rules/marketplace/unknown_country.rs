//! A country that there is not.

use crate::lint::rules::Context;
use crate::offer::quote;
use crate::text::diagnostic::Diagnostic;
use crate::text::message::msg;

rule! {
    /// An offer targets buyers of a country that there is not.
    ///
    /// ## Why
    /// Countries are written as ISO 3166-1 has them, with two capital letters: `GB`, not `UK`. The
    /// marketplace refuses any other code.
    ///
    /// ## What to do
    /// Write the code of the country that is meant.
    ///
    /// ### Fails
    /// ```json
    /// [{"ChangeType": "UpdateTargeting",
    ///   "DetailsDocument": {"PositiveTargeting": {"BuyerAccounts": ["111122223333"],
    ///   "CountryCodes": ["JP", "UK"]}}}]
    /// ```
    ///
    /// ### Passes
    /// ```json
    /// [{"ChangeType": "UpdateTargeting",
    ///   "DetailsDocument": {"PositiveTargeting": {"BuyerAccounts": ["111122223333"],
    ///   "CountryCodes": ["JP", "GB"]}}}]
    /// ```
    name: "unknown-country",
    level: Error,
    codes: ["INVALID_COUNTRY_CODES"],
    reference: "Catalog API, Work with private offers, UpdateTargeting",
    check: check,
}

/// Every country of ISO 3166-1. Source: its alpha-2 codes, 249 since 2011.
const COUNTRIES: &str = "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN \
    BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC \
    EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR \
    HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT \
    LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP \
    NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL \
    SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE \
    VG VI VN VU WF WS YE YT ZA ZM ZW";

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let Some(said) = cx.said.filter(|said| said.is_request()) else { return };
    for country in &said.countries {
        if COUNTRIES.split_whitespace().any(|known| known == country.value) {
            continue;
        }
        let code = quote(&country.value);
        found.push(
            RULE.at(country.span, msg!("{code} is no country", code))
                .label(msg!("no such country"))
                .help(msg!("write the two capital letters of ISO 3166-1, such as `GB`")),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::COUNTRIES;

    #[test]
    fn every_country_is_two_letters_and_there_once() {
        let all: Vec<&str> = COUNTRIES.split_whitespace().collect();
        assert_eq!(all.len(), 249);
        assert!(all.iter().all(|code| code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase())));
        assert!(all.is_sorted_by(|one, next| one < next));
    }
}
