//! Which records are of one case: a reference is the same, or one of those by which other agencies know it.

use std::collections::HashMap;

/// For each record, by its references, the place of the first record that is of the same case.
pub fn tied<'a, R>(records: impl IntoIterator<Item = R>) -> Vec<usize>
where
    R: IntoIterator<Item = &'a str>,
{
    fn root(of: &mut [usize], mut place: usize) -> usize {
        while of[place] != place {
            of[place] = of[of[place]];
            place = of[place];
        }
        place
    }
    let mut of: Vec<usize> = Vec::new();
    let mut named: HashMap<String, usize> = HashMap::new();
    for (place, references) in records.into_iter().enumerate() {
        of.push(place);
        for reference in references {
            let first = *named.entry(reference.to_ascii_lowercase()).or_insert(place);
            let (one, other) = (root(&mut of, first), root(&mut of, place));
            of[one.max(other)] = one.min(other);
        }
    }
    (0..of.len()).map(|place| root(&mut of, place)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_that_share_a_reference_are_of_one_case_whoever_else_is_between() {
        let tied = |all: &[&[&'static str]]| tied(all.iter().map(|references| references.iter().copied()));
        assert_eq!(tied(&[]), Vec::<usize>::new());
        assert_eq!(tied(&[&["A"], &["B"], &["a"]]), [0, 1, 0]);
        assert_eq!(tied(&[&["A"], &["B"], &["C", "B"], &["A", "C"]]), [0, 0, 0, 0]);
    }
}
