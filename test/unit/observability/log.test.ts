import { expect, test, vi } from "vitest";
import { jsonLog } from "../../../shared/observability/log.ts";

test("an entry is one line of JSON that begins with what, where and which request", () => {
  const output = { log: vi.fn<(line: string) => void>(), error: vi.fn<(line: string) => void>() };
  const log = jsonLog("webhook-acme", output);
  const entry = { event: "processed", request: "1", note: "a\nb" };
  log(entry);
  expect(output.log.mock.calls).toEqual([
    ['{"event":"processed","function":"webhook-acme","request":"1","note":"a\\nb"}'],
  ]);
});

test("failures are the platform's errors, everything else isn't", () => {
  const output = { log: vi.fn<(line: string) => void>(), error: vi.fn<(line: string) => void>() };
  const log = jsonLog("webhook-acme", output);
  log({ event: "refused", request: "1" });
  log({ event: "failed", request: "2" });
  expect(output.log).toHaveBeenCalledTimes(1);
  expect(output.error).toHaveBeenCalledTimes(1);
});
