//! People in one line, as somebody types them who is tired: "Family support worker, Early help; class teacher, School".

use crate::prompt::Person;
use crate::prompt::one_line;

/// Agencies by the names that people give them in a meeting. After a role, such a word is its agency, not one more person.
const AGENCIES: &[&str] = &[
    "camhs",
    "children's services",
    "children's social care",
    "college",
    "early help",
    "education",
    "family",
    "gp surgery",
    "health",
    "hospital",
    "housing",
    "nhs",
    "nursery",
    "police",
    "probation",
    "school",
    "social care",
    "youth justice",
    "youth service",
];

/// The people in a line. A semicolon ends a person, and within one the first comma comes before the agency. Without a
/// semicolon a comma ends a person, unless the word after it is an agency. What stands in brackets is not divided.
pub fn people(line: &str) -> Vec<Person> {
    let parts = divided(line, ';');
    let people = if parts.len() > 1 || line.trim_end().ends_with(';') {
        parts.iter().map(|part| with_agency(part)).collect()
    } else {
        by_commas(line)
    };
    let people: Vec<Person> = people.iter().map(Person::cleaned).collect();
    people.into_iter().filter(|person| !person.role.is_empty()).collect()
}

fn with_agency(part: &str) -> Person {
    let words = divided(part, ',');
    let (role, agency) = words.split_first().map_or(("", &[][..]), |(role, agency)| (*role, agency));
    Person { role: role.to_owned(), agency: agency.join(", ") }
}

fn by_commas(line: &str) -> Vec<Person> {
    let mut people: Vec<Person> = Vec::new();
    for word in divided(line, ',') {
        match people.last_mut().filter(|before| before.agency.is_empty() && is_agency(word)) {
            Some(before) => word.clone_into(&mut before.agency),
            None => people.push(Person { role: word.to_owned(), agency: String::new() }),
        }
    }
    people
}

fn is_agency(word: &str) -> bool {
    let word = one_line(word).replace('\u{2019}', "'").to_lowercase();
    AGENCIES.contains(&word.as_str())
}

/// The parts between these signs, but for those that stand in brackets.
fn divided(text: &str, sign: char) -> Vec<&str> {
    let (mut parts, mut depth, mut start) = (Vec::new(), 0_usize, 0);
    for (at, letter) in text.char_indices() {
        match letter {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if letter == sign && depth == 0 => {
                parts.push(&text[start..at]);
                start = at + letter.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts.into_iter().map(str::trim).filter(|part| !part.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Vec<String> {
        people(line).iter().map(|person| format!("{}|{}", person.role, person.agency)).collect()
    }

    #[test]
    fn a_semicolon_ends_a_person_and_a_comma_does_where_no_agency_follows() {
        for (line, wanted) in [
            ("Health visitor", &["Health visitor|"][..]),
            ("Health visitor, NHS", &["Health visitor|NHS"]),
            ("Social worker, health visitor", &["Social worker|", "health visitor|"]),
            (
                "Social worker, Children’s services, mother, family",
                &["Social worker|Children’s services", "mother|family"],
            ),
            (
                "Family support worker, Early help; class teacher, School",
                &["Family support worker|Early help", "class teacher|School"],
            ),
            ("Nurse, Solent Trust; mother", &["Nurse|Solent Trust", "mother|"]),
            ("Nurse, Solent Trust;", &["Nurse|Solent Trust"]),
            ("Lead professional (nurse, NHS), teacher", &["Lead professional (nurse, NHS)|", "teacher|"]),
            ("NHS, school", &["NHS|school"]),
            (" , ; ,", &[]),
        ] {
            assert_eq!(read(line), wanted, "{line}");
        }
    }
}
