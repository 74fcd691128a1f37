//! Which records stand: of a record and its corrections, one does, and all are kept.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use crate::record::Head;

/// Of each record that has been corrected, the one that stands in its place.
#[derive(Debug, Default)]
pub struct Standing<'a> {
    /// By the digest of the record that was corrected.
    instead: BTreeMap<&'a str, (&'a Head, &'a str)>,
    /// By the same digest, everything that corrects that very record: two people may do so without knowing it.
    by: BTreeMap<&'a str, Vec<&'a Head>>,
    /// By digest, the one that was corrected first.
    first: BTreeMap<&'a str, &'a str>,
}

impl<'a> Standing<'a> {
    /// Looks through some heads, each with its digest.
    pub fn of(heads: impl IntoIterator<Item = (&'a Head, &'a str)> + Clone) -> Self {
        let mut standing = Self::default();
        let corrects = |head: &'a Head| head.corrects.as_ref().map(|corrects| corrects.sha256.as_str());
        let before: BTreeMap<&str, &str> =
            heads.clone().into_iter().filter_map(|(head, sha256)| Some((sha256, corrects(head)?))).collect();
        if before.is_empty() {
            return standing;
        }
        let corrected: BTreeSet<&str> = before.values().copied().collect();
        for (head, sha256) in heads {
            let Some(mut first) = before.get(sha256).copied() else { continue };
            standing.by.entry(first).or_default().push(head);
            // A digest cannot come to depend on itself; what was made up all the same must end too.
            for _ in 0..before.len() {
                match before.get(first) {
                    Some(earlier) => first = earlier,
                    None => break,
                }
            }
            standing.first.insert(sha256, first);
            if !corrected.contains(sha256) {
                // Of two that correct the same record, the later one stands.
                let stands = standing.instead.entry(first).or_insert((head, sha256));
                if (stands.0.written, &stands.0.record) < (head.written, &head.record) {
                    *stands = (head, sha256);
                }
            }
        }
        let of_each = standing.first.iter().filter_map(|(sha256, first)| {
            let stands = standing.instead.get(first)?;
            (stands.1 != *sha256).then_some((*sha256, *stands))
        });
        let of_each: Vec<_> = of_each.collect();
        standing.instead.extend(of_each);
        standing
    }

    /// The same of heads that are held with their digests.
    pub fn of_all(heads: &'a [(Head, String)]) -> Self {
        Self::of(heads.iter().map(|(head, sha256)| (head, sha256.as_str())))
    }

    /// The record that stands in the place of this one, with its digest. None if this one stands.
    pub fn instead(&self, sha256: &str) -> Option<(&'a Head, &'a str)> {
        self.instead.get(sha256).copied()
    }

    /// True if no correction stands in its place.
    pub fn stands(&self, sha256: &str) -> bool {
        !self.instead.contains_key(sha256)
    }

    /// The digest of the record that stands in the place of this one, or its own.
    pub fn counts<'b>(&self, sha256: &'b str) -> &'b str
    where
        'a: 'b,
    {
        self.instead.get(sha256).map_or(sha256, |(_, instead)| instead)
    }

    /// The later part that was written before this record stood in its place, and that does not carry on from it as it
    /// is now: what the part before came to has been put right since.
    pub fn outrun(
        &self,
        head: &Head,
        sha256: &str,
        heads: &(impl IntoIterator<Item = (&'a Head, &'a str)> + Clone),
    ) -> Option<&'a Head> {
        if head.corrects.is_none() || !self.stands(sha256) {
            return None;
        }
        let step = |head: &Head| head.waiting.as_ref().map(|waiting| waiting.step.clone());
        let later = heads.clone().into_iter().find(|(later, its)| {
            let before = later.continues.as_ref().map(|before| before.sha256.as_str());
            let is_before = |before: &&str| *before != sha256 && self.counts(before) == sha256;
            let Some(before) = before.filter(is_before).filter(|_| self.stands(its)) else { return false };
            let was = heads.clone().into_iter().find(|(_, other)| *other == before);
            was.map_or(head.waiting.is_none(), |(was, _)| step(was) != step(head))
        });
        later.map(|(later, _)| later)
    }

    /// Everything that corrects this very record.
    pub fn corrections(&self, sha256: &str) -> &[&'a Head] {
        self.by.get(sha256).map_or(&[], Vec::as_slice)
    }

    /// The digest of the record that was corrected first, if this one corrects.
    pub fn first<'b>(&self, sha256: &'b str) -> &'b str
    where
        'a: 'b,
    {
        self.first.get(sha256).copied().unwrap_or(sha256)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::Corrects;

    const HEAD: &str = r#"{"format":1,"record":"","case":"PCC-1","date":"2026-11-23","about":"child","at-risk":"no",
        "strategy":{"id":"ladder","title":"Ladder","version":"1","sha256":""},"confirmed":true,"review":"k7qf2m4x",
        "part":1,"calendar":"","began":"2026-11-23T09:00:00Z","written":"2026-11-23T09:00:00Z","rethink":"","salt":""}"#;

    /// Records by their names, each with the name of the one that it corrects and the hour at which it was written.
    fn heads(all: &[(&str, &str, u32)]) -> Vec<(Head, String)> {
        let head = |(name, corrects, hour): &(&str, &str, u32)| {
            let mut head: Head = serde_json::from_str(HEAD).expect("a head");
            head.record = (*name).to_owned();
            head.written = format!("2026-11-23T{hour:02}:00:00Z").parse().expect("a time");
            head.corrects = (!corrects.is_empty()).then(|| Corrects {
                record: (*corrects).to_owned(),
                sha256: (*corrects).to_owned(),
                day: head.date,
                reason: "A slip".to_owned(),
            });
            (head, (*name).to_owned())
        };
        all.iter().map(head).collect()
    }

    fn instead(heads: &[(Head, String)]) -> Vec<String> {
        let standing = Standing::of_all(heads);
        let word = |sha256: &String| {
            let instead = standing.instead(sha256).map_or("stands", |(head, _)| head.record.as_str());
            assert_eq!(standing.stands(sha256), instead == "stands");
            assert_eq!(standing.counts(sha256) == sha256, instead == "stands");
            format!("{sha256} {instead}")
        };
        heads.iter().map(|(_, sha256)| word(sha256)).collect()
    }

    #[test]
    fn of_a_record_and_its_corrections_one_stands() {
        assert_eq!(instead(&heads(&[("a", "", 9), ("b", "", 9)])), ["a stands", "b stands"]);
        assert_eq!(instead(&heads(&[("a", "", 9), ("b", "a", 10), ("c", "", 11)])), ["a b", "b stands", "c stands"]);
        // A correction of a correction, in whatever order they come.
        assert_eq!(instead(&heads(&[("c", "b", 11), ("a", "", 9), ("b", "a", 10)])), ["c stands", "a c", "b c"]);
        // Two of the same record: the later one stands, whichever comes first, and both are known.
        let two = heads(&[("c", "a", 11), ("a", "", 9), ("b", "a", 10)]);
        assert_eq!(instead(&two), ["c stands", "a c", "b c"]);
        let names: Vec<&str> =
            Standing::of_all(&two).corrections("a").iter().map(|head| head.record.as_str()).collect();
        assert_eq!(names, ["c", "b"]);
        // A correction of the earlier of two, written last, stands in the place of all.
        let three = heads(&[("a", "", 9), ("b", "a", 10), ("c", "a", 11), ("d", "b", 12)]);
        assert_eq!(instead(&three), ["a d", "b d", "c d", "d stands"]);
        assert_eq!(Standing::of_all(&three).first("d"), "a");
    }

    #[test]
    fn what_is_corrected_may_not_be_here_and_what_is_made_up_ends_too() {
        assert_eq!(instead(&heads(&[("b", "a", 10), ("c", "a", 11)])), ["b c", "c stands"]);
        let round = heads(&[("a", "b", 9), ("b", "a", 10)]);
        assert_eq!(Standing::of_all(&round).corrections("a").len(), 1);
    }
}
