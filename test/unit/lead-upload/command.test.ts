import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { progressBar } from "../../../cli/upload/progress-bar.ts";
import { runUpload } from "../../../cli/upload/run.ts";
import { DatabaseUnavailable } from "../../../shared/database/database-unavailable.ts";
import {
  acmeSecret,
  type DoorAnswer,
  globexSecret,
  uploadApp,
  uploadId,
} from "../../support/lead-uploads.ts";

const counts = {
  rows_read: 3,
  rows_refused: 1,
  leads_new: 2,
  leads_changed: 0,
  leads_unchanged: 0,
  conflicts: 0,
};
const state = {
  upload: uploadId,
  broker: "acme",
  status: "promoted",
  received_at: "2026-11-20T08:00:00+00:00",
  promoted_at: null,
  counts,
};
const found: DoorAnswer = (door, args) => {
  if (door === "get_lead_upload") return state;
  if (door === "promote_staged_leads") return { status: "promoted", counts };
  if (door !== "list_row_problems") return undefined;
  return args.after === 0 ? [{ id: 1, line: 3, column: "", reason: "no-key", outcome: "refused" }] : [];
};

let uploads = uploadApp(found);
const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => undefined }, (request) =>
  uploads.app.fetch(request),
);
const folder = await Deno.makeTempDir({ prefix: "sluice-test-" });
const file = join(folder, "leads.csv");
await Deno.writeTextFile(file, "mak,lot size\n1234567890,5\nx,6\n1234567891,7\n");
afterAll(async () => {
  await server.shutdown();
  await Deno.remove(folder, { recursive: true });
});
beforeEach(() => {
  uploads = uploadApp(found);
});

async function upload(args: readonly string[] = [], secret = acmeSecret) {
  const printed: string[] = [];
  const errors: string[] = [];
  const drawn: string[] = [];
  const pauses: number[] = [];
  const exitCode = await runUpload([file, "--broker", "acme", ...args], {
    targetOf: async () => ({ url: `http://127.0.0.1:${server.addr.port}`, secret }),
    print: (text) => printed.push(text),
    printError: (text) => errors.push(text),
    bar: progressBar((text) => drawn.push(text), true),
    pause: async (seconds) => void pauses.push(seconds),
  });
  return { exitCode, printed: printed.join("\n"), errors: errors.join("\n"), drawn: drawn.join(""), pauses };
}

describe("npm run upload", () => {
  test("sends a file, shows how far it is, and tells what came of its rows", async () => {
    const problems = join(folder, "problems.csv");
    const { exitCode, printed, drawn } = await upload(["--problems", problems]);
    expect(exitCode).toBe(0);
    expect(printed).toContain("3 rows: 1 refused");
    expect(printed).toContain("leads: 2 new");
    expect(printed).toContain("columns left out: lot size");
    expect(printed).toContain("3,,no-key,refused");
    expect(drawn).toContain("100 %");
    expect(await Deno.readTextFile(problems)).toBe("line,column,reason,outcome\r\n3,,no-key,refused\r\n");
    expect(uploads.claims[0]).toMatchObject({ file_name: "leads.csv", broker: "acme" });
  });

  test("sends it again, by the same id, while the database is gone", async () => {
    let attempts = 0;
    const ids = new Set<unknown>();
    uploads = uploadApp((door, args) => {
      if (door !== "claim_lead_upload") return found(door, args);
      ids.add(args.webhook_id);
      return ++attempts < 3 ? Promise.reject(new DatabaseUnavailable("NETWORK")) : undefined;
    });
    const { exitCode, pauses } = await upload();
    expect([exitCode, attempts, ids.size, pauses]).toEqual([0, 3, 1, [30, 30]]);
  });

  test("takes a 409 to its second attempt for the answer that was lost", async () => {
    let attempts = 0;
    uploads = uploadApp((door, args) => {
      if (door !== "claim_lead_upload") return found(door, args);
      if (++attempts === 1) throw new DatabaseUnavailable("TIMEOUT");
      return { claimed: false, reason: "seen", first_seen_at: "2026-11-20T08:00:00+00:00", upload: uploadId };
    });
    const { exitCode, printed } = await upload();
    expect([exitCode, attempts]).toEqual([0, 2]);
    expect(printed).toContain(`upload ${uploadId}: promoted`);
  });

  test("waits until what is only staged is promoted", async () => {
    let asked = 0;
    uploads = uploadApp((door, args) => {
      if (door === "promote_staged_leads") throw new DatabaseUnavailable("57014");
      if (door === "get_lead_upload") return { ...state, status: ++asked < 3 ? "staged" : "promoted" };
      return found(door, args);
    });
    const { exitCode, pauses } = await upload();
    expect([exitCode, pauses]).toEqual([0, [3, 3, 3]]);
  });

  test("fails, and says when, for a file that was sent before", async () => {
    uploads = uploadApp((door, args) =>
      door === "claim_lead_upload"
        ? { claimed: false, reason: "seen", first_seen_at: "2026-11-20T08:00:00+00:00", upload: uploadId }
        : found(door, args),
    );
    const { exitCode, errors } = await upload();
    expect(exitCode).toBe(1);
    expect(errors).toContain("2026-11-20T08:00:00+00:00");
  });

  test("fails for a wrong secret, says where to look, doesn't try again, and doesn't show it", async () => {
    const { exitCode, errors, pauses, printed } = await upload([], globexSecret);
    expect([exitCode, pauses]).toEqual([1, []]);
    expect(errors).toContain("could not be verified");
    expect(errors).toContain("LEAD_UPLOAD_SECRET_ACME");
    expect(errors + printed).not.toContain(globexSecret);
  });

  test("gives up after eight attempts, and says how to go on", async () => {
    uploads = uploadApp(() => Promise.reject(new DatabaseUnavailable("NETWORK")));
    const { exitCode, errors, pauses } = await upload(["--id", "mine"]);
    expect([exitCode, pauses.length]).toEqual([1, 7]);
    expect(errors).toContain("--id mine");
  });

  test("asked wrongly ends with 2", async () => {
    expect((await upload(["--nonsense"])).exitCode).toBe(2);
  });
});
