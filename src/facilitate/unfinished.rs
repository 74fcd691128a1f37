//! What is unfinished on this computer.

use std::path::PathBuf;

use crate::facilitate::world::World;
use crate::failure::Exit;
use crate::failure::Failure;
use crate::journal;
use crate::journal::Unfinished;
use crate::records;
use crate::records::Places;

/// Every unfinished session on this computer that can be read, with its file.
pub fn unfinished(places: &Places) -> Vec<(PathBuf, Unfinished)> {
    let all = records::own_state(places).and_then(|()| journal::all(&places.journals())).unwrap_or_default();
    all.into_iter().filter_map(|path| journal::look(&path).ok().flatten().map(|found| (path, found))).collect()
}

/// Why saved answers on this computer cannot be read, of each file or of the folder. They were called saved, and must
/// not pass for none.
pub fn closed(places: &Places) -> Vec<Failure> {
    if let Err(failure) = records::own_state(places) {
        return vec![failure];
    }
    match journal::all(&places.journals()) {
        Ok(all) => {
            let read = |path: &PathBuf| match journal::look(path)? {
                Some(_) => journal::is_whole(path),
                None => Ok(()),
            };
            all.iter().filter_map(|path| read(path).err()).collect()
        }
        Err(failure) => vec![failure],
    }
}

/// Refuses to say that nothing is unfinished on a case while there are saved answers of which nobody can tell the case.
pub(crate) fn all_known(places: &Places) -> Result<(), Failure> {
    records::own_state(places)?;
    journal::all(&places.journals())?.iter().try_for_each(|path| journal::look(path).map(drop))
}

pub(crate) fn is_of(found: &Unfinished, case: &str) -> bool {
    found.case().is_some_and(|its| its.eq_ignore_ascii_case(case)) || found.head.review == case
}

/// The one unfinished session that is meant, by its case or the name of its review. Of several, somebody must say which.
pub(crate) fn the_unfinished(places: &Places, case: &str) -> Result<Option<(PathBuf, Unfinished)>, Failure> {
    let mut found: Vec<_> = unfinished(places).into_iter().filter(|(_, found)| is_of(found, case)).collect();
    if found.len() > 1 {
        let each =
            found.iter().map(|(_, found)| format!("rethink resume {} ({})", found.head.review, found.head.strategy));
        let each: Vec<String> = each.collect();
        return Err(Failure::new(Exit::NotThere, "more than one review of this case is unfinished")
            .mend(format!("name the one you mean:\n    {}", each.join("\n    "))));
    }
    Ok(found.pop())
}

/// The name that carries a review on: its case, or its own where the case has more than one unfinished.
pub(crate) fn called(world: &World<'_>, case: Option<&str>, review: &str) -> String {
    let alone = |case: &&str| unfinished(world.places).iter().filter(|(_, found)| is_of(found, case)).count() <= 1;
    case.filter(alone).unwrap_or(review).to_owned()
}
