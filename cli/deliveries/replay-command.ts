import { Command } from "commander";
import { mappingAgain } from "../../shared/intake/map-again.ts";
import { providers } from "../../shared/intake/providers.generated.ts";
import { replayAsText } from "./as-text.ts";
import { findOneReceived } from "./find-received.ts";
import type { Project } from "./project.ts";
import { rangeOf, type StatedRange, withRangeOptions } from "./range-options.ts";
import { type Replay, replayDelivery, replayFailed, type Replaying } from "./replay.ts";

type Options = StatedRange & {
  readonly endpoint?: string;
  readonly failed?: true;
  readonly dryRun?: true;
  readonly json?: true;
};

/** `replay`: applies one event again, or all that failed in a range of time. */
export function replayCommand(open: () => Promise<Project>, print: (text: string) => void): Command {
  const command = new Command("replay")
    .argument("<provider>")
    .argument("[event-id]")
    .description("apply an event again, as its provider's current mapping reads it; or all that failed")
    .option("--endpoint <name>", 'of an event id that came in by several; "" for the default one')
    .option("--failed", "all that could not be applied, of a range of time")
    .option("--dry-run", "only show what would change")
    .option("--json", "as JSON");

  return withRangeOptions(command).action(
    async (provider: string, eventId: string | undefined, options: Options) => {
      const { failed = false, since, dryRun = false, json = false } = options;
      if (failed === (eventId !== undefined)) command.error("error: name one event id, or --failed");
      if (failed && since === undefined) {
        command.error("error: --failed wants --since, so that nobody replays everything by mistake");
      }
      const { rpc, environment } = await open();
      const replaying = { rpc, dryRun, mapAgain: mappingAgain(providers, environment) };
      const replays: Replay[] = [];
      for await (const replay of replaysOf(provider, eventId, options, replaying)) {
        replays.push(replay);
        if (!json) print(replayAsText(replay, dryRun));
      }
      if (json) print(JSON.stringify({ dry_run: dryRun, replays }, null, 2));
      else if (failed) print(`${replays.length} tried${dryRun ? ", as a dry run" : ""}`);

      const refused = replays.filter(({ problem }) => problem !== null).length;
      if (refused > 0) throw new Error(`${refused} of ${replays.length} can't be applied.`);
    },
  );
}

async function* replaysOf(
  provider: string,
  eventId: string | undefined,
  options: Options,
  replaying: Replaying,
): AsyncGenerator<Replay, void, undefined> {
  if (eventId === undefined) return yield* replayFailed(provider, rangeOf(options), replaying);
  const delivery = await findOneReceived(replaying.rpc, provider, eventId, options.endpoint);
  yield await replayDelivery(delivery, replaying);
}
