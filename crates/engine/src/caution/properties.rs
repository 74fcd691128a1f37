//! What holds of any text at all.

use crate::caution::Caution;
use crate::caution::Kind;
use crate::caution::identifiers;
use crate::caution::lexicon::suggestions;
use crate::caution::says;
use crate::caution::summary;
use crate::caution::wording;
use chrono::NaiveDate;
use proptest::prelude::*;

/// Texts made of what the rules look for, so that they are met and broken often.
fn like() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[0-9]{1,12}",
        "[ \\-./()+,'\"“”‘’\n\u{a0}–@_:]{1,3}",
        "[A-Za-z]{1,3}",
        "\\PC{0,4}",
        prop::sample::select(vec![
            "943 476 5919",
            "born",
            "D.O.B.",
            "03/04/2015",
            "3rd of April 2015",
            "PO9 9ZZ",
            "07700 900123",
            "+44",
            "a@b.example",
            "AB123456C",
            "B801200005001",
            "met on",
            "uncooperative",
            "disguised",
            "compliance",
            "absconded",
            "é",
            "İ",
            "ß",
            "ﬁ",
            "😀",
            "\u{301}",
            "१२",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

fn any_day() -> impl Strategy<Value = NaiveDate> {
    prop_oneof![
        (1i32..=9999, 1u32..=365).prop_filter_map("a day", |(year, day)| NaiveDate::from_yo_opt(year, day)),
        Just(NaiveDate::MIN),
        Just(NaiveDate::MAX),
    ]
}

fn apart_and_in_order(text: &str, cautions: &[Caution]) -> bool {
    cautions.iter().all(|caution| !caution.place.is_empty() && text.get(caution.place.clone()).is_some())
        && cautions.windows(2).all(|two| two[0].place.end <= two[1].place.start)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1500) })]

    #[test]
    fn places_lie_between_characters_in_order_and_apart(text in prop_oneof![like(), any::<String>()], today in any_day()) {
        prop_assert!(apart_and_in_order(&text, &identifiers(&text, today)));
        prop_assert!(apart_and_in_order(&text, &wording(&text)));
    }

    #[test]
    fn nothing_that_was_typed_is_said(text in like(), today in any_day()) {
        let found = identifiers(&text, today);
        // Whatever is said is one of a few sentences that were written before the text was.
        let fixed: Vec<String> = Kind::IDENTIFIERS.into_iter().map(says).collect();
        prop_assert!(found.iter().all(|caution| fixed.contains(&caution.says) && caution.source.is_empty()));
        let advised = wording(&text);
        prop_assert!(advised.iter().all(|caution| suggestions().any(|said| said == (caution.says.as_str(), caution.source))));
        let allowed: Vec<&str> = Kind::IDENTIFIERS.into_iter().map(Kind::name).collect();
        if let Some(mut said) = summary(&found) {
            for name in allowed {
                let count = found.iter().filter(|caution| caution.kind.name() == name).count();
                said = said.replace(&format!("{name} ({count})"), "");
            }
            for fixed in ["This looks like it could identify someone:", "Also:"] {
                said = said.replace(fixed, "");
            }
            prop_assert!(said.chars().all(|c| matches!(c, ' ' | ',' | '.')), "{said}");
        }
    }

    #[test]
    fn what_stands_in_quotation_marks_is_left_alone(text in "[a-z ,.’]{0,30}") {
        let said = format!("She told us: “{text} he absconded, I am not uncooperative {text}” and went.");
        prop_assert_eq!(wording(&said), Vec::new());
    }
}
