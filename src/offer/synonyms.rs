//! Other words for the keys of the format: those of the marketplace, its console, spreadsheets, and Japanese.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::text::sanitize::is_hidden;

/// How sure it is that another word means a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Likeness {
    /// It can mean nothing else there.
    Certain,
    /// It may mean something else as well: another date, another amount.
    Likely,
}

use Likeness::{Certain, Likely};

/// Each key with other words for it, a blank between them, folded as [`folded`] does. A word stands for the first of its keys
/// that its mapping has. Sources: Catalog API, "Work with private offers" (`ChargeDate`); the console's
/// form of a private offer; heads of columns in spreadsheets.
const WORDS: [(&str, Likeness, &str); 59] = [
    ("paysched", Likely, "version formatversion"),
    (
        "installments",
        Certain,
        "paymentschedule paymentschedules paymentscheduleterm paymentscheduleterms schedule \
         payments charges invoices entries lineitems billingschedule invoiceschedule paymentplan installmentplan flexiblepaymentschedule \
         支払スケジュール 支払い 支払 支払計画 分割払い 分割 請求 請求スケジュール",
    ),
    (
        "accept_by",
        Certain,
        "availabilityenddate expirationdate offerexpirationdate offerexpiration expiration \
         expires expireson expiry expirydate expiresat validuntil acceptuntil \
         acceptancedeadline deadline 有効期限 承諾期限 承認期限 受諾期限 期限",
    ),
    (
        "term",
        Certain,
        "duration agreementduration contractduration contractterm contractlength termlength \
         contractperiod validityterm 契約期間 期間",
    ),
    ("duration", Certain, "agreementduration contractduration length 期間 契約期間"),
    (
        "start",
        Certain,
        "startdate agreementstartdate servicestartdate contractstart contractstartdate from \
         開始日 契約開始日",
    ),
    (
        "end",
        Certain,
        "enddate agreementenddate serviceenddate contractend contractenddate to until 終了日 \
         契約終了日",
    ),
    (
        "release",
        Certain,
        "releasedate releasedon releaseon publishdate publicationdate published publishedon publishon launchdate 公開日",
    ),
    (
        "accepted",
        Certain,
        "acceptancedate accepteddate acceptedon accepteddat acceptedat subscribed \
         subscribedon 承諾日",
    ),
    ("name", Certain, "offername offertitle dealname dealtitle オファー名 名称 名前 案件名 件名 会社名"),
    ("title", Certain, "producttitle productname name 製品名 商品名"),
    ("name", Likely, "title"),
    ("product", Certain, "products 製品 商品"),
    ("description", Certain, "offerdescription desc 説明"),
    ("id", Certain, "offerid productid entityid identifier 製品id"),
    ("type", Certain, "producttype producttypes 製品タイプ"),
    ("kind", Certain, "offertype offerkind"),
    (
        "buyers",
        Certain,
        "buyeraccounts buyer buyeraccount buyeraccountids targetedbuyers positivetargeting \
         customers customer accounts accountids awsaccounts awsaccountids targetaccounts 購入者 買主 買い手 顧客 お客様",
    ),
    (
        "account",
        Certain,
        "accountid awsaccountid awsaccount buyeraccount buyeraccountid accountnumber アカウント \
         アカウントid awsアカウントid",
    ),
    ("payer", Certain, "payeraccount payeraccountid managementaccount 支払アカウント 管理アカウント"),
    ("billing", Certain, "billingmethod paymentmethod billingtype 支払方法"),
    (
        "net_terms",
        Certain,
        "netpaymentterms netpaymentterm netdays net paymentterms paymentterm paymentduedays \
         支払条件 支払サイト",
    ),
    ("net_days", Certain, "net netterms paymentterms paymentdays 支払条件 支払サイト"),
    ("currency", Certain, "currencycode ccy curr 通貨"),
    (
        "total",
        Certain,
        "totalamount totalcontractvalue totalcontractamount totalprice totalvalue tcv \
         contractvalue contractamount grandtotal dealvalue 合計 総額 合計金額 合計額 契約金額 契約総額",
    ),
    ("total", Certain, "gesamt gesamtbetrag gesamtsumme montanttotal importetotal totalgeneral"),
    ("currency", Certain, "währung devise moneda divisa"),
    (
        "buyers",
        Certain,
        "käufer acheteurs comprador compradores kunde kunden client clients cliente clientes",
    ),
    ("term", Certain, "laufzeit vertragslaufzeit durée duración"),
    ("note", Certain, "notiz bemerkung remarque nota"),
    ("total", Likely, "amount price value sum 金額"),
    (
        "invoice_date",
        Certain,
        "chargedate invoice invoiceon invoicedon billingdate billdate chargeon scheduleddate \
         date 請求日 請求書発行日 請求書日付 請求予定日 請求年月日 発行日 日付",
    ),
    (
        "invoice_date",
        Likely,
        "due duedate paymentdate paydate paymentduedate when 支払日 支払予定日 支払期日 支払期限 入金予定日 \
         予定日 年月日 期日 on",
    ),
    (
        "first",
        Likely,
        "start startdate from firstdate firstinvoice firstinvoicedate firstcharge invoicedate \
         chargedate date 開始日 初回 初回請求日 請求日",
    ),
    (
        "amount",
        Certain,
        "chargeamount invoiceamount installmentamount paymentamount 金額 請求額 請求金額 支払額 支払金額",
    ),
    (
        "amount",
        Likely,
        "price value sum payment charge cost fee total split 料金 費用 合計 税抜金額 金額税抜 税込金額 金額税込",
    ),
    ("every", Certain, "frequency interval recurrence cadence billingfrequency billingperiod 頻度 間隔 周期"),
    ("every", Likely, "period each"),
    (
        "times",
        Likely,
        "count occurrences numberofinstallments numberofpayments installments payments repeat repeats repetitions \
         installmentcount paymentcount 回数 支払回数 分割回数",
    ),
    ("until", Likely, "end enddate to through last lastdate 終了日 最終日"),
    ("day", Certain, "dayofmonth billingday chargeday 請求日付"),
    ("except", Certain, "exclude excluding exceptions 除外"),
    ("except", Likely, "skip"),
    ("roll", Certain, "businessdayconvention businessdays rollconvention"),
    ("weights", Certain, "weight weighting"),
    ("note", Certain, "comment comments memo remark remarks notes 備考 備考欄 摘要 メモ コメント"),
    ("note", Likely, "description label name title milestone item details what 内容 項目 品目 名目"),
    (
        "purchase_order",
        Certain,
        "po po# ponumber purchaseordernumber purchaseorderno pono po番号 発注番号 発注no 発注書番号 注文番号 \
         注文no 注文書番号",
    ),
    ("legal", Certain, "legalterm legalterms agreementtext"),
    ("eula", Certain, "url document documents eulaurl 使用許諾"),
    ("refund_policy", Certain, "refundpolicy refund supportterm 返金 返金ポリシー"),
    ("renewal", Certain, "autorenewal renewalterm renew autorenew 更新 自動更新"),
    ("replaces", Certain, "replacement replacesagreement"),
    ("agreement", Certain, "agreementid agreementidentifier sourceagreement"),
    ("authorization", Certain, "resaleauthorization resaleauthorizationid authorizationid"),
    ("labels", Certain, "tags metadata custom customfields ラベル タグ"),
    ("key", Certain, "dimensionkey apiname dimension"),
    ("quantity", Certain, "qty maxquantity units seats 数量"),
    ("prices", Certain, "ratecard price pricelist 価格 単価"),
];

/// The key of these that another word stands for, and how sure that is.
pub(super) fn key_of<'k>(
    word: &str,
    keys: impl Iterator<Item = &'k str> + Clone,
) -> Option<(&'k str, Likeness)> {
    let word = folded(word);
    let same = |key: &&str| key.bytes().filter(|byte| *byte != b'_').eq(word.bytes());
    if let Some(key) = keys.clone().find(same) {
        return Some((key, Certain));
    }
    let known = |(key, sure): &(&str, Likeness)| Some((keys.clone().find(|known| known == key)?, *sure));
    BY_WORD.get(word.as_str())?.iter().find_map(known)
}

/// What each of the words stands for, in the order of the table.
static BY_WORD: LazyLock<HashMap<&str, Vec<(&str, Likeness)>>> = LazyLock::new(|| {
    let mut meanings: HashMap<&str, Vec<(&str, Likeness)>> = HashMap::new();
    for (key, sure, words) in WORDS {
        words.split(' ').for_each(|word| meanings.entry(word).or_default().push((key, sure)));
    }
    meanings
});

/// A word as the table has it: small letters, full-width ones as plain ones, without what cannot be seen, `_`, `-`, blanks and
/// a currency or unit behind it, as in `Amount (USD)` and `amount_usd`.
fn folded(word: &str) -> String {
    const UNITS: [&str; 6] = ["usd", "jpy", "eur", "gbp", "aud", "utc"];
    let seen = word.chars().filter(|c| !is_hidden(*c)).take(64);
    let plain = seen.map(crate::text::fullwidth::plain).collect::<String>().to_lowercase();
    let (head, bracket) = plain.split_once('(').map_or((plain.as_str(), ""), |(head, rest)| (head, rest));
    let head = if bracket.is_empty() || bracket.ends_with(')') { head } else { plain.as_str() };
    let letters: String =
        head.chars().filter(|c| !matches!(c, '_' | '-' | ' ' | '.' | '“' | '”' | '‘' | '’' | '"')).collect();
    let bare = UNITS.iter().find_map(|unit| letters.strip_suffix(unit)).filter(|bare| !bare.is_empty());
    bare.map_or(letters.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_folded_and_every_key_exists() {
        for (key, _, words) in WORDS {
            assert!(crate::offer::is_key(key), "{key}");
            for word in words.split(' ') {
                assert_eq!(folded(word), word, "{key}");
            }
        }
    }

    #[test]
    fn a_word_stands_for_a_key_that_its_mapping_has() {
        let single = ["invoice_date", "amount", "note"];
        for (word, key) in [
            ("ChargeDate", "invoice_date"),
            ("Charge Amount", "amount"),
            ("Amount (USD)", "amount"),
            ("amount_usd", "amount"),
            ("請求日", "invoice_date"),
            ("金額（円）", "amount"),
        ] {
            assert_eq!(key_of(word, single.into_iter()).map(|found| found.0), Some(key), "{word}");
        }
        assert_eq!(key_of("Frequency", single.into_iter()), None);
    }
}
