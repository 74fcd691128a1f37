//! Which strategy hands over to which, for some records.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::audit::Folder;
use crate::audit::Ladder;
use crate::commands::Result;
use crate::commands::as_written_or_shipped;
use crate::records;
use crate::records::Places;
use crate::strategy::Sketch;
use crate::strategy::digest;

/// Every strategy of these records, as its file was when it was last used, and those that can be used here.
pub(crate) fn ladder(places: &Places, folder: &Folder) -> Result<Ladder> {
    let shelf = as_written_or_shipped(places)?;
    let kept: Vec<PathBuf> = places.readable().iter().map(|folder| Places::kept(folder)).collect();
    let mut used: BTreeMap<&str, &str> = BTreeMap::new();
    // They come newest first.
    for brief in &folder.briefs {
        used.entry(&brief.strategy).or_insert(&brief.version);
    }
    let mut known: Vec<Sketch> = Vec::new();
    for (id, sha256) in used {
        let here = shelf.text(id).filter(|text| digest(text.as_bytes()) == sha256).map(str::to_owned);
        known.extend(here.or_else(|| records::kept(&kept, sha256)).and_then(|text| Sketch::of(&text)));
    }
    for id in shelf.ids() {
        if !known.iter().any(|sketch| sketch.id == id) {
            known.extend(shelf.text(id).and_then(Sketch::of));
        }
    }
    Ok(Ladder::of(known))
}
