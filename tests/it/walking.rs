//! What is seen of a repository: folders, ignore files, git, links, the files that others name.

use crate::support::place::Place;
use crate::support::{self, BASE};

fn listed(place: &Place, arguments: &[&str]) -> Vec<String> {
    let ran = place.run(&[&["check", "--list-files"], arguments].concat());
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    ran.out.lines().map(str::to_owned).collect()
}

#[test]
fn what_git_tracks_is_looked_at_whatever_hides_it() {
    let place = Place::repository(&[
        (".gitignore", "acme.yaml\nout/\n*.tmp.yaml\n"),
        (".ignore", "*\n"),
        ("acme.yaml", BASE),
        ("out/deep/b.YAML", BASE),
        (".deals/c.yml", BASE),
        ("d.yaml", BASE),
        ("gone/e.yaml", BASE),
    ]);
    std::fs::remove_dir_all(place.path().join("gone")).unwrap();
    for untracked in ["x.tmp.yaml", "out/y.yaml", ".cache/z.yaml"] {
        place.write(untracked, BASE);
    }
    let all = [".deals/c.yml", "acme.yaml", "d.yaml", "out/deep/b.YAML"];
    assert_eq!(listed(&place, &[]), all);
    assert_eq!(listed(&place, &["-0"]), [all.map(|path| format!("{path}\0")).concat()]);
    assert_eq!(
        place.run(&["check"]).out,
        "4 offers checked, all clean; 4 not ready for release (check --ready says why)\n"
    );
    let skipped = place.run(&["check", "--list-skipped"]);
    assert_eq!(
        (skipped.code, skipped.out.as_str()),
        (
            0,
            ".cache: hidden, and not tracked by git\n\
             out/y.yaml: named by .gitignore, and not tracked by git\n\
             x.tmp.yaml: named by .gitignore, and not tracked by git\n"
        )
    );
    // From inside, and with other ways to ignore, it is the same.
    place.git(&["config", "core.excludesFile", "all"]);
    place.write("all", "*");
    place.write(".git/info/exclude", "*");
    assert_eq!(listed(&place, &["out"]), ["out/deep/b.YAML", "out/y.yaml"]);
    assert_eq!(listed(&place, &[]), all);
    // Without git, the ignore file decides.
    let alone = place.run_with(&["check", "--list-files"], "", &[("PATH", "")]);
    assert_eq!((alone.code, alone.out.as_str(), alone.err.as_str()), (0, "d.yaml\n", ""));
}

/// A program named `git` that leaves a trace.
#[cfg(unix)]
fn traced(place: &Place) -> String {
    use std::os::unix::fs::PermissionsExt as _;
    place.write("bin/git", "#!/bin/sh\necho \"$@\" >> \"$TRACE\"\nexit 128\n");
    let program = place.path().join("bin/git");
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    format!("{}:/usr/bin:/bin", place.path().join("bin").display())
}

#[test]
#[cfg(unix)]
fn git_is_asked_only_where_something_is_hidden() {
    let place = Place::repository(&[("a.yaml", BASE), (".gitignore", "*.log\nout/\nb.yaml\n")]);
    let path = traced(&place);
    place.write("x.log", "");
    place.write("out/x.txt", "");
    place.write(".idea/x.xml", "");
    let trace = place.path().join("trace");
    let variables = [("PATH", path.as_str()), ("TRACE", trace.to_str().unwrap())];
    assert_eq!(place.run_with(&["check"], "", &variables).code, 0);
    assert!(!trace.exists());
    place.write("b.yaml", BASE);
    let ran = place.run_with(&["check"], "", &variables);
    assert_eq!(ran.code, 0);
    assert!(trace.exists());
    assert!(ran.err.contains("what ignore files name is left out"), "{}", ran.err);
}

#[test]
fn a_repository_inside_another_keeps_its_own_rules() {
    let inner = Place::repository(&[("i.yaml", BASE), ("j.yaml", BASE), (".gitignore", "j.yaml\nk.yaml\n")]);
    let place = Place::repository(&[(".gitignore", "i.yaml\n"), ("a.yaml", BASE)]);
    let source = format!("file://{}", inner.path().display());
    place.git(&["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", &source, "sub"]);
    place.write("sub/k.yaml", BASE);
    assert_eq!(listed(&place, &[]), ["a.yaml", "sub/i.yaml", "sub/j.yaml"]);
}

#[test]
#[cfg(unix)]
fn a_link_is_followed_to_a_file_of_the_repository_once() {
    use std::os::unix::fs::symlink;
    let outside = Place::new(&[("o.yaml", BASE)]);
    let place = Place::repository(&[("shared/s.yaml", BASE), ("deals/a.yaml", BASE)]);
    let link = |to: &str, at: &str| symlink(to, place.path().join(at)).unwrap();
    link("../shared/s.yaml", "deals/s.yaml");
    link("a.yaml", "deals/again.yaml");
    link(outside.path().join("o.yaml").to_str().unwrap(), "deals/out.yaml");
    link("nowhere", "deals/lost.yaml");
    link("../shared", "deals/folder");
    assert_eq!(listed(&place, &["deals"]), ["deals/a.yaml", "deals/s.yaml"]);
    assert_eq!(listed(&place, &["."]), ["deals/a.yaml", "shared/s.yaml"]);
    assert_eq!(
        place.run(&["check", "deals", "--list-skipped"]).out,
        "deals/again.yaml: a link to a file that is looked at itself\n\
         deals/folder: a link to a folder, which is looked through if it is named\n\
         deals/lost.yaml: a link to no file of this repository\n\
         deals/out.yaml: a link to no file of this repository\n"
    );
}

#[test]
fn a_walk_without_an_offer_is_no_clean_one() {
    let place = Place::new(&[
        ("empty/x.yaml", "a: 1\n"),
        ("report.csv", "x\n"),
        ("accounts.yaml", "paysched_accounts: 1\naccounts: {}\n"),
    ]);
    let commands: [&[&str]; 5] = [
        &["check", "empty"],
        &["check", "empty", "--list-files", "--config=none.toml"],
        &["calendar", "empty"],
        &["reconcile", "empty", "report.csv"],
        &["fmt", "empty", "--check"],
    ];
    for command in commands {
        let ran = place.run(command);
        assert_eq!(ran.code, 2, "{command:?}: {}", ran.out);
        if command.len() < 4 {
            let says = "paysched: there is no offer in empty; `paysched check --list-skipped` shows what is left \
                        out and why, and --allow-empty accepts that there is none\n";
            assert_eq!(ran.err, says, "{command:?}");
        }
    }
    assert_eq!(place.run(&["check", "empty", "--list-skipped"]).out, "empty/x.yaml: holds no offer\n");
    for command in ["check", "calendar", "fmt"] {
        let ran = place.run(&[command, "empty", "--allow-empty"]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{command}");
    }
    // A report is written all the same, and what is named is no walk.
    let ran = place.run(&["check", "empty", "--format", "json"]);
    assert_eq!(ran.code, 2);
    assert_eq!(serde_json::from_str::<serde_json::Value>(&ran.out).unwrap()["summary"]["passed_over"], 1);
    assert_eq!(place.run(&["check", "accounts.yaml"]).code, 0);
    assert_eq!(place.run(&["fmt", "--check"]).code, 0);
}

#[test]
fn an_offer_without_its_marker_is_named_by_every_command_that_walks() {
    let place = Place::new(&[
        ("deals/a.yaml", BASE),
        ("deals/b.yaml", &BASE.replace("paysched:", "payshed:")),
        ("report.csv", "x\n"),
    ]);
    let says =
        "deals/b.yaml:1:1: error[marker-missing] `payshed` is not `paysched`, so this offer is passed over";
    let commands: [(&[&str], i32); 4] = [
        (&["check", "deals", "--format", "concise"], 1),
        (&["calendar", "deals"], 1),
        (&["reconcile", "deals", "report.csv"], 2),
        (&["fmt", "deals", "--check"], 1),
    ];
    for (command, code) in commands {
        let ran = place.run(command);
        assert_eq!(ran.code, code, "{command:?}: {}", ran.err);
        assert!(ran.out.contains(says) || ran.err.contains(says), "{command:?}: {}", ran.err);
    }
    place.write("paysched.toml", "exclude = [\"/deals/b.yaml\"]\n");
    for command in ["check", "calendar", "fmt"] {
        assert_eq!(place.run(&[command, "deals"]).err, "", "{command}");
    }
}

#[test]
fn a_register_has_the_same_findings_in_its_folder_and_out_of_it() {
    let register = "paysched_accounts: 1\naccounts:\n  \"111122223333\": {biling: invoice}\n";
    let place = Place::new(&[
        ("paysched.toml", "accounts = \"accounts.yaml\"\n"),
        ("accounts.yaml", register),
        ("deals/paysched.toml", "accounts = \"../accounts.yaml\"\n"),
        ("deals/offer.yaml", BASE),
    ]);
    for paths in [&["."][..], &["deals/offer.yaml"], &["deals"], &["accounts.yaml", "deals/offer.yaml"]] {
        let report = place.json(&[&["check"], paths].concat());
        assert_eq!(report["diagnostics"].as_array().unwrap().len(), 1, "{paths:?}");
        assert_eq!(report["diagnostics"][0]["path"], "accounts.yaml");
        assert_eq!(report["diagnostics"][0]["rule"], "unknown-key");
    }
    assert_eq!(place.run(&["check", "deals/offer.yaml", "--ignore", "unknown-key"]).code, 0);
    let levels = "accounts = \"accounts.yaml\"\n[[per-path]]\npaths = [\"accounts.yaml\"]\n\
                  levels = { unknown-key = \"warning\" }\n";
    place.write("deals/paysched.toml", "");
    place.write("paysched.toml", levels);
    place.write("offer.yaml", BASE);
    for paths in [&["."][..], &["offer.yaml"], &["accounts.yaml"]] {
        assert_eq!(place.run(&[&["check"], paths].concat()).code, 0, "{paths:?}");
    }
}

#[test]
#[cfg(unix)]
fn files_of_others_are_neither_read_nor_shown() {
    let outside =
        Place::new(&[("secret.yaml", "paysched_accounts: 1\nhush: 1\n"), ("paysched.toml", "hush\n")]);
    let secret = outside.path().join("secret.yaml").display().to_string();
    let place = Place::repository(&[("a.yaml", BASE), ("own/dates.txt", "hush\n"), ("own/x.yaml", BASE)]);
    let pipe = place.path().join("own/pipe.yaml");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    std::os::unix::fs::symlink(&secret, place.path().join("own/link.yaml")).unwrap();
    for (key, file, why) in [
        ("accounts", secret.as_str(), "it is not below the current folder, and nothing outside is read"),
        ("accounts", "own/link.yaml", "it is not below the current folder, and nothing outside is read"),
        ("accounts", "/dev/stdin", "it is not a regular file"),
        ("accounts", "own/pipe.yaml", "it is not a regular file"),
        ("holidays", secret.as_str(), "it is not below the current folder, and nothing outside is read"),
        ("holidays", "own/pipe.yaml", "it is not a regular file"),
        ("holidays", "own/dates.txt", "line 1 is not a date of the form YYYY-MM-DD"),
        ("accounts", "own", "this is a folder"),
    ] {
        place.write("paysched.toml", &format!("{key} = \"{file}\"\n"));
        let ran = place.run(&["check", "a.yaml"]);
        assert_eq!(ran.code, 2, "{key} {file}");
        assert!(ran.err.contains(why) && !ran.err.contains("hush"), "{key} {file}: {}", ran.err);
        // Somebody who names the configuration trusts it no further.
        assert_eq!(place.run(&["check", "a.yaml", "--config", "paysched.toml"]).code, 2, "{key} {file}");
    }
    std::fs::remove_file(place.path().join("paysched.toml")).unwrap();
    std::os::unix::fs::symlink(outside.path().join("paysched.toml"), place.path().join("paysched.toml"))
        .unwrap();
    let ran = place.run(&["check", "a.yaml"]);
    assert!(ran.code == 2 && !ran.err.contains("hush"), "{}", ran.err);
    std::fs::remove_file(place.path().join("paysched.toml")).unwrap();
    for authorization in ["own/pipe.yaml", "own/link.yaml"] {
        let partner = format!("kind: channel_partner_offer\nresale: {{authorization: {authorization}}}\n");
        place.write("a.yaml", &support::complete(&partner));
        let ran = place.run(&["check", "a.yaml"]);
        assert!(ran.err.contains("nothing is compared with") && !ran.err.contains("hush"), "{}", ran.err);
    }
    // A pipe in a folder is not opened either.
    assert_eq!(listed(&place, &["own"]), ["own/x.yaml"]);
}

#[test]
#[cfg(unix)]
fn a_repository_cannot_make_git_run_a_program() {
    let place = Place::repository(&[("a.yaml", BASE), (".gitignore", "b.yaml\n")]);
    place.write("b.yaml", BASE);
    let trace = place.path().join("trace");
    let touch = format!("touch {}; false", trace.display());
    place.git(&["config", "core.fsmonitor", &touch]);
    place.git(&["config", "core.hooksPath", "hooks"]);
    place.git(&["config", "diff.external", &touch]);
    place.git(&["config", "remote.origin.url", &format!("ext::sh -c '{touch}'")]);
    place.git(&["config", "protocol.ext.allow", "always"]);
    place.git(&["config", "remote.origin.promisor", "true"]);
    place.git(&["config", "extensions.partialClone", "origin"]);
    assert_eq!(place.run(&["check", "--against", "HEAD"]).code, 0);
    assert!(!trace.exists());
    // An object that was never fetched is asked for, and said to be missing.
    let id = place.git(&["rev-parse", "HEAD:a.yaml"]);
    let id = id.trim_end();
    std::fs::remove_file(place.path().join(format!(".git/objects/{}/{}", &id[..2], &id[2..]))).unwrap();
    let ran = place.run(&["check", "--against", "HEAD"]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.err.contains("git has fetched only a part of `HEAD`, and a.yaml is not in it"),
        "{}",
        ran.err
    );
    assert!(!trace.exists());
}

#[test]
#[cfg(unix)]
fn what_git_is_made_to_name_outside_of_the_repository_is_not_read() {
    let outside = Place::new(&[("x.yaml", &BASE.replace("currency: USD", "currency:   USD"))]);
    let before = outside.read("x.yaml");
    let place = Place::repository(&[(".gitignore", "hidden\n"), ("a.yaml", BASE)]);
    place.write("hidden/z.yaml", BASE);
    std::os::unix::fs::symlink(outside.path(), place.path().join("hidden/link")).unwrap();
    let id = place.git(&["hash-object", "-w", "a.yaml"]);
    let entry = format!("100644,{},hidden/link/x.yaml", id.trim_end());
    place.git(&["update-index", "--add", "--cacheinfo", &entry]);
    assert_eq!(listed(&place, &["."]), ["a.yaml"]);
    let skipped = place.run(&["check", "--list-skipped"]).out;
    assert!(skipped.contains("hidden/link/x.yaml: a link to no file of this repository"), "{skipped}");
    assert_eq!(place.run(&["fmt", "."]).code, 0);
    assert_eq!(outside.read("x.yaml"), before);
    // An index that no `git add` would make, with the path of a file further up.
    let up = outside.path().file_name().unwrap().to_str().unwrap();
    let up = format!("hidden/../../{up}/x.yaml");
    let name = format!("hidden/{}", "n".repeat(up.len() - "hidden/".len()));
    place.git(&["update-index", "--add", "--cacheinfo", &format!("100644,{},{name}", id.trim_end())]);
    let index = place.path().join(".git/index");
    let bytes = std::fs::read(&index).unwrap();
    let at = bytes.windows(name.len()).position(|bytes| bytes == name.as_bytes()).unwrap();
    let mut bytes = bytes[..bytes.len() - 20].to_vec();
    bytes[at..at + up.len()].copy_from_slice(up.as_bytes());
    // A sum of zeros is not looked at.
    std::fs::write(&index, [&bytes[..], &[0; 20]].concat()).unwrap();
    assert!(place.git(&["ls-files"]).contains(&up));
    assert_eq!(listed(&place, &["."]), ["a.yaml"]);
}

#[test]
fn a_work_tree_that_the_configuration_puts_elsewhere_is_refused() {
    let around = Place::new(&[("other/x.yaml", BASE)]);
    around.write("own/a.yaml", BASE);
    around.git(&["init", "-q", "own"]);
    let git = |arguments: &[&str]| around.git(&[&["-C", "own"], arguments].concat());
    git(&["add", "-A"]);
    git(&["-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-q", "-m", "first"]);
    assert_eq!(around.run_in("own", &["check", "--against", "HEAD"], &[]).code, 0);
    git(&["config", "core.worktree", around.path().to_str().unwrap()]);
    let ran = around.run_in("own", &["check", "--against", "HEAD"], &[]);
    assert_eq!(ran.code, 2, "{}", ran.out);
    assert!(ran.err.contains("for the folder of this repository, which it is not"), "{}", ran.err);
}

#[test]
#[cfg(unix)]
fn a_configuration_that_is_no_file_is_said() {
    let place = Place::new(&[("a.yaml", BASE)]);
    let pipe = place.path().join("paysched.toml");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let ran = place.run(&["check"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("paysched.toml: it is not a regular file"), "{}", ran.err);
}

#[test]
fn paths_for_a_code_host_start_at_the_repository_without_being_told() {
    let wrong = BASE.replace("total: 360000.00", "total: 1.00");
    let place = Place::new(&[("sub/offers/x.yaml", &wrong), ("sub/tools/z", ""), ("sub/offers/deep/z", "")]);
    place.git(&["init", "-q", "sub"]);
    let root = place.path().display().to_string();
    // A job may check a repository out into a folder of its own.
    let told = [("GITHUB_ACTIONS", "true"), ("GITHUB_WORKSPACE", root.as_str())];
    let mut ways = vec![
        ("sub", "."),
        ("sub/tools", "../offers"),
        ("sub/offers/deep", ".."),
        (".", "sub"),
        ("sub", "offers/deep/../x.yaml"),
    ];
    if cfg!(unix) {
        #[cfg(unix)]
        std::os::unix::fs::symlink("../offers", place.path().join("sub/tools/link")).unwrap();
        ways.extend([("sub", "tools/link"), ("sub/tools", "link/x.yaml")]);
    }
    for (from, path) in ways {
        for variables in [&told[..], &[]] {
            let json = |format| {
                let ran = place.run_in(from, &["check", path, "--format", format], variables);
                serde_json::from_str::<serde_json::Value>(&ran.out).unwrap()
            };
            // Without a word from CI, it is the folder above the repository that the check was started in.
            let real =
                if from == "." && variables.is_empty() { "sub/offers/x.yaml" } else { "offers/x.yaml" };
            assert_eq!(json("gitlab")[0]["location"]["path"], real, "{from} {path}");
            let place = &json("sarif")["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
            assert_eq!(place["artifactLocation"]["uri"], real, "{from} {path}");
        }
    }
}

#[test]
fn a_code_host_gets_the_real_path_in_the_repository() {
    let wrong = BASE.replace("total: 360000.00", "total: 1.00");
    let place = Place::new(&[("offers/x.yaml", &wrong), ("offers/deep/y.YAML", &wrong), ("tools/z", "")]);
    let root = place.path().display().to_string();
    let gitlab: [(&str, &str); 2] = [("GITLAB_CI", "true"), ("CI_PROJECT_DIR", &root)];
    let github: [(&str, &str); 2] = [("GITHUB_ACTIONS", "true"), ("GITHUB_WORKSPACE", &root)];
    let mut ways =
        vec![("offers/deep", ".."), ("tools", "../offers"), ("tools", "../tools/../offers/deep/..")];
    if cfg!(unix) {
        #[cfg(unix)]
        std::os::unix::fs::symlink("../offers", place.path().join("tools/link")).unwrap();
        ways.extend([("tools", "link"), ("tools/link", ".")]);
    }
    for (from, path) in ways {
        for (format, variables) in [
            ("gitlab", gitlab),
            ("github", github),
            ("sarif", github),
            ("markdown", github),
            ("junit", github),
        ] {
            let ran = place.run_in(from, &["check", path, "--format", format], &variables);
            assert_eq!(ran.code, 1, "{from} {path} {format}");
            for real in ["offers/x", "offers/deep/y"] {
                assert!(ran.out.contains(real), "{from} {path} {format}: {}", ran.out);
            }
            let text = ran.out.replace("](", " ").replace("[../", "").replace("[link/", "");
            assert!(format == "junit" || format == "markdown" || !text.contains(".."), "{format}: {text}");
        }
    }
}

#[test]
fn git_gives_its_own_reason() {
    let place = Place::repository(&[("a.yaml", BASE), (".gitignore", "b.yaml\n")]);
    place.write("b.yaml", BASE);
    let distrusted = [("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")];
    let ran = place.run_with(&["check", "--against", "HEAD"], "", &distrusted);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("git does not trust the owner of"), "{}", ran.err);
    assert!(ran.err.contains("`git config --global --add safe.directory "), "{}", ran.err);
    let ran = place.run_with(&["check"], "", &distrusted);
    assert_eq!(ran.code, 0);
    assert!(ran.err.contains("until then, what ignore files name is left out"), "{}", ran.err);
    let ran = place.run_with(&["check", "--against", "HEAD"], "", &[("PATH", "")]);
    assert_eq!((ran.code, ran.err.as_str()), (2, "paysched: git is not installed\n"));
    place.git(&["commit", "-q", "--allow-empty", "-m", "second"]);
    let shallow = Place::new(&[]);
    shallow.git(&["clone", "-q", "--depth", "1", &format!("file://{}", place.path().display()), "."]);
    let ran = shallow.run(&["check", "--against", "HEAD~1"]);
    assert_eq!(ran.code, 2);
    for way_out in ["shallow clone", "`git fetch --unshallow ", "`fetch-depth: 0`"] {
        assert!(ran.err.contains(way_out), "{}", ran.err);
    }
}

#[test]
fn a_file_that_several_paths_lead_to_is_looked_at_once() {
    let place = Place::new(&[("a.yaml", &format!("{BASE}id: offer-abc\n")), ("deep/b.txt", "")]);
    #[cfg(unix)]
    std::os::unix::fs::symlink("a.yaml", place.path().join("link.yaml")).unwrap();
    let all = place.path().to_str().unwrap().to_owned();
    for paths in [
        &["a.yaml", "deep/../a.yaml"][..],
        &[".", "deep/.."],
        &["deep/..", "a.yaml", "./a.yaml", &all],
        if cfg!(unix) { &["link.yaml", "a.yaml"] } else { &["a.yaml"] },
    ] {
        let ran = place.run(&[&["check"], paths].concat());
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{paths:?}: {}", ran.out);
        assert!(ran.out.starts_with("1 offer checked, all clean"), "{paths:?}: {}", ran.out);
    }
}

#[test]
fn a_file_of_several_registers_is_refused() {
    let register = "paysched_accounts: 1\naccounts:\n  \"222233334444\": {billing: invoice}\n";
    let place = Place::new(&[
        ("paysched.toml", "accounts = \"accounts.yaml\"\n"),
        ("accounts.yaml", &format!("{register}---\n{}", register.replace("2222", "3333"))),
        ("a.yaml", BASE),
    ]);
    let ran = place.run(&["check"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("`accounts.yaml` holds 2 account registers"), "{}", ran.err);
    place.write("accounts.yaml", &format!("{register}---\n"));
    assert_eq!(place.run(&["check"]).code, 0);
}
