#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| paysched_fuzz::yaml(data));
