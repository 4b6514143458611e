import type { Change } from "./change.ts";
import type { NormalisedEvent } from "./normalise-events.ts";
import type { Confirmation, IdentifiedEvent, Normalised } from "./provider.ts";
import type { ReportFailure } from "./webhook-log.ts";

/** Asks the provider's API whether an unsigned event is true. */
export type Confirm = (event: IdentifiedEvent) => Promise<Confirmation>;

const deadlineMilliseconds = 3000;

/**
 * What each event says, as far as the provider's API bears it out: its transactions are then confirmed. An event that the API
 * denies has a problem; one that it can't be asked about stays as it was.
 *
 * Only events about money that nobody signed are asked about, and however many there are, no delivery waits longer than the
 * deadline.
 */
export async function confirmEvents(
  events: readonly NormalisedEvent[],
  confirm: Confirm,
  report: ReportFailure,
): Promise<readonly NormalisedEvent[]> {
  if (!events.some(needsConfirmation)) return events;

  const deadline = startDeadline();
  const asked: NormalisedEvent[] = [];
  for (const { event, normalised } of events) {
    const open = needsConfirmation({ event, normalised }) && !deadline.passed();
    const answer = open ? await Promise.race([ask(event, confirm, report), deadline.reached]) : "unavailable";
    asked.push({ event, normalised: confirmed(normalised, answer) });
  }
  deadline.cancel();
  return asked;
}

function needsConfirmation({ normalised }: NormalisedEvent): boolean {
  return normalised.ok && normalised.changes.some((c) => c.kind === "transaction" && !c.confirmed);
}

async function ask(event: IdentifiedEvent, confirm: Confirm, report: ReportFailure): Promise<Confirmation> {
  try {
    return await confirm(event);
  } catch (thrown) {
    report("confirm", thrown);
    return "unavailable";
  }
}

function confirmed(normalised: Normalised, answer: Confirmation): Normalised {
  if (answer === "contradicted") return { ok: false, problem: { code: "contradicted", field: "" } };
  if (answer === "unavailable" || !normalised.ok) return normalised;
  const changes = normalised.changes.map((change): Change =>
    change.kind === "transaction" ? { ...change, confirmed: true } : change,
  );
  return { ok: true, changes };
}

function startDeadline() {
  let passed = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const reached = new Promise<"unavailable">((resolve) => {
    timer = setTimeout(() => {
      passed = true;
      resolve("unavailable");
    }, deadlineMilliseconds);
  });
  return { reached, passed: () => passed, cancel: () => clearTimeout(timer) };
}
