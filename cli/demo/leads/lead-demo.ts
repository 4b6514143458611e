import { table } from "../table.ts";
import type { DemoStack } from "../demo-stack.ts";
import type { Report } from "../report.ts";
import type { Run } from "../scenario.ts";
import { type Rows, readAs } from "./as-person.ts";
import { type CampaignStandIn, campaignStandIn } from "./campaign-stand-in.ts";
import { collectConsents } from "./collect-consents.ts";
import { type DemoBroker, type DemoBrokers, demoBrokers } from "./demo-brokers.ts";
import { playLeadAnswers } from "./lead-answers.ts";
import { pressUnsubscribe } from "./press-unsubscribe.ts";
import { runJob } from "./run-job.ts";
import { sampleList } from "../../sample-leads/sample-list.ts";
import { type ListSending, sendList } from "./send-list.ts";
import { shuffledRows } from "./shuffled-rows.ts";

/** One thing that was done, what came of it, and what had to. */
type Line = { readonly what: string; readonly found: string; readonly expected: string };

const listRows = 10_000;
const daysNumber = 250;
const consentsAsked = 300;

/**
 * Plays a broker's day: a list of ten thousand rows, sent again and in other clothes; consents; the day's leads into a campaign, however
 * often that is triggered; replies, calls and bookings; and what each broker's people see of it.
 */
export async function demonstrateLeads(stack: DemoStack, run: Run): Promise<Report> {
  const tool = campaignStandIn((stack.environment.CAMPAIGN_WEBHOOK_SECRET ?? "").split(",")[0] ?? "");
  try {
    const brokers = await demoBrokers(stack.databaseUrl, run, tool.url);
    const lines = [
      ...(await uploads(stack, run, brokers)),
      ...(await consents(stack, brokers.harbor)),
      ...(await feeding(stack, brokers.harbor, tool)),
      ...(await answers(stack, run, brokers, tool)),
      ...(await sight(stack, brokers)),
    ];
    const rows = lines.map(({ what, found, expected }) => [
      what,
      found,
      found === expected ? "" : `expected ${expected}`,
    ]);
    const text = [
      table(["what was done", "what came of it", ""], rows),
      `\nThe funnel, as staff see it\n\n${await funnel(stack, brokers)}`,
    ].join("\n");
    return { text, disagreements: rows.filter((row) => row.at(-1) !== "").length };
  } finally {
    await tool.stop();
  }
}

async function uploads(
  stack: DemoStack,
  run: Run,
  { harbor, summit }: DemoBrokers,
): Promise<readonly Line[]> {
  const { csv, expected } = sampleList(Number(run.number), listRows);
  const first = await sendList(sendingOf(stack, harbor), csv, "owners.csv");
  const again = await sendList(sendingOf(stack, harbor), csv, "owners-2.csv");
  const renamed = await sendList(sendingOf(stack, harbor), shuffledRows(csv), "other-owners.csv");
  const other = await sendList(
    sendingOf(stack, summit),
    sampleList(Number(run.number) + 1, 500).csv,
    "summit.csv",
  );
  return [
    {
      what: `a list of ${expected.rows_read} rows, realistically messy, is sent`,
      found: `${first.status}: ${first.counts.leads_new ?? 0} leads, ${first.counts.rows_refused ?? 0} rows refused`,
      expected: `201: ${expected.leads} leads, ${expected.rows_refused} rows refused`,
    },
    {
      what: "the same list again, under another id and name",
      found: `${again.status}, first seen ${again.firstSeenAt === null ? "never" : "before"}, as the ${again.upload === first.upload ? "same upload" : "another"}`,
      expected: "409, first seen before, as the same upload",
    },
    {
      what: "a copy of it, its rows in another order",
      found: `${renamed.status}: ${renamed.counts.leads_new ?? "?"} new leads`,
      expected: "201: 0 new leads",
    },
    { what: "the other broker's list", found: `${other.status}`, expected: "201" },
  ];
}

async function consents(stack: DemoStack, broker: DemoBroker): Promise<readonly Line[]> {
  const { agreed, twice, shown } = await collectConsents(stack, broker, consentsAsked);
  return [
    {
      what: `${consentsAsked} leads look at the link to agree, agree, and try it a second time`,
      found: `${shown} shown, ${agreed} agreed, ${twice} a second time`,
      expected: `${consentsAsked} shown, ${consentsAsked} agreed, 0 a second time`,
    },
  ];
}

async function feeding(
  stack: DemoStack,
  broker: DemoBroker,
  tool: CampaignStandIn,
): Promise<readonly Line[]> {
  const { rows = 0 } = await runJob(stack, "refresh-contactable-leads");
  await Promise.all(Array.from({ length: 3 }, () => runJob(stack, "campaign-feeder")));
  await runJob(stack, "campaign-feeder");
  const taken = tool.taken().filter(({ campaign }) => campaign === broker.campaign.externalId);
  const people = new Set(taken.map(({ email }) => email.toLowerCase()));
  return [
    {
      what: "who may be contacted is worked out",
      found: rows >= daysNumber ? `${daysNumber} at least` : `${rows}`,
      expected: `${daysNumber} at least`,
    },
    {
      what: "the feeder is triggered three times at once, and once more",
      found: `${taken.length} leads, ${people.size} people, ${tool.strays()} twice or unsigned`,
      expected: `${daysNumber} leads, ${daysNumber} people, 0 twice or unsigned`,
    },
  ];
}

async function answers(
  stack: DemoStack,
  run: Run,
  { harbor, staff }: DemoBrokers,
  tool: CampaignStandIn,
): Promise<readonly Line[]> {
  const fed = tool.taken().filter(({ campaign }) => campaign === harbor.campaign.externalId);
  // Somebody whom the day's answers leave alone.
  const pressed = await pressUnsubscribe(fed[8]?.unsubscribeUrl ?? "", 2);
  const { told, answered } = await playLeadAnswers(stack, run, fed);
  const [came] = await readAs(stack, staff, `v_campaign_funnel?campaign_id=eq.${harbor.campaign.id}`);
  const half = answered.length / 2;
  const processed = answered.filter((answer) => answer === "200 processed").length;
  const duplicates = answered.filter((answer) => answer === "200 duplicate").length;
  const summary = (of: Readonly<Record<string, unknown>>) =>
    ["replied", "called", "booked", "unsubscribed"].map((name) => `${String(of[name])} ${name}`).join(", ");
  return [
    {
      what: "one of them presses unsubscribe in a mail program, twice",
      found: pressed.join(", "),
      expected: "200, 200",
    },
    {
      what: "the day's replies, calls and bookings come as webhooks, each twice",
      found: `${processed} processed, ${duplicates} duplicates`,
      expected: `${half} processed, ${half} duplicates`,
    },
    {
      what: "they move their leads along",
      found: summary(came ?? {}),
      expected: summary({ ...told, unsubscribed: told.unsubscribed + 1 }),
    },
  ];
}

async function sight(stack: DemoStack, { harbor, summit }: DemoBrokers): Promise<readonly Line[]> {
  const seen = async ({ member }: DemoBroker, of: DemoBroker) => {
    const rows = await Promise.all(
      ["leads", "lead_uploads", "campaigns", "pipeline_events"].map((name) =>
        readAs(stack, member, `${name}?select=broker_id&broker_id=eq.${of.id}&limit=1`),
      ),
    );
    return rows.filter(({ length }) => length > 0).length;
  };
  return [
    {
      what: `${harbor.name}'s member looks at leads, uploads, campaigns and steps`,
      found: `sees ${await seen(harbor, harbor)} of 4 of their own, ${await seen(harbor, summit)} of ${summit.name}`,
      expected: `sees 4 of 4 of their own, 0 of ${summit.name}`,
    },
    {
      what: `${summit.name}'s member looks at ${harbor.name}'s`,
      found: `sees ${await seen(summit, harbor)} of 4`,
      expected: "sees 0 of 4",
    },
  ];
}

async function funnel(stack: DemoStack, { harbor, summit, staff }: DemoBrokers): Promise<string> {
  const columns = ["verified", "consented", "queued", "fed", "replied", "called", "booked", "unsubscribed"];
  const rows: Rows = await readAs(
    stack,
    staff,
    `v_upload_funnel?broker_id=in.(${harbor.id},${summit.id})&order=received_at.desc&limit=3`,
  );
  const heading = ["broker", "file", "rows", "refused", "new", ...columns];
  const names = ["broker", "file_name", "rows_read", "rows_refused", "leads_new", ...columns];
  return table(
    heading,
    rows.map((row) => names.map((name) => cellOf(row[name]))),
  );
}

function cellOf(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

function sendingOf({ functionsUrl, environment }: DemoStack, { slug }: DemoBroker): ListSending {
  const variable = `LEAD_UPLOAD_SECRET_${slug.toUpperCase().replaceAll("-", "_")}`;
  const [secret = ""] = (environment[variable] ?? "").split(",");
  if (secret === "") throw new Error(`${variable} is missing or blank`);
  return { url: `${functionsUrl}/lead-upload/${slug}`, secret };
}
