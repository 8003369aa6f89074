//! The words of bills in Japanese, for customers in Japan.

use crate::text::message::Catalogue;

/// Japanese words for everything that a bill says.
#[derive(Debug, Clone, Copy, Default)]
pub struct Japanese;

/// An English template, and the Japanese one.
const WORDS: [(&str, &str); 75] = [
    ("Bill", "請求書"),
    ("Bill for {customer}", "請求書 {customer} 御中"),
    ("to {customer}", "{customer} 御中"),
    ("Bills of {day}", "請求書 {day}"),
    ("Overview", "概要"),
    ("amount due", "ご請求金額"),
    ("pay by", "支払期限"),
    ("bill number", "請求書番号"),
    ("bill date", "発行日"),
    ("usage of", "ご利用期間"),
    ("{from} to {to}", "{from} ～ {to}"),
    ("exchange rate", "為替レート"),
    ("from", "発行者"),
    ("registration number", "登録番号"),
    ("pay to", "振込先"),
    ("Details", "明細"),
    ("account", "アカウント"),
    ("of", "内容"),
    ("charge", "金額"),
    ("currency", "通貨"),
    ("rate", "換算レート"),
    ("converted", "換算額"),
    ("discount", "割引額"),
    ("amount", "税抜金額"),
    ("{service}, usage", "{service} 利用料"),
    ("{offer}: {note}, {date}", "{offer} {note} ({date} 発行)"),
    ("{offer}: invoice {number}, {date}", "{offer} 第{number}回 ({date} 発行)"),
    ("subtotal", "小計"),
    ("consumption tax", "消費税"),
    ("{rate} of {sum}", "{rate} 対象額 {sum}"),
    ("tax rate", "税率"),
    ("out of scope", "不課税"),
    ("reverse charge", "リバースチャージ"),
    ("total", "合計"),
    ("unknown", "不明"),
    ("amounts in {currency}", "単位 {currency}"),
    (
        "Amounts are in {currency}. A fraction is left off in each line and in its discount, and once in the tax of each rate.",
        "金額の単位は {currency}。最小単位未満の端数は、明細とその割引額ごと、および税率ごとの消費税額につき一回切り捨て。",
    ),
    (
        "Amounts are in {currency}. A fraction is rounded half up in each line and in its discount, and once in the tax of each rate.",
        "金額の単位は {currency}。最小単位未満の端数は、明細とその割引額ごと、および税率ごとの消費税額につき一回四捨五入。",
    ),
    ("Amounts are before tax.", "金額は税抜。"),
    (
        "What is marked as reverse charge is without tax: its receiver pays the consumption tax on it.",
        "リバースチャージ方式の対象取引に係る消費税は、お客様に申告・納付の義務あり。",
    ),
    (
        "Amounts of more than 15 digits are written as text: a spreadsheet would round them as numbers.",
        "15桁を超える金額は、表計算で丸められないよう文字列として記載。",
    ),
    ("bill {number}", "請求書番号 {number}"),
    ("from {issuer}", "発行者 {issuer}"),
    ("Bill for {customer}: {sum}", "請求 {customer} 御中 {sum}"),
    ("{customer} pays {sum}", "入金予定 {customer} {sum}"),
    ("{agent} pays {sum} to the cloud", "支払 {agent} {sum}"),
    ("Due", "支払期限"),
    ("Payment", "支払"),
    ("Bills of {agent}, {day}", "{agent} 請求一覧 {day}"),
    (
        "This is the agent's own view: customers must not be sent it.",
        "請求代行者の内部資料。お客様には送付しないこと。",
    ),
    ("agent", "請求代行者"),
    ("pays from", "支払アカウント"),
    ("billed, with tax", "請求額 (税込)"),
    ("margin", "粗利"),
    ("Bills", "請求一覧"),
    ("customer", "請求先"),
    ("before tax", "税抜金額"),
    ("tax", "消費税"),
    ("cost", "原価"),
    ("days financed", "立替日数"),
    ("What the agent pays", "支払予定"),
    ("agent pays", "支払日"),
    ("Lines", "明細と原価"),
    ("volume discount", "ボリューム割引"),
    ("paid", "支払額"),
    (
        "Usage of account {account} is on no bill, because {agent} does not pay for it: {lines}.",
        "アカウント {account} の利用料は、{agent} の支払対象外のため請求に含まず ({lines})。",
    ),
    (
        "Usage of {month} is on the bills of another month: {lines}.",
        "{month} の利用料は他の月の請求に計上 ({lines})。",
    ),
    ("The agent's own usage is on no bill: {lines}.", "請求代行者自身の利用料は請求に含まず ({lines})。"),
    (
        "What is not accepted is not billed: {offers} of {agent}.",
        "未承諾のオファーは請求に含まず ({agent}、{offers})。",
    ),
    (
        "The account register gives no `tax` for {agent}: the bills are before tax.",
        "アカウント台帳に {agent} の `tax` がなく、請求額は税抜。",
    ),
    (
        "The account register gives no `registration` for {agent}: the bills are no qualified invoices.",
        "アカウント台帳に {agent} の `registration` がなく、適格請求書に該当せず。",
    ),
    ("{number} line", "{number}行"),
    ("{number} lines", "{number}行"),
    ("{number} offer", "{number}件"),
    ("{number} offers", "{number}件"),
];

impl Catalogue for Japanese {
    fn wording(&self, english: &'static str) -> &'static str {
        WORDS.iter().find(|(known, _)| *known == english).map_or(english, |(_, japanese)| japanese)
    }

    fn tag(&self) -> &'static str {
        "ja"
    }
}
