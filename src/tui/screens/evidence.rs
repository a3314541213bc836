//! stub
#![allow(missing_docs, unused)]
use crate::domain::{id::*, papers::*};
use crate::tui::{action::*, data::Data, panel::*};
use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};
pub struct EvidenceView;
impl EvidenceView {
    pub fn new(_: AuditId, _: CitedIn, _: EvidenceId) -> Self {
        Self
    }
}
impl Panel for EvidenceView {
    fn contexts(&self) -> Vec<Context> {
        vec![]
    }
    fn name(&self) -> String {
        String::new()
    }
    fn act(&mut self, _: Action, _: Cx<'_>) -> Option<Vec<Intent>> {
        None
    }
    fn hints(&self, _: &Data) -> Vec<Action> {
        vec![]
    }
    fn draw(&self, _: Rect, _: &mut Buffer, _: View<'_>) -> Option<Position> {
        None
    }
}
