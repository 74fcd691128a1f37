//! Five hundred texts that a terminal, a table, a page, a path or a record might obey: through every way in, to every
//! way out. Nothing obeys them.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use rethink::finding::is_hidden;
use rethink::record::Record;

use crate::long;
use crate::program::Home;

/// Every sign that nobody can see or that turns the writing round, and what begins a command, a formula or a tag: alone,
/// before words, between them and after them.
fn texts() -> Vec<String> {
    let controls = (0..0x20_u32).chain(0x7f..0xa0).filter_map(char::from_u32).map(String::from);
    let hidden = (0..0x000e_0080_u32).filter_map(char::from_u32).filter(|c| is_hidden(*c)).map(String::from);
    let digest = format!("\n# rethink-sha256: {}\n", "0".repeat(64));
    let sequences = [
        "\u{1b}[2J",
        "\u{1b}[31m",
        "\u{1b}]0;owned\u{7}",
        "\u{1b}]8;;https://example.org\u{1b}\\",
        "\u{1b}P1$r\u{1b}\\",
        "\u{1b}[6n",
        "\u{1b}c",
        "\u{9b}2J",
        "\u{9d}0;owned\u{9c}",
        "\u{90}q\u{9c}",
        "\u{8}\u{8}\u{8}",
        "\r\n",
        "\n\n\n",
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\u{ff1d}1",
        "\u{ff0b}1",
        "\u{ff0d}1",
        "\u{ff20}A1",
        "=cmd|' /C calc'!A0",
        "=HYPERLINK(\"https://example.org\")",
        "a\",=1,\"b",
        "\"\"",
        "';'",
        "a;=1",
        "<script>alert(1)</script>",
        "</title><script>",
        "</style>",
        "-->",
        "<!--",
        "<img src=x onerror=alert(1)>",
        "\" onmouseover=\"alert(1)",
        "' autofocus '",
        "&lt;script&gt;",
        "&#60;b&#62;",
        "]]>",
        "javascript:alert(1)",
        "# heading",
        "* item",
        "1. one",
        "> quoted",
        "```",
        "~~~",
        "| a | b |",
        "[a](javascript:b)",
        "![x](https://example.org/x)",
        "<https://example.org>",
        "\\",
        "\\\\n",
        "../../etc/passwd",
        "..\\..\\x",
        "C:\\x",
        "~/x",
        "/etc/passwd",
        "a/b",
        "%2e%2e/",
        "$(touch run)",
        "`touch run`",
        "; touch run",
        "| touch run",
        "%n%s",
        "{}",
        "${x}",
        "'''",
        "\"\"\"",
        "\"",
        "'",
        "[[entry]]",
        "\n[[entry]]\nstep = \"x\"\n",
        "\n[[used]]\n",
        "\n[[earlier]]\nrecord = \"x\"\nsha256 = \"y\"\n",
        "format = 1",
        &digest,
        "# rethink-sha256: 0",
        "BEGIN:VEVENT",
        "\nEND:VCALENDAR\n",
        "a\\,b\\;c",
        "e\u{301}",
        "\u{202e}lmot.cod",
        "שלום",
        "1\u{20e3}",
    ];
    let kinds: Vec<String> = controls.chain(hidden).chain(sequences.map(str::to_owned)).collect();
    let ways = |sign: &String| {
        [sign.clone(), format!("{sign}said aloud"), format!("said {sign} aloud"), format!("said aloud{sign}")]
    };
    // There are many of the last block of hidden signs, and they are alike.
    let few = kinds.iter().enumerate().filter(|(nth, sign)| !sign.starts_with(|c| c >= '\u{e0000}') || nth % 16 == 0);
    few.flat_map(|(_, sign)| ways(sign)).collect()
}

fn is_plain(text: &str) -> bool {
    text.chars().all(|c| c == '\n' || !(c.is_control() || is_hidden(c)))
}

/// Every text in a value that has a blank, as what somebody said has.
fn said(value: &mut Value, change: &mut impl FnMut(&mut String)) {
    match value {
        Value::String(text) if text.contains(' ') => change(text),
        Value::Array(all) => all.iter_mut().for_each(|one| said(one, change)),
        Value::Object(all) => all.iter_mut().for_each(|(_, one)| said(one, change)),
        _ => {}
    }
}

fn all_texts(mut value: Value) -> BTreeSet<String> {
    let mut texts = BTreeSet::new();
    said(&mut value, &mut |text| {
        texts.insert(text.clone());
    });
    texts
}

#[test]
fn what_is_answered_is_refused_or_kept_and_acts_on_nothing() {
    let texts = texts();
    assert!(texts.len() >= 500, "{}", texts.len());
    let mut answers: toml::Table = fs::read_to_string("examples/rethink-2-stuck.toml").unwrap().parse().unwrap();
    answers.insert("typed-by".to_owned(), "School nurse".into());
    // Days are no texts in TOML, and would be in JSON: only what stands in quotation marks is changed.
    let mut places = 0;
    each_text(&mut toml::Value::Table(answers.clone()), &mut |_| places += 1);
    assert!(places > 12, "{places}");
    let all = long(texts.len(), 10);
    let mut kept = 0;
    for (nth, hostile) in texts.iter().enumerate().step_by(texts.len().div_ceil(all)) {
        let (mut given, mut place) = (toml::Value::Table(answers.clone()), 0);
        each_text(&mut given, &mut |text| {
            if place == nth % places {
                text.clone_from(hostile);
            }
            place += 1;
        });
        let home = Home::new();
        let run = home.run_with(&["start", "--answers", "-"], &toml::to_string(&given).unwrap());
        assert!(is_plain(&run.out) && is_plain(&run.err), "{hostile:?}\n{:?}", run.err);
        match run.code {
            3 | 4 => assert!(home.record_names().is_empty(), "{hostile:?}"),
            0 => {
                // As `cat` shows it.
                assert!(is_plain(&home.only_record()), "{hostile:?} stands in the record as it is");
                assert_eq!(Record::read(&home.only_record()).unwrap().body.earlier, []);
                let shown = home.run(&["show", "PCC-48213", "--format", "json"]).ends(0).out;
                // Blanks of every kind may have become one.
                let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
                // Signs that show nothing, such as a soft hyphen, are left out. What moves a cursor or turns the writing
                // round is refused in an answer, and left out of the role of who types, which stands last.
                let is_role = nth % places == places - 1;
                let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
                let moves = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
                assert!(is_role || !hostile.contains(|c| turns(c) || moves(c)), "{hostile:?} was not refused");
                let said = words(&rethink::prompt::cleaned(hostile));
                let shown: Value = serde_json::from_str(&shown).unwrap();
                let is_there = all_texts(shown).iter().any(|text| words(text).contains(&said));
                assert!(is_there || !said.contains(' '), "{hostile:?} is not kept");
                kept += 1;
            }
            code => panic!("{hostile:?} ends with {code}: {}", run.err),
        }
        assert!(home.files().iter().all(|path| !path.ends_with("run") && !path.to_string_lossy().contains("passwd")));
    }
    assert!(kept > all / 8, "only {kept} of {all} were kept");
}

/// Every text in quotation marks that has a blank.
fn each_text(value: &mut toml::Value, change: &mut impl FnMut(&mut String)) {
    match value {
        toml::Value::String(text) if text.contains(' ') => change(text),
        toml::Value::Array(all) => all.iter_mut().for_each(|one| each_text(one, change)),
        toml::Value::Table(all) => all.iter_mut().for_each(|(_, one)| each_text(one, change)),
        _ => {}
    }
}

/// The tags of a page, each with the names of its attributes.
fn tags(page: &str) -> BTreeSet<String> {
    let mut tags = BTreeSet::new();
    for part in page.split('<').skip(1) {
        let (mut tag, mut inside) = (String::new(), false);
        for sign in part.chars() {
            match sign {
                '>' if !inside => break,
                '"' => inside = !inside,
                _ if inside => {}
                sign => tag.push(sign),
            }
        }
        tags.insert(tag);
    }
    tags
}

/// The cells of a table as a spreadsheet reads it.
fn cells(table: &str) -> Vec<String> {
    let (mut cells, mut cell, mut inside) = (Vec::new(), String::new(), false);
    for sign in table.chars() {
        match sign {
            '"' => inside = !inside,
            ',' | '\n' if !inside => cells.push(std::mem::take(&mut cell)),
            sign => cell.push(sign),
        }
    }
    cells
}

const SHOWN: &[&[&str]] = &[
    &["show", "PCC-48213"],
    &["show", "PCC-48213", "--form"],
    &["show", "PCC-48213", "--format", "markdown"],
    &["show", "PCC-48213", "--format", "html"],
    &["show", "PCC-48213", "--format", "json"],
    &["history"],
    &["history", "--plain"],
    &["history", "PCC-48213"],
    &["history", "PCC-48213", "--format", "markdown"],
    &["history", "PCC-48213", "--format", "html"],
    &["history", "PCC-48213", "--format", "json"],
    &["status"],
    &["verify"],
    &["verify", "--format", "json"],
    &["audit", "--with-text"],
    &["audit", "--with-text", "--format", "plain"],
    &["audit", "--with-text", "--format", "csv"],
    &["audit", "--with-text", "--format", "html"],
    &["audit", "--with-text", "--format", "json"],
    &["audit", "--with-text", "--format", "ics"],
    &["resume", "PCC-48213", "--plain"],
    &["start", "--case", "PCC-48213", "--plain"],
    &["correct", "PCC-48213", "--plain"],
    &["strategy", "template", "rethink-3", "--case", "PCC-48213"],
];

/// A record from elsewhere may hold what nobody could type here.
#[test]
fn what_a_record_from_elsewhere_holds_acts_on_nothing_wherever_it_is_shown() {
    let texts = texts();
    let name = "2026-11-23_PCC-48213_rethink-2_8gxahvc2";
    let text = fs::read_to_string(format!("tests/data/golden/0.1.0/records/{name}.toml")).unwrap();
    let record = Record::read(&text).unwrap();
    let with = |first: usize| -> Record {
        let mut nth = first;
        let mut next = |text: &mut String| {
            text.clone_from(&texts[nth % texts.len()]);
            text.push_str(" as it was said");
            nth += 1;
        };
        let mut head = serde_json::to_value(&record.head).unwrap();
        let mut body = serde_json::to_value(&record.body).unwrap();
        said(&mut head, &mut next);
        said(&mut body, &mut next);
        Record::new(serde_json::from_value(head).unwrap(), serde_json::from_value(body).unwrap()).unwrap()
    };
    let home = Home::new();
    home.file(&format!("records/{name}.toml"), &text);
    let plainly: Vec<_> = SHOWN.iter().map(|args| tags(&home.run_with(args, "2\n").out)).collect();
    let many = texts.len().div_ceil(24);
    for number in (0..many).step_by(many.div_ceil(long(many, 1))) {
        let other = with(number * 24);
        let home = Home::new();
        home.file(&format!("records/{name}.toml"), &other.text);
        for (args, plainly) in SHOWN.iter().zip(&plainly) {
            let run = home.run_with(args, "2\n");
            let out = run.out.replace("\r\n", "\n");
            assert!(run.code != 70 && run.code >= 0, "{args:?}: {}", run.err);
            let all = format!("{out}{}", run.err);
            let sign = all.chars().position(|c| !is_plain(c.encode_utf8(&mut [0; 4])));
            let around = |at: usize| all.chars().skip(at.saturating_sub(60)).take(80).collect::<String>();
            assert_eq!(sign.map(around), None, "{number} {args:?}");
            if args.contains(&"html") {
                let more: Vec<_> = tags(&out).difference(plainly).cloned().collect();
                let plain_too = ["p dir=", "br", "/p", "br/"];
                assert!(more.iter().all(|tag| plain_too.contains(&tag.as_str())), "{number} {args:?}: {more:?}");
            }
            if args.contains(&"csv") {
                for cell in cells(&out) {
                    let first = cell.chars().next().unwrap_or(' ');
                    assert!(!"=+-@\t\r\0\u{ff1d}\u{ff0b}\u{ff0d}\u{ff20}".contains(first), "{number}: {cell:?}");
                }
            }
            if args.contains(&"json") {
                let shown: Value = serde_json::from_str(&out).unwrap();
                if args[0] == "show" {
                    let (shown, all) = (all_texts(shown), all_texts(serde_json::to_value(&other.body).unwrap()));
                    let lost: Vec<_> = all.difference(&shown).collect();
                    assert!(lost.is_empty(), "{number}: {lost:?}");
                }
            }
        }
        assert!(home.files().iter().all(|path| !path.ends_with("run") && !path.to_string_lossy().contains("passwd")));
    }
}
