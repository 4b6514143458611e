import { benchAlerts } from "./alerts/bench.ts";
import { benchBundleSize } from "./bundle-size/bench.ts";
import { benchColdStart } from "./cold-start/bench.ts";
import { benchContactable } from "./contactable/bench.ts";
import { benchDoor } from "./door/bench.ts";
import { benchFunction } from "./function/bench.ts";
import { benchJunk } from "./junk/bench.ts";
import { benchLeads } from "./leads/bench.ts";
import { benchLimiter } from "./limiter/bench.ts";
import { benchReceipts } from "./receipts/bench.ts";
import { benchSchedule } from "./schedule/bench.ts";
import { benchUpload } from "./upload/bench.ts";
import { benchVerification } from "./verification/bench.ts";
import { benchViews } from "./views/bench.ts";

const benches = new Map([
  ["verification", benchVerification],
  ["door", benchDoor],
  ["receipts", benchReceipts],
  ["alerts", benchAlerts],
  ["leads", benchLeads],
  ["limiter", benchLimiter],
  ["contactable", benchContactable],
  ["views", benchViews],
  ["function", benchFunction],
  ["junk", benchJunk],
  ["schedule", benchSchedule],
  ["upload", benchUpload],
  ["cold-start", benchColdStart],
  ["bundle-size", benchBundleSize],
]);

const names = Deno.args.length > 0 ? Deno.args : [...benches.keys()];
for (const name of names) {
  const bench = benches.get(name);
  if (!bench) {
    console.error(`There is no bench "${name}", only: ${[...benches.keys()].join(", ")}`);
    Deno.exit(1);
  }
  await bench();
}
