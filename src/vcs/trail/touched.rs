//! Which commits touched the cited lines, followed from each version of the file to the next.

use std::collections::HashMap;

use git2::Oid;

use super::{Stop, texts::Texts, timeline::FileTouch, walk::Touch};
use crate::domain::{
    evidence::LineRange,
    follow::{self, Way},
};

/// Where cited lines stand in each version of their file.
pub(super) struct Followed<'c> {
    /// The file as it was cited, and the cited lines.
    then: &'c [u8],
    cited: LineRange,
    /// By the version's blob: the same bytes have the lines at the same place.
    places: HashMap<Oid, Option<LineRange>>,
}

impl<'c> Followed<'c> {
    pub(super) fn new(then: &'c [u8], blob: Option<Oid>, cited: LineRange) -> Self {
        let places = blob.map(|blob| (blob, Some(cited)));
        Self {
            then,
            cited,
            places: places.into_iter().collect(),
        }
    }

    /// Says of each commit whether it touched the cited lines; none where that could not be looked at.
    ///
    /// The commits are those after the citation, newest first, or those before it when `before` is set.
    pub(super) fn touched(
        &mut self,
        texts: &mut Texts<'_>,
        touches: &[FileTouch],
        before: bool,
        stop: Stop<'_>,
    ) -> Vec<Option<bool>> {
        let mut told = vec![None; touches.len()];
        let numbers: Vec<usize> = if before {
            (0..touches.len()).collect()
        } else {
            (0..touches.len()).rev().collect()
        };
        for number in numbers {
            if stop() {
                break;
            }
            if let (Some(touch), Some(slot)) = (touches.get(number), told.get_mut(number)) {
                *slot = self.touches(texts, &touch.touch, before);
            }
        }
        told
    }

    /// Returns where the cited lines stood in a version, and how they read there.
    pub(super) fn at(&self, texts: &mut Texts<'_>, blob: Oid) -> Option<(LineRange, Vec<u8>)> {
        let lines = self.places.get(&blob).copied().flatten()?;
        let text = texts.get(blob)?;
        Some((lines, lines.cut(&text)?.to_vec()))
    }

    fn touches(&mut self, texts: &mut Texts<'_>, touch: &Touch, before: bool) -> Option<bool> {
        let parents: Vec<Oid> = touch.parents.iter().filter_map(|(_, blob)| *blob).collect();
        let here: Vec<Oid> = touch.here.into_iter().collect();
        let (near, far) = if before {
            (&here, &parents)
        } else {
            (&parents, &here)
        };
        for blob in near {
            self.place_from_citation(texts, *blob)?;
        }
        for blob in far {
            self.place_from(texts, near, *blob)?;
        }
        let mut read = |blob: &Oid| {
            let read = self.at(texts, *blob).map(|(_, text)| text);
            read.map(|text| {
                text.strip_suffix(b"\n")
                    .map_or(text.clone(), <[u8]>::to_vec)
            })
        };
        let now = here.first().and_then(&mut read);
        if parents.is_empty() {
            return Some(now.is_some());
        }
        // A merge touches what none of its parents has.
        Some(parents.iter().all(|parent| read(parent) != now))
    }

    /// Places the lines in a version by the way from the file as it was cited.
    fn place_from_citation(&mut self, texts: &mut Texts<'_>, blob: Oid) -> Option<()> {
        if !self.places.contains_key(&blob) {
            let text = texts.get(blob)?;
            let lines = Way::new(self.then, &text).follow(self.cited).lines();
            self.places.insert(blob, lines);
        }
        Some(())
    }

    /// Places the lines in a version by the way from one beside it, or, where they had gone, where they came back.
    fn place_from(&mut self, texts: &mut Texts<'_>, near: &[Oid], blob: Oid) -> Option<()> {
        if self.places.contains_key(&blob) {
            return Some(());
        }
        let text = texts.get(blob)?;
        let known = near.iter().find_map(|near| {
            let lines = self.places.get(near).copied().flatten()?;
            Some((*near, lines))
        });
        let lines = match known {
            Some((near, lines)) => Way::new(&texts.get(near)?, &text).follow(lines).lines(),
            None => follow::same(self.then, &text, self.cited),
        };
        self.places.insert(blob, lines);
        Some(())
    }
}
