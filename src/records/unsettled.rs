//! Records of cases in which something is still open: a promised date, or a risk to a child. No retention period is an
//! end of these.

use std::collections::HashMap;
use std::collections::HashSet;

use crate::record::Brief;
use crate::record::Head;
use crate::records::Kept;
use crate::records::promised::Bears;
use crate::records::promised::kept_or_open;
use crate::records::tied;

/// The answers about risk after which nothing is left open.
const SAFE: [&str; 2] = ["no", "not asked"];

/// What of a record says whether its case is settled.
struct Part<'a> {
    bears: Bears<'a>,
    /// The digest of the record that it corrects.
    corrects: Option<&'a str>,
    is_safe: bool,
}

/// The digests of the records of whose cases a date or a risk is open, of heads with their digests.
pub fn unsettled<'a>(heads: impl Iterator<Item = (&'a Head, &'a str)> + Clone) -> HashSet<&'a str> {
    let cases = tied(heads.clone().map(|(head, _)| head.references()));
    let part = |((head, sha256), case): ((&'a Head, &'a str), usize)| Part {
        bears: Bears::of_head(head, sha256, case),
        corrects: head.corrects.as_ref().map(|corrects| &*corrects.sha256),
        is_safe: SAFE.contains(&head.at_risk.as_str()) && head.facts.get("safe-now").is_none_or(|word| word == "yes"),
    };
    of_parts(heads.zip(cases).map(part).collect())
}

/// The same of briefs.
pub(crate) fn unsettled_of(briefs: &[Brief]) -> HashSet<&str> {
    let cases = tied(briefs.iter().map(Brief::references));
    let mut parts = Vec::with_capacity(briefs.len());
    for (brief, case) in briefs.iter().zip(cases) {
        let corrects = brief.corrects.as_ref();
        let written = (corrects.map_or(brief.date, |corrects| corrects.day), brief.written);
        parts.push(Part {
            bears: Bears { written, ..Bears::of_brief(brief, case) },
            corrects: corrects.map(|corrects| &*corrects.sha256),
            is_safe: SAFE.contains(&&*brief.at_risk) && brief.fact("safe-now").is_none_or(|word| word == "yes"),
        });
    }
    of_parts(parts)
}

fn of_parts(parts: Vec<Part<'_>>) -> HashSet<&str> {
    // Of two that correct the same record, the later one stands.
    let mut instead = HashMap::new();
    for part in &parts {
        let its = (part.bears.written, part.bears.sha256);
        let Some(before) = part.corrects else { continue };
        instead.entry(before).and_modify(|other| *other = its.max(*other)).or_insert(its);
    }
    let counts = |mut sha256| {
        // A digest cannot come to depend on itself; what was made up all the same must end too.
        for _ in 0..instead.len() {
            match instead.get(sha256) {
                Some((_, stands)) => sha256 = *stands,
                None => break,
            }
        }
        sha256
    };
    let of: Vec<(&str, usize)> = parts.iter().map(|part| (part.bears.sha256, part.bears.case)).collect();
    let mut open: HashSet<usize> = parts.iter().filter(|part| !part.is_safe).map(|part| part.bears.case).collect();
    let stand = parts.into_iter().map(|part| part.bears).filter(|bears| !instead.contains_key(bears.sha256));
    let stand = stand.map(|bears| (&(), Bears { before: bears.before.map(counts), ..bears }));
    let cases: HashMap<&str, usize> = of.iter().copied().collect();
    let dates = kept_or_open(stand).into_iter().filter(|promised| promised.kept == Kept::Open);
    open.extend(dates.filter_map(|promised| cases.get(promised.sha256).copied()));
    of.into_iter().filter(|(_, case)| open.contains(case)).map(|(sha256, _)| sha256).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Words;
    use std::fs;

    #[test]
    fn heads_and_briefs_come_to_the_same_and_an_open_case_keeps_all_its_records() {
        let folder = "tests/data/golden/0.1.0/records";
        let entries = fs::read_dir(folder).expect("records").map(|entry| entry.expect("a file").path());
        let texts: Vec<String> = entries.filter_map(|path| fs::read_to_string(path).ok()).collect();
        let heads: Vec<(Head, String)> =
            texts.iter().filter_map(|text| crate::record::Record::read_head(text).ok()).collect();
        let mut words = Words::default();
        let briefs: Vec<Brief> = texts.iter().filter_map(|text| Brief::read(text, &mut words).ok()).collect();
        let open = unsettled(heads.iter().map(|(head, sha256)| (head, sha256.as_str())));
        assert_eq!(open, unsettled_of(&briefs));
        assert!(open.len() > 4 && open.len() < heads.len(), "{} of {}", open.len(), heads.len());
        for (head, sha256) in &heads {
            let of_case = heads.iter().filter(|(other, _)| other.case == head.case);
            assert!(of_case.into_iter().all(|(_, its)| open.contains(its.as_str()) == open.contains(sha256.as_str())));
        }
    }
}
