//! Any words in any place of a record, drawn in every way: nothing moves a cursor, and no line is too wide.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rethink::finding::is_hidden;
use rethink::record::DIGEST;
use rethink::record::Record;
use rethink::render;
use rethink::render::Drawn;
use rethink::strategy::digest;

const RECORD: &str = include_str!("../seeds/record.toml");

/// How every tag begins that a record's page may hold.
const TAGS: &[&str] = &[
    "!DOCTYPE html>", "html", "head>", "meta charset=", "meta http-equiv=\"Content-Security-Policy\"",
    "meta name=\"viewport\"", "meta name=\"referrer\"", "title>", "style>", "body>", "main>", "h1", "h2", "h3", "p dir=",
    "p>", "pre", "ul>", "ol>", "li>", "li dir=", "table", "tbody", "tr", "th", "td",
];

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Some((width, words)) = text.split_at_checked(1) else { return };
    let width = 20 + usize::from(width.as_bytes()[0]) % 80;
    let (before, _) = RECORD.rsplit_once(DIGEST).expect("a record");
    let whole = format!("{before}{DIGEST}{}\n", digest(before.as_bytes()));
    let Record { mut head, mut body, .. } = Record::read(&whole).expect("the seed is a record");
    let put = |place: &mut String| words.clone_into(place);
    put(&mut head.strategy.title);
    put(&mut head.about);
    if let Some(waiting) = &mut head.waiting {
        put(&mut waiting.who);
        put(&mut waiting.label);
        put(&mut waiting.counted);
    }
    for entry in &mut body.entry {
        for place in [&mut entry.asked, &mut entry.label, &mut entry.words, &mut entry.said, &mut entry.why_not]
            .into_iter()
            .flatten()
        {
            put(place);
        }
        entry.because = Some(words.to_owned());
    }
    let record = Record::new(head, body).expect("any words can be written");
    let seen = |c: char| c == '\n' || !(c.is_control() || is_hidden(c));
    for drawn in [
        render::record(&record, Drawn::Text(width)),
        render::record(&record, Drawn::Markdown),
        render::record(&record, Drawn::Html),
        render::record_json(&record, &render::Among::default()),
        render::written(&record, false, width),
        render::written(&record, true, width),
        render::history(&[(record.head.clone(), record.sha256.clone())], &std::collections::BTreeMap::new(), width, true),
    ] {
        assert!(drawn.chars().all(seen), "{drawn:?}");
    }
    let page = render::record(&record, Drawn::Html);
    let is_ours = |tag: &str| TAGS.iter().any(|own| tag.trim_start_matches('/').starts_with(own));
    assert!(page.split('<').skip(1).all(is_ours), "{page:?}");
    assert!(!render::minutes(&record).chars().any(char::is_control));
});
