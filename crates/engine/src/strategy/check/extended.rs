//! A team's own options, put into the text of a strategy before it is checked.
//!
//! They become part of the text that is kept and whose digest a record pins, so a record is read again as it was
//! written, whatever the team sets later.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use toml::de::DeTable;

use crate::written::Table;

/// More options by fact: the name of each and its words.
pub(crate) type Added = BTreeMap<String, Vec<(String, String)>>;

/// The text with the team's options before `other`, or after the last. None if there is nothing to put in.
pub(crate) fn extended(text: &str, added: &Added) -> Option<String> {
    if added.is_empty() {
        return None;
    }
    let (root, faults) = DeTable::parse_recoverable(text);
    if !faults.is_empty() {
        return None;
    }
    let mut whole = text.to_owned();
    let mut changed = false;
    // From the last to the first, so that places before stay where they are.
    for step in Table::new(root.get_ref(), 0..0).tables("step").iter().rev() {
        let Some(more) = step.word("fact").and_then(|fact| added.get(&fact.it)) else { continue };
        let options = step.tables("options");
        let has = |id: &str| options.iter().any(|option| option.word("id").is_some_and(|word| word.it == id));
        let mut lines = String::new();
        let Some(last) = options.last() else { continue };
        let other = options.iter().find(|option| option.word("id").is_some_and(|word| word.it == "other"));
        for (id, label) in more.iter().filter(|(id, _)| !has(id)) {
            let option = format!("{{ id = \"{id}\", label = {} }}", toml::Value::String(label.clone()));
            let _ = if other.is_some() { write!(lines, "{option}, ") } else { write!(lines, ", {option}") };
        }
        let place = other.map_or(last.span.end, |option| option.span.start);
        if !lines.is_empty() && whole.is_char_boundary(place) {
            whole.insert_str(place, &lines);
            changed = true;
        }
    }
    changed.then_some(whole)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::strategy::Shelf;

    #[test]
    fn a_team_adds_categories_to_every_shipped_strategy_that_asks_for_one() {
        let mut shelf = Shelf::shipped();
        let housing = ("housing".to_owned(), "Where they \"live\"".to_owned());
        shelf.extend(Added::from([("category".to_owned(), vec![housing, ("other".to_owned(), "Other".to_owned())])]));
        let plain = Shelf::shipped();
        let ids: Vec<&str> = plain.ids().collect();
        for id in ids {
            let (with, without) = (shelf.get(id).expect("sound"), plain.get(id).expect("sound"));
            let asks = |step: &&crate::strategy::Step| step.fact.is_some_and(|fact| fact.name == "category");
            let own = with.steps.iter().find(asks).and_then(|step| step.prompt());
            let Some(prompt) = own else { continue };
            let ids: Vec<&str> = prompt.options.iter().map(|option| option.id.as_str()).collect();
            assert_eq!(ids[ids.len() - 2..], ["housing", "other"], "{id}");
            assert_eq!(prompt.options[ids.len() - 2].label, "Where they \"live\"");
            assert_ne!(with.digest, without.digest);
        }
    }

    #[test]
    fn without_a_place_for_it_the_text_stays_as_it_is() {
        let added = Added::from([("category".to_owned(), vec![("a".to_owned(), "A".to_owned())])]);
        assert_eq!(extended("[[step]]\nid = \"x\"\n", &added), None);
        assert_eq!(extended("[[step", &added), None);
        let text = "[[step]]\nfact = \"category\"\noptions = [ { id = \"b\" } ]\n";
        let with = extended(text, &added).expect("a place");
        assert!(with.contains("[ { id = \"b\" }, { id = \"a\", label = \"A\" } ]"), "{with}");
    }
}
