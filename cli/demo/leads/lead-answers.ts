import { bytes, send, type Sender, signed } from "../sender.ts";
import { rfc3339, type Run } from "../scenario.ts";
import { signers } from "../sign.ts";
import type { DemoStack } from "../demo-stack.ts";
import type { FedLead } from "./campaign-stand-in.ts";

/** How many of those who were written to did what. */
export type LeadAnswers = {
  readonly replied: number;
  readonly called: number;
  readonly booked: number;
  readonly unsubscribed: number;
};

const variables = {
  instantly: "INSTANTLY_WEBHOOK_SECRET",
  vapi: "VAPI_WEBHOOK_SECRET",
  calendly: "CALENDLY_WEBHOOK_SECRET",
} as const;

/**
 * Plays what comes back of a day's leads: of every ten one unsubscribes and four reply, of these half are called, and half of those book.
 * The campaign tool, the telephone and the calendar tell of it in webhooks, each of which comes twice. Resolves to what was told, and to
 * the answers to it, in short.
 */
export async function playLeadAnswers(
  stack: DemoStack,
  run: Run,
  leads: readonly FedLead[],
): Promise<{ readonly told: LeadAnswers; readonly answered: readonly string[] }> {
  const told = { replied: 0, called: 0, booked: 0, unsubscribed: 0 };
  const events: { readonly provider: keyof typeof variables; readonly body: object }[] = [];
  for (const [index, lead] of leads.entries()) {
    const place = index % 10;
    if (place === 9) {
      told.unsubscribed += 1;
      events.push({ provider: "instantly", body: instantlyEvent("lead_unsubscribed", lead, index, run) });
    }
    if (place > 3) continue;
    told.replied += 1;
    events.push({ provider: "instantly", body: instantlyEvent("reply_received", lead, index, run) });
    if (place > 1) continue;
    told.called += 1;
    events.push({ provider: "vapi", body: callReport(lead, index, run) });
    if (place > 0) continue;
    told.booked += 1;
    events.push({ provider: "calendly", body: booking(lead, index, run) });
  }
  const answered: string[] = [];
  // Backwards: the bookings before the replies that led to them, because order must not matter.
  const waiting = [...events, ...events];
  const line = async () => {
    for (let event = waiting.pop(); event; event = waiting.pop()) {
      const sender = senderOf(stack, event.provider);
      const delivery = await signed(sender, {
        id: crypto.randomUUID(),
        body: bytes(JSON.stringify(event.body)),
      });
      answered.push(await send(sender, delivery));
    }
  };
  await Promise.all(Array.from({ length: 4 }, line));
  return { told, answered: answered.toSorted() };
}

function senderOf({ functionsUrl, environment }: DemoStack, provider: keyof typeof variables): Sender {
  const sign = signers[provider];
  const [secret = ""] = (environment[variables[provider]] ?? "").split(",");
  if (!sign || secret === "") throw new Error(`${variables[provider]} is missing or blank`);
  return { provider, sign, secret, wrongSecret: "", url: `${functionsUrl}/webhook-${provider}` };
}

function instantlyEvent(event_type: string, { campaign, email }: FedLead, index: number, run: Run): object {
  return {
    event_type,
    timestamp: rfc3339(run.at(480) + index),
    campaign_id: campaign,
    lead_email: email,
    email_id: `mail-${run.number}-${index}`,
    step: 1,
  };
}

function callReport({ email }: FedLead, index: number, run: Run): object {
  return {
    message: {
      type: "end-of-call-report",
      timestamp: 1000 * (run.at(500) + index),
      endedReason: "customer-ended-call",
      endedAt: rfc3339(run.at(500) + index),
      call: { id: `call-${run.number}-${index}` },
      customer: { email },
    },
  };
}

function booking({ email }: FedLead, index: number, run: Run): object {
  const at = rfc3339(run.at(520) + index);
  return {
    event: "invitee.created",
    created_at: at,
    payload: {
      uri: `https://api.calendly.com/scheduled_events/${run.number}/invitees/${index}`,
      email,
      status: "active",
      created_at: at,
      scheduled_event: { name: "A first talk", start_time: rfc3339(run.at(2000)) },
    },
  };
}
