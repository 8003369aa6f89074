//! Tables of text: what is decided about a column, and that a cell is read as it was written or refused.

use paysched::internals::text::source::SourceFile;
use paysched::offer::table::{
    ColumnCells, DateColumn, DateHabits, DateOrder, DayCount, DecimalMark, NumberColumn, PlanRow, PlanRows,
    SEPARATORS, SplitRows, StyleConflict, TableCell,
};
use paysched::offer::{Amount, Currency, Portion};

use crate::support;

fn column(cells: &[impl AsRef<str>]) -> ColumnCells {
    let mut column = ColumnCells::default();
    for (line, text) in (2..).zip(cells) {
        column.push(TableCell { line, text: text.as_ref() });
    }
    column
}

fn dates(cells: &[impl AsRef<str>], habits: DateHabits) -> Result<DateColumn, StyleConflict> {
    DateColumn::judge(column(cells).iter(), habits)
}

/// What was decided, then each cell as it was read: `read as …, from …: 2027-01-02, - `.
fn shown_dates(cells: &str, habits: DateHabits) -> String {
    let cells: Vec<&str> = cells.split(" | ").collect();
    let judged = match dates(&cells, habits) {
        Ok(judged) => judged,
        Err(why) => return why.to_string(),
    };
    let decisions: Vec<&str> = judged.decisions().iter().map(|decision| decision.text.as_str()).collect();
    let read = |cell: &&str| match judged.read(cell) {
        Ok(read) if read.by_habit => format!("{}?", read.day),
        Ok(read) => read.day.to_string(),
        Err(why) => why.to_string(),
    };
    let read: Vec<String> = cells.iter().map(read).collect();
    format!("{} => {}", decisions.join("; "), read.join(" | "))
}

#[test]
fn a_column_of_days_has_one_order() {
    for (cells, shown) in [
        ("2027-01-31 | 2027/2/1 | 2027年3月1日", " => 2027-01-31 | 2027-02-01 | 2027-03-01"),
        ("20270131 | 2027-01-31T00:00:00Z", " => 2027-01-31 | 2027-01-31"),
        ("02/01/2027 | 1/31/2027", "read as month/day/year, from `1/31/2027` => 2027-02-01 | 2027-01-31"),
        ("02/01/2027 | 31.1.2027", "read as day/month/year, from `31.1.2027` => 2027-01-02 | 2027-01-31"),
        (
            "02/01/2027 0:00 | 31/01/2027 12:00:00 AM",
            "read as day/month/year, from `31/01/2027 12:00:00 AM` => 2027-01-02 | 2027-01-31",
        ),
        ("02/01/2027 | 05/05/2027", " => `02/01/2027` may be 2027-01-02 or 2027-02-01 | 2027-05-05"),
        ("02-01-2027 | 05-05-2027", " => 2027-02-01? | 2027-05-05"),
        ("02-01-2027 | 31-01-2027", "read as day/month/year, from `31-01-2027` => 2027-01-02 | 2027-01-31"),
        ("12/20/26 | 01/02/27", "read as month/day/year, from `12/20/26` => 2026-12-20 | 2027-01-02"),
        ("31/01/27", " => `31/01/27` may be 2027-01-31 or 2031-01-27"),
        ("45/01/27 | 01/02/27", "read as year/month/day, from `45/01/27` => 2045-01-27 | 2001-02-27"),
        (
            "12/20/2026 | 15/01/2027",
            "`12/20/2026` in line 2 is month/day/year, `15/01/2027` in line 3 is day/month/year; one column has one \
             order: write its days as 2026-12-31",
        ),
        (
            "01/02/2027 | 12-31-2026 | 2026-12-01 | 31.12.2026",
            "`12-31-2026` in line 3 is month/day/year, `31.12.2026` in line 5 is day/month/year; one column has one \
             order: write its days as 2026-12-31",
        ),
        (
            "46371 | 46402.5",
            "`46371` read as 2026-12-15, a spreadsheet's day counted from 1900 (from 1904 it would be 2030-12-16) => 2026-12-15 | 2027-01-15",
        ),
        (
            "1797724800 | 1.7977248e+09",
            "`1797724800` read as 2026-12-20, seconds since 1970 => 2026-12-20 | 2026-12-20",
        ),
        ("1.7977248E12", "`1.7977248E12` read as 2026-12-20, milliseconds since 1970 => 2026-12-20"),
        ("1.79772E+09", " => `1.79772E+09` lost its last digits in a spreadsheet: its day cannot be told"),
        ("1.79776E+09", "`1.79776E+09` read as 2026-12-20, seconds since 1970 => 2026-12-20"),
        (
            "15-Dec-26 | Tue, Dec 15, 2026 | 15 December 2026 | 2026-Dec-15 | 15DEC2026",
            "`15-Dec-26` read as 2026-12-15 => 2026-12-15 | 2026-12-15 | 2026-12-15 | 2026-12-15 | 2026-12-15",
        ),
        ("15 12月 2026 | 十二月 15, 2026", "`15 12月 2026` read as 2026-12-15 => 2026-12-15 | 2026-12-15"),
        (
            "令和8年12月15日 | R8.12.15 | 令和元年5月1日 | 平成31年4月30日",
            "`令和8年12月15日` read as 2026-12-15 => 2026-12-15 | 2026-12-15 | 2019-05-01 | 2019-04-30",
        ),
        ("２０２６／１２／１５ | 2026/12/15(火)", " => 2026-12-15 | 2026-12-15"),
        (
            "13/13/2027 | 2027-02-30 | soon | 26年12月15日 | Dec 2026 | 99",
            " => `13/13/2027` is not a day | `2027-02-30` is not a day | `soon` is not a day | `26年12月15日` is not a day | `Dec 2026` is not a day | `99` is not a day",
        ),
    ] {
        let habits = DateHabits { dashes: Some(DateOrder::MonthDayYear), ..DateHabits::default() };
        assert_eq!(shown_dates(cells, habits), shown, "{cells}");
    }
    let from_1904 = DateHabits { counted: DayCount::From1904, ..DateHabits::default() };
    assert!(shown_dates("44909", from_1904).ends_with("=> 2026-12-15"));
}

/// What was decided, then each cell as it was read.
fn shown_amounts(cells: &str, currency: &str, usual: Option<DecimalMark>) -> String {
    let cells: Vec<&str> = cells.split(" | ").collect();
    let judged = match NumberColumn::judge(column(&cells).iter(), usual) {
        Ok(judged) => judged,
        Err(why) => return why.to_string(),
    };
    let read = |cell: &&str| match judged.read(cell, Currency::parse(currency)) {
        Ok(read) => format!("{}{}", read.amount, if read.percent { "%" } else { "" }),
        Err(why) => why.to_string(),
    };
    let read: Vec<String> = cells.iter().map(read).collect();
    format!("{} => {}", judged.decision().map_or(String::new(), |decision| decision.text), read.join(" | "))
}

#[test]
fn a_column_of_amounts_has_one_decimal_mark() {
    let in_doubt = "`1.000` may be 1.000 or 1000: write it with the decimals of its currency";
    for (cells, currency, shown) in [
        (
            "1200.00 | $1,200.00  | (1,200.00) | ($1,200.00) | -$1,200.00 | $-5 | 1,200.00-",
            "USD",
            " => 1200.00 | 1200.00 | -1200.00 | -1200.00 | -1200.00 | -5 | -1200.00",
        ),
        ("1.2E+03 | -1.2e3 | 1.25E-01", "USD", " => 1200 | -1200 | 0.125"),
        ("1,234,567 | 12,34,567.50 | 1,00,000", "INR", " => 1234567 | 1234567.50 | 100000"),
        (
            "1200,50 | 1.200,50 | 1.200 | 1,5",
            "EUR",
            "read with a decimal comma, from `1200,50` => 1200.50 | 1200.50 | 1200 | 1.5",
        ),
        ("1,200 | 5", "USD", " => 1200 | 5"),
        (
            "USD 1,200.00 | 1,200.00 USD | US$1,200.00 | 1,200.00 US$",
            "USD",
            " => 1200.00 | 1200.00 | 1200.00 | 1200.00",
        ),
        ("1.000 | 1.000,00", "EUR", "read with a decimal comma, from `1.000,00` => 1000 | 1000.00"),
        ("1.000", "EUR", &format!(" => {in_doubt}")),
        ("1.000", "JPY", " => 1000"),
        ("1.000 | 5.00", "EUR", &format!(" => {in_doubt} | 5.00")),
        ("1.000 | 0.125", "EUR", " => 1.000 | 0.125"),
        (
            "1,200 | 5,00",
            "EUR",
            "read with a decimal comma, from `5,00` => `1,200` may be 1.200 or 1200: write it with the decimals of its currency | 5.00",
        ),
        ("1,200", "KWD", " => `1,200` may be 1.200 or 1200: write it with the decimals of its currency"),
        ("1,200", "?", " => `1,200` may be 1.200 or 1200: write it with the decimals of its currency"),
        (
            "1'000.00 | 1’000.50 | 1 000 | 1\u{a0}000.00 | 1\u{202f}000 | 1\u{2009}000",
            "CHF",
            " => 1000.00 | 1000.50 | 1000 | 1000.00 | 1000 | 1000",
        ),
        ("1 000,50 | 1'000", "EUR", "read with a decimal comma, from `1 000,50` => 1000.50 | 1000"),
        (" $-    | - | — | – | € - | 0", "?", " => 0 | 0 | 0 | 0 | 0 | 0"),
        ("▲500 | △1,000 | －５ | +5", "JPY", " => -500 | -1000 | -5 | 5"),
        ("￥1,000 | 1,000円 | ¥1000", "JPY", " => 1000 | 1000 | 1000"),
        ("12.5% | 12.5 % | 33 ％", "USD", " => 12.5% | 12.5% | 33%"),
        ("$5.00 | A$5", "AUD", " => 5.00 | 5"),
        ("€5.00", "USD", " => `€5.00` is not in USD"),
        (
            "1,000.00 | 5 | 1.000,00",
            "USD",
            "`1,000.00` in line 2 has a decimal point, `1.000,00` in line 4 has a decimal comma; one column has one \
             decimal mark: write its amounts as 1200.50",
        ),
        (
            "5,20 | 5.20",
            "USD",
            "`5,20` in line 2 has a decimal comma, `5.20` in line 3 has a decimal point; one column has one decimal mark: write its amounts as 1200.50",
        ),
    ] {
        assert_eq!(shown_amounts(cells, currency, None), shown, "{cells}");
    }
    // JSON has a point, whatever the decimals.
    assert_eq!(shown_amounts("1.000 | 1,000", "USD", Some(DecimalMark::Point)), " => 1.000 | 1000");
}

#[test]
fn what_is_no_amount_is_refused() {
    let long = "9".repeat(65);
    for text in [
        "--5",
        "(-5)",
        "1,2000.0",
        "1,2000,0",
        "1.2.3",
        "12,345,67.00",
        "abc",
        "1E99",
        "1e",
        "$",
        "0x10",
        "NaN",
        "1 2",
        "1'00",
        "5%%",
        "- %",
        "(-)",
        "1,000'000",
        "$5 €",
        "012,345.00",
        &long,
    ] {
        assert!(shown_amounts(text, "USD", None).contains("is not an amount"), "{text}");
    }
}

#[test]
fn only_other_dress_is_worth_a_word() {
    for (text, dressed) in [("5.00", false), ("-5.00", false), ("5.00 ", true), ("$5", true), ("1E3", true)] {
        let judged = NumberColumn::judge(column(&[text]).iter(), None).unwrap();
        assert_eq!(judged.read(text, Currency::parse("USD")).unwrap().dressed, dressed, "{text}");
    }
}

#[test]
fn each_cell_is_looked_at_once() {
    let cells = ["12/20/2026", "01/02/2027", "1,000.00", "1.000", "46371", "n/a", ""].map(String::from);
    let cells: Vec<String> = cells.iter().cycle().take(70_000).cloned().collect();
    let column = column(&cells);
    let mut looked_at = 0;
    DateColumn::judge(column.iter().inspect(|_| looked_at += 1), DateHabits::default()).unwrap();
    NumberColumn::judge(column.iter().inspect(|_| looked_at += 1), None).unwrap();
    assert_eq!(looked_at, 2 * cells.len());
}

#[test]
fn rows_are_split_with_the_lines_on_which_they_begin() {
    let text = "\u{feff}a;b\r\n\r\n\"x\ny\";1\n;;\n2;3";
    let file = SourceFile::new("t.csv", text);
    assert_eq!(SEPARATORS, *b",\t;");
    let mut rows = SplitRows::new(&file, b';');
    let mut found = Vec::new();
    while let Some(row) = rows.next_row().unwrap() {
        found.push((row.line, row.end, row.cells.iter().collect::<Vec<_>>().join("|")));
    }
    assert_eq!(found, [(1, 1, "a|b".into()), (3, 4, "x\ny|1".into()), (6, 6, "2|3".into())]);
}

/// The installments of a table, or why there are none, and what was decided.
fn plan_rows(text: &str, currency: &str) -> (String, String) {
    let file = SourceFile::new("rows", text);
    match PlanRows::read(&file, Currency::parse(currency), DateHabits::default()) {
        Err(why) => (why.to_string(), String::new()),
        Ok(read) => {
            let row = |row: &PlanRow| {
                let portion = match &row.portion {
                    Portion::Fixed(amount) => amount.to_string(),
                    Portion::Share(share) => share.words(),
                    Portion::Remainder => "remainder".to_owned(),
                };
                let texts =
                    [&row.note, &row.purchase_order].into_iter().flatten().map(|text| format!(" {text}"));
                format!("{} {portion}{}", row.date, texts.collect::<String>())
            };
            let decisions = read.decisions.iter().map(|(line, text)| format!("{line}: {text}"));
            (
                read.rows.iter().map(row).collect::<Vec<_>>().join(" | "),
                decisions.collect::<Vec<_>>().join("; "),
            )
        }
    }
}

#[test]
fn pasted_rows_are_installments() {
    for (text, rows, decisions) in [
        (
            "Invoice date\tAmount (USD)\tNote\tPO\n15/01/2027\t$6,000.00\tOn signing\t4711\n01/02/2027\t6,000.00\t\t\n",
            "2027-01-15 6000.00 On signing 4711 | 2027-02-01 6000.00",
            "2: `Invoice date` read as day/month/year, from `15/01/2027`",
        ),
        (
            "2027-01-15\t6000.00\n2027-02-15\t4000.00\nTotal\t10000.00\n",
            "2027-01-15 6000.00 | 2027-02-15 4000.00",
            "3: 10000.00 is the sum of the rows before it, passed over",
        ),
        (
            "No;請求日;金額;備考\n1;2027年1月15日;6.000,00;着手\n2;2027/2/15;4.000;\n;合計;;\n",
            "2027-01-15 6000.00 着手 | 2027-02-15 4000",
            "2: `金額` read with a decimal comma, from `6.000,00`; 4: neither a date nor an amount, passed over",
        ),
        (
            "1;2027年1月15日;60,000円;着手\n2;2027/2/15;40,000円;\n",
            "2027-01-15 60000 着手 | 2027-02-15 40000",
            "",
        ),
        (
            "Label,When,Share\nStart,2027-01-15,40%\nEnd,2027-06-15,60 %\n",
            "2027-01-15 40% Start | 2027-06-15 60% End",
            "",
        ),
        (
            "Quelle,Combien\n46371,60000\n46402,60000\n",
            "both `Quelle` and `Combien` may be the one that is meant; leave one of them out",
            "",
        ),
        (
            "Date,Amount\n46371,60000\n",
            "2026-12-15 60000",
            "2: `Date` `46371` read as 2026-12-15, a spreadsheet's day counted from 1900 (from 1904 it would be 2030-12-16)",
        ),
        (
            "Plan of Acme\t\nDate\tAmount\n2027-01-15\t5\n",
            "2027-01-15 5",
            "1: before the headings, passed over",
        ),
        (
            "2027-01-15 5\n",
            "no row has two cells; part the date and the amount by a tab, a semicolon or a comma",
            "",
        ),
        ("2027-01-15,5\n,6\n", "line 2 has no date; if 6 is a total: the rows before it add up to 5", ""),
        ("2027-01-15,5\n2027-02-15,\n", "line 2 has a date and no amount", ""),
        ("2027-01-15,(5.00)\n", "line 1: `(5.00)` is below zero, which no installment can be", ""),
        (
            "Date,Amount\n2027-01-15,1.000\n",
            "line 2: `Amount`: `1.000` may be 1.000 or 1000: write it with the decimals of its currency",
            "",
        ),
        ("Date,Amount\n01/02/2027,5\n", "line 2: `Date`: `01/02/2027` may be 2027-01-02 or 2027-02-01", ""),
        (
            "Date,Amount\n1/31/2027,5\n31/1/2027,5\n",
            "`Date`: `1/31/2027` in line 2 is month/day/year, `31/1/2027` in line 3 is day/month/year; one column has \
             one order: write its days as 2026-12-31",
            "",
        ),
        (
            "a,b\nc,d\n",
            "no column holds dates; write a heading above each column, such as `Invoice date` and `Amount`",
            "",
        ),
    ] {
        let currency = if text.contains('円') { "JPY" } else { "USD" };
        assert_eq!(plan_rows(text, currency), (rows.to_owned(), decisions.to_owned()), "{text}");
    }
}

/// Columns in any one style are read as they were written, or refused.
mod laws {
    use chrono::{Datelike, Days, NaiveDate};
    use proptest::prelude::*;

    use super::*;

    fn day() -> impl Strategy<Value = NaiveDate> {
        (0..30_000_u64).prop_map(|days| NaiveDate::from_ymd_opt(2012, 1, 1).unwrap() + Days::new(days))
    }

    const STYLES: [&str; 24] = [
        "%Y-%m-%d",
        "%Y/%-m/%-d",
        "%Y%m%d",
        "%Y年%-m月%-d日",
        "%Y-%m-%dT00:00:00Z",
        "%d/%m/%Y",
        "%m/%d/%Y",
        "%-d.%-m.%Y",
        "%-m-%-d-%Y",
        "%d-%m-%Y",
        "%d/%m/%y",
        "%m/%d/%y",
        "%y/%m/%d",
        "%d.%m.%y",
        "%d-%b-%y",
        "%d-%b-%Y",
        "%B %-d, %Y",
        "%A, %-d %B %Y",
        "%m/%d/%Y %H:%M",
        "%d/%m/%Y %H:%M:%S",
        "R",
        "1900",
        "seconds",
        "milliseconds",
    ];

    fn written(day: NaiveDate, style: &str) -> String {
        let since =
            |year, month, date| (day - NaiveDate::from_ymd_opt(year, month, date).unwrap()).num_days();
        match style {
            "R" if day.year() > 2019 => format!("R{}.{}.{}", day.year() - 2018, day.month(), day.day()),
            "R" => day.to_string(),
            "1900" => since(1899, 12, 30).to_string(),
            "seconds" => (since(1970, 1, 1) * 86_400 + 3_600).to_string(),
            "milliseconds" => (since(1970, 1, 1) * 86_400_000 + 1).to_string(),
            style => day.and_hms_opt(0, 0, 0).unwrap().format(style).to_string(),
        }
    }

    /// An amount in a style: decimal mark, mark between thousands, currency, and form of the negative.
    fn dressed(amount: Amount, style: (usize, usize, usize, usize), decimals: usize) -> String {
        let text = amount.to_string().replace('-', "");
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
        let point = if style.0 == 0 { "." } else { "," };
        let marks = ["", if style.0 == 0 { "," } else { "." }, " ", "\u{a0}", "\u{202f}", "'", "’", "IN"];
        let mark = marks[style.1];
        let (mark, size) = if mark == "IN" { (marks[1], 2) } else { (mark, 3) };
        let mut groups = vec![whole[whole.len().saturating_sub(3)..].to_owned()];
        let mut rest = &whole[..whole.len().saturating_sub(3)];
        while !rest.is_empty() {
            let at = rest.len().saturating_sub(size);
            groups.insert(0, rest[at..].to_owned());
            rest = &rest[..at];
        }
        let mut number = groups.join(mark);
        if decimals > 0 {
            number = format!("{number}{point}{fraction:0<decimals$}");
        }
        let number = match style.2 {
            0 => number,
            1 => format!("${number}"),
            2 => format!("{number} USD"),
            _ => format!(" {number}  "),
        };
        match (amount.is_negative(), style.3) {
            (false, _) => number,
            (true, 0) => format!("-{}", number.trim()),
            (true, 1) => format!("({})", number.trim()),
            (true, _) => format!("{}-", number.trim()),
        }
    }

    proptest! {
        #![proptest_config(support::cases(600))]

        #[test]
        fn days_in_one_style_are_read_back_or_refused(
            days in prop::collection::vec(day(), 1..12),
            style in prop::sample::select(STYLES.to_vec()),
        ) {
            let cells: Vec<String> = days.iter().map(|day| written(*day, style)).collect();
            let judged = dates(&cells, DateHabits::default());
            prop_assert!(judged.is_ok(), "{cells:?}: {judged:?}");
            let judged = judged.unwrap();
            let sure = style.contains("%Y") && !style.contains("%m/%d/") && !style.contains("m-%-d-")
                && !style.contains("%d/%m/") && !style.contains("%d-%m") && !style.contains("-m.");
            for (cell, day) in cells.iter().zip(&days) {
                match judged.read(cell) {
                    Ok(read) => prop_assert_eq!(read.day, *day, "{} in {:?}", cell, cells),
                    Err(why) => prop_assert!(!sure && style.contains('%'), "{} in {:?}: {}", cell, cells, why),
                }
            }
        }

        #[test]
        fn amounts_in_one_style_are_read_back_or_refused(
            amounts in prop::collection::vec(-400_000_000_i64..400_000_000, 1..12),
            style in (0..2_usize, 0..8_usize, 0..4_usize, 0..3_usize),
            decimals in prop::sample::select(vec![0_usize, 2]),
        ) {
            let scale = if decimals == 0 { 0 } else { 2 };
            let amounts: Vec<Amount> = amounts.iter().map(|units| support::amount(*units, scale)).collect();
            let cells: Vec<String> = amounts.iter().map(|amount| dressed(*amount, style, decimals)).collect();
            let judged = NumberColumn::judge(column(&cells).iter(), None);
            prop_assert!(judged.is_ok(), "{cells:?}: {judged:?}");
            let judged = judged.unwrap();
            for (cell, amount) in cells.iter().zip(&amounts) {
                match judged.read(cell, Currency::parse("USD")) {
                    Ok(read) => prop_assert_eq!(read.amount, *amount, "{} in {:?}", cell, cells),
                    // A point or a comma before three digits, which no other cell explains.
                    Err(why) => prop_assert!(decimals == 0, "{} in {:?}: {}", cell, cells, why),
                }
            }
        }

        #[test]
        fn any_text_is_read_or_refused(cells in prop::collection::vec(".{0,20}|[0-9.,'/ -]{1,12}", 1..6)) {
            if let Ok(judged) = dates(&cells, DateHabits::default()) {
                cells.iter().for_each(|cell| drop(judged.read(cell)));
            }
            if let Ok(judged) = NumberColumn::judge(column(&cells).iter(), None) {
                cells.iter().for_each(|cell| drop(judged.read(cell, None)));
            }
        }
    }
}
