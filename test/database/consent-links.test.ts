import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { consentLinksCommand } from "../../cli/consent-links/command.ts";
import { ownerRpc } from "../../cli/consent-links/owner-rpc.ts";
import { writeConsentLinks } from "../../cli/consent-links/write-consent-links.ts";
import { runCommand } from "../../cli/run-command.ts";
import { nonceHash } from "../../shared/consent/nonce-hash.ts";
import { readConsentToken } from "../../shared/consent/read-consent-token.ts";
import { consentLinks } from "../../shared/leads/consent-link.ts";
import { testDatabase } from "../support/database.ts";
import { addBroker, addLead } from "../support/lead-rows.ts";

const { sql, url } = await testDatabase();
const folder = await Deno.makeTempDir({ prefix: "sluice-test-" });
afterAll(() => Deno.remove(folder, { recursive: true }));
const keys = ["a-secret-of-thirty-two-characters"] as const;
const settings = { keys, publicUrl: "https://links.example.com", pageUrl: null };

it("every lead who can be asked and hasn't agreed gets a link of its own, in CSV that holds any name", async () => {
  const broker = await addBroker(sql, "acme");
  const at = "2026-01-15T08:00:00Z";
  const plain = await addLead(sql, broker, { email: "jane@example.com", full_name: "Jane Doe" });
  const odd = await addLead(sql, broker, { email: "zoe@example.com", full_name: '=1+1, "Zoe"' });
  await addLead(sql, broker, { email: "ada@example.com", consent: true, consent_at: at });
  await addLead(sql, broker, { email: "eve@example.com", campaign_status: "unsubscribed" });
  await addLead(sql, broker, { phone: "+15550100001" });
  await addLead(sql, await addBroker(sql), { email: "bob@example.com" });

  const lines: string[] = [];
  const print = (line: string) => lines.push(line);
  expect(await writeConsentLinks(sql, settings, { broker: "acme", limit: 10, print })).toEqual({
    written: 2,
    withoutAddress: 1,
  });
  expect(lines).toEqual([
    "lead,email,name,link",
    expect.stringMatching(`^${plain},jane@example.com,Jane Doe,https://links.example.com/consent/`),
    expect.stringMatching(`^${odd},zoe@example.com,"'=1\\+1, ""Zoe""",https://links.example.com/consent/`),
  ]);
  const token = lines[1]?.split("/consent/")[1] ?? "";
  expect(readConsentToken(token, keys, new Date())).toMatchObject({
    ok: true,
    token: { purpose: "consent", lead: Number(plain) },
  });
  expect(await sql`select lead_id from intake.consent_tokens order by lead_id`).toEqual([
    { lead_id: plain },
    { lead_id: odd },
  ]);
});

it("npm run consent-links writes them into a file for its owner alone, and says how many", async () => {
  await addLead(sql, await addBroker(sql, "globex"), { email: "kim@example.com", full_name: "Kim" });
  const file = join(folder, "links.csv");
  const printed: string[] = [];
  const output = {
    print: (text: string) => printed.push(text),
    printError: (text: string) => printed.push(text),
  };
  const run = (...args: readonly string[]) =>
    runCommand(
      consentLinksCommand(() => Promise.resolve({ databaseUrl: url, settings }), output.print),
      args,
      output,
    );

  expect(await run(file, "--broker", "globex")).toBe(0);
  expect(printed).toEqual(["1 links. 0 leads have no e-mail address to send one to."]);
  expect((await Deno.readTextFile(file)).split("\n")).toEqual([
    "lead,email,name,link",
    expect.stringContaining(",kim@example.com,Kim,https://links.example.com/consent/"),
    "",
  ]);
  expect(((await Deno.stat(file)).mode ?? 0) & 0o777).toBe(0o600);

  expect(await run(file, "--broker", "nobody")).toBe(1);
  expect(printed.at(-1)).toBe("error: there is no broker nobody");
  expect(await run(file)).toBe(2);
});

it("the same occasion has the same link again, which holds for longer later on", async () => {
  const lead = Number(await addLead(sql, await addBroker(sql), { email: "ann@example.com" }));
  const clock = { now: new Date() };
  const issue = consentLinks(settings, ownerRpc(sql), () => clock.now);
  const linkOf = async (of: { readonly occasion?: string } = {}) =>
    (await issue("unsubscribe", [{ lead, ...of }])).get(lead)?.split("/consent/")[1] ?? "";
  const holds = async (link: string) => {
    const read = readConsentToken(link, keys, clock.now);
    if (!read.ok) return false;
    const { purpose, nonce } = read.token;
    const [row] =
      await sql`select public.show_consent_link(${purpose}, ${lead}, ${nonceHash(nonce)}) as shown`;
    return row?.shown !== null;
  };

  const first = await linkOf({ occasion: "a" });
  expect(await linkOf({ occasion: "a" })).toBe(first);
  const others = [await linkOf({ occasion: "b" }), await linkOf(), await linkOf()];
  expect(new Set([first, ...others]).size).toBe(4);

  clock.now = new Date(clock.now.getTime() + 60 * 86_400_000);
  const later = await linkOf({ occasion: "a" });
  expect(later).not.toBe(first);
  expect([await holds(first), await holds(later)]).toEqual([true, true]);
  expect(await sql`select count(*)::int as links from intake.consent_tokens where lead_id = ${lead}`).toEqual(
    [{ links: 4 }],
  );

  // Nothing holds for ever, and nothing fails for having been there so long.
  await sql`
    update intake.consent_tokens
    set created_at = created_at - interval '500 days', expires_at = expires_at - interval '500 days'
    where lead_id = ${lead}`;
  clock.now = new Date();
  expect(await holds(await linkOf({ occasion: "a" }))).toBe(true);
});

it("for a broker whom nobody knows there are none", async () => {
  const request = { broker: "nobody", limit: 10, print: () => undefined };
  await expect(writeConsentLinks(sql, settings, request)).rejects.toThrow("there is no broker nobody");
});
