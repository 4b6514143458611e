import { Command } from "commander";
import { alertAsText, deliveryAsText, failedAsText } from "./as-text.ts";
import { type FailedDelivery, type FoundDelivery, listFailed, readAlerts } from "./doors.ts";
import { findReceived } from "./find-received.ts";
import type { Project } from "./project.ts";
import { rangeOf, type StatedRange, withRangeOptions } from "./range-options.ts";
import { replayCommand } from "./replay-command.ts";

type Print = (text: string) => void;
type Format = { readonly json?: true };

/** The commands of `npm run deliveries`. */
export function deliveriesCommand(open: () => Promise<Project>, print: Print): Command {
  return new Command("npm run deliveries --")
    .description(
      "Look up what was received, see what failed, and replay it. Of the project of SUPABASE_URL and " +
        "SUPABASE_SECRET_KEY, or of the local stack.",
    )
    .addCommand(showCommand(open, print))
    .addCommand(failedCommand(open, print))
    .addCommand(replayCommand(open, print))
    .addCommand(alertsCommand(open, print));
}

function showCommand(open: () => Promise<Project>, print: Print): Command {
  return new Command("show")
    .argument("<provider>")
    .argument("<event-id>")
    .description("a delivery: its receipt, dead letter, trail, changes and the rows it is about")
    .option("--payload", "what was sent, too: personal data")
    .option("--json", "as JSON")
    .action(async (provider: string, eventId: string, options: Format & { readonly payload?: true }) => {
      const { payload = false, json = false } = options;
      const found = await findReceived((await open()).rpc, provider, eventId);
      if (json) print(asJson(payload ? found : found.map(withoutPayload)));
      else for (const delivery of found) print(deliveryAsText(delivery, payload));
    });
}

function failedCommand(open: () => Promise<Project>, print: Print): Command {
  const command = new Command("failed")
    .argument("<provider>")
    .description("the events that could not be applied, oldest first")
    .option("--json", "as JSON");
  return withRangeOptions(command).action(async (provider: string, options: Format & StatedRange) => {
    const { rpc } = await open();
    const failed: FailedDelivery[] = [];
    for await (const delivery of listFailed(rpc, provider, rangeOf(options))) {
      failed.push(delivery);
      if (!options.json) print(failedAsText(delivery));
    }
    print(options.json ? asJson(failed) : `${failed.length} could not be applied`);
  });
}

function alertsCommand(open: () => Promise<Project>, print: Print): Command {
  return new Command("alerts")
    .description("what whoever is on call should know of now")
    .option("--json", "as JSON")
    .action(async ({ json }: Format) => {
      const alerts = await readAlerts((await open()).rpc);
      if (json) print(asJson(alerts));
      else print(alerts.map(alertAsText).join("\n") || "No alerts: all is well.");
    });
}

function withoutPayload(delivery: FoundDelivery) {
  const shown = Object.entries(delivery.receipt).filter(([field]) => field !== "payload");
  return { ...delivery, receipt: Object.fromEntries(shown) };
}

function asJson(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
