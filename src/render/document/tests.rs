//! Words that are meant to hurt, in every place of a document and of a record: they stay words.

use pulldown_cmark::CodeBlockKind;
use pulldown_cmark::Event;
use pulldown_cmark::Options;
use pulldown_cmark::Parser;
use pulldown_cmark::Tag;
use pulldown_cmark::TagEnd;

use super::*;
use crate::render::Among;
use crate::render::html::Bar;
use crate::render::html::Html;
use crate::render::page::one_line;
use crate::render::page::safe;
use crate::render::record;
use crate::render::record_json;
use crate::render::sample;

/// What somebody may type, or put into a file.
const HOSTILE: &[&str] = &[
    "<script>alert(1)</script>",
    "</p></td></table></main><script src=//example.org></script>",
    "<img src=x onerror=alert(1)>",
    "\"><svg onload=alert(1)>",
    "' onmouseover='alert(1)",
    "</title></style><h1>two</h1>",
    "<!-- --> ]]> <![CDATA[ <? ?>",
    "&lt;b&gt; &amp;lt; &#60;script&#62; &copy; &",
    "javascript:alert(1)",
    "}</style> @import \"x\"; content: \"\\",
    "[a link](https://example.org) [it][1] [1]: https://example.org",
    "![a picture](x.png)",
    "<https://example.org> https://example.org www.example.org mailto:a@example.org a@example.org",
    "# heading #",
    "heading\n===\nheading\n---",
    "> quote\n>> quote",
    "1. one\n2) two\n+ three\n* four",
    "- [ ] to do\n- [x] done\n- - - -",
    "---\ntitle: x\n---\n+++",
    "***\n___\n* * *",
    "**bold** __bold__ *em* _em_ ~~gone~~ ~sub~ ^sup^ `code` ``co`de``",
    "```sh\nrm -rf\n```\n~~~\nx\n~~~",
    "    four spaces\n\ta tab",
    "|a|b|\n|-|-|\n|c|d|",
    "$x$ $$y$$",
    "a[^1]\n\n[^1]: note",
    "term\n\n: what it means",
    "[[a]] {#id .class} {{ x }} {% y %} <%= z %>",
    "a\\\nb\\* \\< \\\\",
    "two spaces  \nand on",
    "@someone #123 :smile: :::note",
    "שלום <b>עולם</b> \u{202e}gnissorc\u{2066}",
    "\u{1b}[31m\u{9b}31m\0\r\u{7f}\u{ad}",
    "=1+1",
    "x",
    "",
];

/// Every tag that a page may hold, as it is written.
const TAGS: &[&str] = &[
    "!DOCTYPE html",
    "html lang=\"en-GB\"",
    "head",
    "meta charset=\"utf-8\"",
    "meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"",
    "meta name=\"referrer\" content=\"no-referrer\"",
    "title",
    "style",
    "body",
    "main",
    "h1 dir=\"auto\"",
    "h2 dir=\"auto\"",
    "h3 dir=\"auto\"",
    "p dir=\"auto\"",
    "pre dir=\"auto\"",
    "ul",
    "ol",
    "li",
    "li dir=\"auto\"",
    "table role=\"table\"",
    "tbody role=\"rowgroup\"",
    "tr role=\"row\"",
    "th role=\"rowheader\" scope=\"row\" dir=\"auto\"",
    "td role=\"cell\"",
    "thead role=\"rowgroup\"",
    "th role=\"columnheader\" scope=\"col\"",
    "figure",
    "svg role=\"img\" aria-labelledby=\"title-0 says-0\" width=\"0%\" height=\"0.0em\"",
    "title id=\"title-0\"",
    "desc id=\"says-0\"",
    "text x=\"0\" y=\"0.0em\"",
    "rect class=\"whole\" x=\"0\" y=\"0.0em\" width=\"0%\" height=\"0.0em\"/",
    "rect x=\"0\" y=\"0.0em\" width=\"0%\" height=\"0.0em\"/",
];

/// A tag of a picture, with nought for every number.
fn without_numbers(tag: &str) -> String {
    let mut plain = String::new();
    for sign in tag.chars() {
        match sign {
            '0'..='9' if plain.ends_with('0') => {}
            '0'..='9' => plain.push('0'),
            other => plain.push(other),
        }
    }
    plain
}

/// A document with these words in every place.
fn everywhere(words: &str) -> Document {
    let mut document = Document::new(false, words, words);
    document.words(words);
    document.row(Row::own(words, words));
    document.row(Row::free(words, words));
    document.section(words);
    document.words(words);
    document.exactly(words);
    document.part(words);
    document.numbered(vec![(words.to_owned(), vec![Row::own(words, words)]), (words.to_owned(), Vec::new())]);
    document.between(words);
    document
}

/// What stands between the tags of a page, if it has none but ours.
fn texts_of_page(page: &str) -> Vec<String> {
    let mut texts = Vec::new();
    let mut parts = page.split('<');
    assert_eq!(parts.next(), Some(""), "it begins with a tag");
    for part in parts {
        let (tag, text) = part.split_once('>').unwrap_or_else(|| panic!("a tag without an end: {part}"));
        let is_policy = tag.starts_with("meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ");
        let name = tag.strip_prefix('/').unwrap_or(tag);
        let closes = tag.starts_with('/') && TAGS.iter().any(|own| own.split(' ').next() == Some(name));
        let drawn = tag.contains("em\"") || tag.contains(" id=\"");
        let known = TAGS.contains(&tag) || drawn && TAGS.contains(&without_numbers(tag).as_str());
        assert!(known || is_policy || closes, "<{tag}> is not one of ours");
        if tag == "style" {
            let sheet = text.strip_prefix(include_str!("../style.css")).expect("our own style");
            let sheet = sheet.strip_prefix("@page { @top-left { content: \"").expect("the top of a sheet");
            let sheet = sheet.strip_suffix("\" } }\n").expect("its end");
            assert!(sheet.chars().all(|sign| sign.is_ascii_alphanumeric() || " -,.:".contains(sign)), "{sheet}");
            continue;
        }
        assert!(!text.contains(['<', '>', '"', '\'']), "{text}");
        let plain = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'");
        assert_eq!(plain.matches('&').count(), plain.matches("&amp;").count(), "{text}");
        texts.push(one_line(&plain.replace("&amp;", "&")));
    }
    texts
}

/// What a reader of Markdown finds in each paragraph, if it finds nothing but what we put there.
fn texts_of_markdown(text: &str) -> Vec<String> {
    let options = Options::all() - Options::ENABLE_SMART_PUNCTUATION;
    let mut texts = vec![String::new()];
    for event in Parser::new_ext(text, options) {
        match event {
            Event::Text(words) => texts.last_mut().expect("one").push_str(&words),
            Event::Start(Tag::Strong | Tag::List(_)) | Event::End(TagEnd::Strong | TagEnd::List(_)) => {}
            Event::Start(Tag::Paragraph | Tag::Heading { .. } | Tag::Item) => texts.push(String::new()),
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(named))) if named.is_empty() => texts.push(String::new()),
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item | TagEnd::CodeBlock) => {}
            other => panic!("{other:?} came of\n{text}"),
        }
    }
    texts.iter().map(|text| one_line(text)).collect()
}

/// The lines that a reader is to see of these words.
fn wanted(words: &str) -> Vec<String> {
    let words = safe(words);
    let lines = words.lines().map(|line| line.trim().trim_start_matches("- ")).map(one_line);
    lines.filter(|line| !line.is_empty()).collect()
}

#[test]
fn in_every_place_hostile_words_are_words() {
    for words in HOSTILE {
        let document = everywhere(words);
        let (page, markdown) = (document.drawn(Drawn::Html), document.drawn(Drawn::Markdown));
        let drawn = [("page", texts_of_page(&page), 9), ("Markdown", texts_of_markdown(&markdown), 9)];
        for (what, texts, least) in drawn {
            for line in wanted(words) {
                let seen = texts.iter().filter(|text| text.contains(&line)).count();
                assert!(seen >= least, "{line:?} is {seen} times in the {what}: {texts:#?}");
            }
        }
        let seen = |sign: char| sign == '\n' || !(sign.is_control() || crate::finding::is_hidden(sign));
        for text in [page, markdown, document.drawn(Drawn::Text(80))] {
            assert!(text.chars().all(seen), "{text:?}");
        }
    }
}

#[test]
fn in_every_field_of_a_record_hostile_words_are_words() {
    let words = HOSTILE.join("\n\n");
    for one in sample::filled_with(&words) {
        let page = texts_of_page(&record(&one, Drawn::Html));
        let markdown = texts_of_markdown(&record(&one, Drawn::Markdown));
        for line in HOSTILE.iter().flat_map(|words| wanted(words)) {
            for texts in [&page, &markdown] {
                let seen = texts.iter().filter(|text| text.contains(&line)).count();
                assert!(seen > 10, "{line:?} is {seen} times in {texts:#?}");
            }
        }
        let json = record_json(&one, &Among::default());
        assert!(json.chars().all(|sign| sign == '\n' || !(sign.is_control() || crate::finding::is_hidden(sign))));
        let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
        for text in [&json["case"], &json["entry"][0]["words"], &json["strategy"]["title"]] {
            assert_eq!(text, words.as_str());
        }
        assert_eq!(json["sha256"], one.sha256.as_str());
    }
}

#[test]
fn in_tables_and_pictures_hostile_words_are_words() {
    for words in HOSTILE {
        let mut html = Html::new(words, words);
        html.table(&[words, words], &[vec![(*words).to_owned(), (*words).to_owned()]]);
        let bar = |length| Bar { label: (*words).to_owned(), figure: (*words).to_owned(), length };
        html.bars(words, [words, words], &[bar(0), bar(37), bar(1000)]);
        let page = html.text();
        assert!(page.contains("width=\"37%\"") && page.matches("width=\"100%\"").count() == 5, "{page}");
        let texts = texts_of_page(&page);
        for line in wanted(words) {
            let seen = texts.iter().filter(|text| text.contains(&line)).count();
            assert!(seen >= 9, "{line:?} is {seen} times in {texts:#?}");
        }
    }
}

#[test]
fn every_heading_of_what_was_held_to_practise_says_so() {
    let mut one = sample::handover();
    one.head.practice = true;
    let markdown = record(&one, Drawn::Markdown);
    let headings: Vec<&str> = markdown.lines().filter(|line| line.starts_with('#')).collect();
    assert!(headings.len() > 6 && headings.iter().all(|line| line.contains(" PRACTICE")), "{headings:?}");
    let page = record(&one, Drawn::Html);
    let headings: Vec<&str> = page.lines().filter(|line| line.starts_with("<h")).skip(2).collect();
    assert!(headings.len() > 6 && headings.iter().all(|line| line.contains("\">PRACTICE")), "{headings:?}");
    assert!(page.contains("content: \"PRACTICE: PCC-48213, rethink-2, 18 December 2026\""), "{page}");
    let mut one = sample::long();
    one.head.practice = true;
    let text = record(&one, Drawn::Text(80));
    for heading in ["PRACTICE: Why, the whole text\n", "PRACTICE: What happened, in order\n", "  PRACTICE: Step 1"] {
        assert!(text.contains(heading), "{heading} is not in {text}");
    }
    assert!(!record(&sample::handover(), Drawn::Html).contains("PRACTICE"));
}

#[test]
fn lines_with_dashes_are_a_list_and_others_are_paragraphs() {
    let mut document = Document::new(false, "t", "t");
    document.row(Row::own("Who", "- a\n- b\n\nc"));
    let page = html(&document);
    assert!(
        page.contains("<ul>\n<li dir=\"auto\">a</li>\n<li dir=\"auto\">b</li>\n</ul>\n<p dir=\"auto\">c</p>"),
        "{page}"
    );
    assert_eq!(markdown(&document), "# t\n\n**Who:**\n\n- a\n- b\n\nc\n");
    assert_eq!(text(&document, 80), "t\nWho:                - a\n                    - b\n\n                    c\n");
}

/// How far two colours are from each other, by the rule of the Web Content Accessibility Guidelines 2.2.
fn contrast(one: &str, other: &str) -> f64 {
    let light = |colour: &str| {
        let part = |at: usize| f64::from(u8::from_str_radix(&colour[at..at + 2], 16).expect("two digits")) / 255.0;
        let linear = |part: f64| if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) };
        0.2126 * linear(part(1)) + 0.7152 * linear(part(3)) + 0.0722 * linear(part(5))
    };
    let (one, other) = (light(one), light(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn every_colour_can_be_told_from_what_is_behind_it() {
    // Known from the guidelines themselves: black on white is 21 to 1, and #767676 on white just above 4.5 to 1.
    assert!((contrast("#000000", "#ffffff") - 21.0).abs() < 1e-9);
    assert!((4.5..4.6).contains(&contrast("#767676", "#ffffff")));
    let style = include_str!("../style.css");
    let colours = |key: &str| -> Vec<&str> {
        style.match_indices(key).map(|(at, _)| &style[at + key.len()..][..7]).filter(|it| it.starts_with('#')).collect()
    };
    let (behind, before) = (colours("background: "), [colours(" color: "), colours("text { fill: ")].concat());
    assert!(behind.len() > 1 && before.len() > 2, "{behind:?} {before:?}");
    for (one, other) in before.iter().flat_map(|one| behind.iter().map(move |other| (one, other))) {
        assert!(contrast(one, other) >= 4.5, "{one} on {other}");
    }
}
