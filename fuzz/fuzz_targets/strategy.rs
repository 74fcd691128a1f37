//! Any text as a strategy: findings or a sound strategy, nothing of it on the screen as it is.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rethink::finding::Source;
use rethink::finding::is_hidden;
use rethink::render;
use rethink::strategy::Shelf;

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let mut shelf = Shelf::shipped();
    shelf.add("ladder", Source::open("ladder.toml", text));
    let seen = |c: char| c == '\n' || !(c.is_control() || is_hidden(c));
    match shelf.get("ladder") {
        Some(strategy) => assert!(render::strategy(&strategy, &[], 80).chars().all(seen)),
        None => {
            let findings = shelf.findings();
            assert!(!findings.is_empty(), "refused without a word");
            for one in findings {
                assert!(one.text(80).chars().all(seen));
            }
        }
    }
});
