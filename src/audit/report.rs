//! One value that says everything an audit found. Every format is a function of it.

use std::collections::BTreeMap;
use std::collections::HashMap;
use std::path::PathBuf;

use chrono::NaiveDate;

use crate::audit::By;
use crate::audit::Case;
use crate::audit::Filter;
use crate::audit::Folder;
use crate::audit::Measure;
use crate::audit::NOTE;
use crate::audit::Need;
use crate::audit::Seen;
use crate::audit::Totals;
use crate::audit::cases;
use crate::audit::groups;
use crate::audit::measures;
use crate::audit::needs;
use crate::calendar::Calendar;
use crate::record::Outline;
use crate::records::Promised;
use crate::records::Stop;
use crate::records::Unread;
use crate::records::promised_of;

/// How the reference of an invented case begins. What is made of such records says that they are invented.
pub const INVENTED: &str = "INVENTED-";

/// What is asked of an audit.
#[derive(Debug, Clone)]
pub struct Question {
    /// The day from which it is seen.
    pub today: NaiveDate,
    /// The last day that is soon.
    pub soon: NaiveDate,
    /// Which cases.
    pub filter: Filter,
    /// The groups of the figures, if they are put into groups.
    pub by: Option<By>,
}

/// What an audit found.
#[derive(Debug)]
pub struct Report<'a> {
    /// The day from which it is seen.
    pub today: NaiveDate,
    /// True if a case in it is invented.
    pub invented: bool,
    /// How many files of each class there are.
    pub totals: Totals,
    /// Files that are records by their names and do not count.
    pub unread: &'a [(PathBuf, Unread)],
    /// How many records say that their day was given in place of the clock.
    pub given: usize,
    /// Every record of the cases that are asked for.
    pub heads: Vec<&'a Outline>,
    /// What needs somebody, most urgent first.
    pub needs: Vec<Need<'a>>,
    /// The figures of each group; under the empty name, those of all.
    pub figures: BTreeMap<String, Vec<Measure>>,
}

/// The words for agencies that are too few to be named.
const TOGETHER: &str = "agencies with fewer than five cases";

/// The manager's notes on a case but for the newest: whoever has noted it again has looked at it again.
fn overtaken<'a>(case: &Case<'a>) -> Vec<&'a str> {
    let notes = case.reviews.iter().filter(|review| review.strategy() == NOTE);
    let mut notes: Vec<&str> = notes.flat_map(|review| &review.parts).map(|head| &*head.sha256).collect();
    notes.pop();
    notes
}

/// Audits a folder, and hands what it found to whoever draws it.
pub fn audit<T>(
    folder: &Folder,
    stops: &[Stop],
    calendar: &Calendar,
    question: &Question,
    draw: impl FnOnce(&Report<'_>) -> T,
) -> T {
    let mut promises: HashMap<&str, Promised<'_, Outline>> =
        promised_of(&folder.outlines).into_iter().map(|promised| (promised.sha256, promised)).collect();
    let all = cases(&folder.outlines);
    for sha256 in all.iter().flat_map(overtaken) {
        promises.remove(sha256);
    }
    let seen = Seen { today: question.today, soon: question.soon, calendar, promised: &promises };
    let filter = &question.filter;
    let asked: Vec<&Case<'_>> = all.iter().filter(|case| filter.takes(case)).collect();
    let mut needs = needs(&asked, stops, seen);
    needs.retain(|need| filter.takes_need(need));
    let mut figures = BTreeMap::from([(String::new(), measures(&asked, filter, seen))]);
    if let Some(by) = question.by {
        let groups = groups(&asked, by, TOGETHER);
        figures.extend(groups.into_iter().map(|(name, cases)| (name, measures(&cases, filter, seen))));
    }
    let heads: Vec<&Outline> =
        asked.iter().flat_map(|case| &case.reviews).flat_map(|review| &review.parts).copied().collect();
    draw(&Report {
        today: question.today,
        invented: heads.iter().any(|head| head.case.starts_with(INVENTED)),
        totals: folder.totals(),
        unread: &folder.unread,
        given: heads.iter().filter(|head| head.date_given).count(),
        heads,
        needs,
        figures,
    })
}
