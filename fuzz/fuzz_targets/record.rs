//! Any bytes under a digest that fits: read as a record or not, and what is read is written the same again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rethink::record::DIGEST;
use rethink::record::Record;
use rethink::strategy::digest;

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let _ = Record::read(text);
    let before = if text.ends_with('\n') { text.to_owned() } else { format!("{text}\n") };
    let whole = format!("{before}{DIGEST}{}\n", digest(before.as_bytes()));
    let Ok(record) = Record::read(&whole) else { return };
    assert_eq!(record.head, Record::read_head(&whole).expect("the head of a record that is read").0);
    let _ = record.events();
    let first = Record::new(record.head, record.body).expect("what was read can be written");
    let again = Record::read(&first.text).expect("what was written can be read");
    assert_eq!(Record::new(again.head, again.body).expect("and written").text, first.text);
});
