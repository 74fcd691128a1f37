//! Any text as an answers file or settings: read, or refused with findings that show none of it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rethink::ask::script::Answers;
use rethink::finding::Source;
use rethink::finding::is_hidden;
use rethink::settings::Settings;

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let seen = |c: char| c == '\n' || !(c.is_control() || is_hidden(c));
    // A word that stands nowhere in the program, as an answer: no finding may show it.
    let whole = format!("{text}\n[answers]\nkittiwakes = \"razorbill guillemot\"\n");
    for text in [text, &whole] {
        if let Err(findings) = Answers::read(Source::private("answers.toml", text)) {
            let words = findings.text(80);
            assert!(words.chars().all(seen));
            assert!(text != whole || !words.contains("razorbill guillemot"), "an answer stands in a finding");
        }
    }
    if let Err(findings) = Settings::read(Source::open("rethink.toml", text)) {
        assert!(findings.text(80).chars().all(seen));
    }
});
