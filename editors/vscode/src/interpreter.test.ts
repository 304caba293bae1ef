/** Which Python is taken, and what is said when none serves. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { ask, choose, complaint, type Ask, type Candidate } from "./interpreter.ts";

const of = (program: string, chosen = false): Candidate => ({ program, why: "on PATH", chosen });

/** Pythons that say they have these versions; all others do not exist. */
const world =
  (versions: Record<string, number[]>): Ask =>
  ({ program }) => {
    const version = versions[program];
    if (!version) return Promise.reject(new Error("does not exist"));
    return Promise.resolve(JSON.stringify({ path: `/bin/${program}`, version, vitals: "" }));
  };

test("the first that is new enough is taken, and those before it are told", async () => {
  const found = await choose([of("a"), of("b"), of("c")], world({ a: [3, 9, 2], b: [3, 12, 1], c: [3, 13, 0] }));
  assert.equal(found.interpreter?.path, "/bin/b");
  assert.deepEqual(found.refusals.map(({ reason }) => reason), ["is Python 3.9.2"]);
});

test("one that was chosen by name is not replaced by another", async () => {
  const found = await choose([of("a", true), of("b")], world({ a: [3, 10, 9], b: [3, 12, 1] }));
  assert.equal(found.interpreter, undefined);
  assert.equal(complaint(found.refusals), "Vitals needs Python 3.11 or newer to run: a (on PATH) is Python 3.10.9.");
});

test("without any Python that is what is said, and those that are too old are named", async () => {
  const none = await choose([of("a")], world({}));
  assert.equal(complaint(none.refusals), "Vitals needs Python 3.11 or newer to run, and found no Python at all.");
  const old = await choose([of("a"), of("b")], world({ b: [2, 7, 18] }));
  assert.equal(complaint(old.refusals), "Vitals needs Python 3.11 or newer to run, and found none: b (on PATH) is Python 2.7.18.");
});

test("a program that prints something else is no Python", async () => {
  const found = await choose([of("a")], () => Promise.resolve("hello"));
  assert.match(complaint(found.refusals), /a \(on PATH\) is no Python/);
});

test("a real Python says what it is; a file that is not there, and a program that fails, say so", async () => {
  const path = execFileSync("python3", ["-c", "import sys; print(sys.executable)"], { encoding: "utf8" }).trim();
  const found = await choose([of("python3")]);
  assert.equal(found.interpreter?.path, path);
  await assert.rejects(ask(of("/nowhere/python")), /does not exist/);
  await assert.rejects(ask(of("false")));
});
