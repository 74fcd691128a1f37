//! NHS numbers: ten digits whose last one checks the others.

use crate::caution::edges::keeps_together;
use crate::caution::edges::stands_alone;
use std::ops::Range;

/// How the ten digits may be written: 3-3-4, with either gap left out.
const SHAPES: [&[usize]; 4] = [&[10], &[3, 3, 4], &[3, 7], &[6, 4]];

/// Every NHS number in a text, given its groups of digits.
pub(crate) fn find(text: &str, groups: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < groups.len() {
        match SHAPES
            .iter()
            .find_map(|shape| Some((shape.len(), number(text, groups.get(at..at + shape.len())?, shape)?)))
        {
            Some((groups, place)) => {
                found.push(place);
                at += groups;
            }
            None => at += 1,
        }
    }
    found
}

fn number(text: &str, groups: &[Range<usize>], shape: &[usize]) -> Option<Range<usize>> {
    let place = groups.first()?.start..groups.last()?.end;
    let fits = groups.iter().map(Range::len).eq(shape.iter().copied())
        && groups.windows(2).all(|two| keeps_together(&text[two[0].end..two[1].start]))
        && checks(&text[place.clone()])
        && stands_alone(text, &place);
    fits.then_some(place)
}

/// The check of an NHS number: modulus 11 over the first nine digits, with weights 10 to 2.
///
/// A number of ten like digits can pass the sum; nobody has it, and people type it to fill a box.
fn checks(number: &str) -> bool {
    let digits: Vec<u32> = number.chars().filter_map(|c| c.to_digit(10)).collect();
    let [first @ .., check] = digits.as_slice() else { return false };
    let sum: u32 = first.iter().zip((2..=10).rev()).map(|(digit, weight)| digit * weight).sum();
    first.len() == 9 && (11 - sum % 11) % 11 == *check && first.iter().any(|digit| digit != check)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_is_modulus_eleven() {
        for right in ["943 476 5919", "9434765919", "943-476-5919", "4010232137", "999 000 0018"] {
            assert!(checks(right), "{right}");
        }
        for wrong in ["943 476 5918", "943 476 5991", "0000000000", "1111111111", "943 476 591", "", "94347659190"] {
            assert!(!checks(wrong), "{wrong}");
        }
    }

    #[test]
    fn a_check_digit_of_ten_belongs_to_nobody() {
        // The first nine digits sum to 1 in modulus 11, so the check would be ten.
        assert!((0..10).all(|check| !checks(&format!("123456789{check}"))));
    }

    #[test]
    fn one_digit_wrong_or_two_swapped_is_noticed() {
        let right: Vec<char> = "9434765919".chars().collect();
        for at in 0..10 {
            for digit in "0123456789".chars().filter(|digit| *digit != right[at]) {
                let mut wrong = right.clone();
                wrong[at] = digit;
                assert!(!checks(&wrong.iter().collect::<String>()), "{wrong:?}");
            }
            if at < 9 && right[at] != right[at + 1] {
                let mut wrong = right.clone();
                wrong.swap(at, at + 1);
                assert!(!checks(&wrong.iter().collect::<String>()), "{wrong:?}");
            }
        }
    }
}
