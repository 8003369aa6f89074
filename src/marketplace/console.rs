//! An offer as a checklist for the console.
