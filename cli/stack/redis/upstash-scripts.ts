import { createHash } from "node:crypto";
import type { Command, Run } from "./upstash-protocol.ts";

const upstashOnlyFlag = /^#!lua flags=allow-key-locking\s*\n/;

/**
 * Runs commands on a Redis that doesn't know Upstash's flag for scripts (`allow-key-locking`, which lets scripts of different
 * keys run side by side there; a plain Redis runs one at a time anyway).
 *
 * The client names a script by the hash of its text, flag included; so each is remembered under that hash.
 */
export function withoutUpstashFlags(run: Run): Run {
  const hashes = new Map<string, string>();

  return async function runAdapted(command: Command) {
    const [name = "", script = "", ...args] = command;
    if (/^evalsha$/i.test(name)) return await run([name, hashes.get(script) ?? script, ...args]);
    if (!/^eval$/i.test(name) || !upstashOnlyFlag.test(script)) return await run(command);
    const plain = script.replace(upstashOnlyFlag, "");
    const result = await run([name, plain, ...args]);
    hashes.set(sha1(script), sha1(plain));
    return result;
  };
}

function sha1(text: string): string {
  return createHash("sha1").update(text).digest("hex");
}
