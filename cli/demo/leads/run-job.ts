import { z } from "zod/v3";
import type { DemoStack } from "../demo-stack.ts";

const answer = z.object({ status: z.string(), counts: z.record(z.number()).default({}) });

/** Triggers a job as the scheduler does, and resolves to what it counted. Throws when it answers anything but success. */
export async function runJob(stack: DemoStack, name: string): Promise<Readonly<Record<string, number>>> {
  const [token = ""] = (stack.environment.SCHEDULER_TOKEN ?? "").split(",");
  const response = await fetch(`${stack.functionsUrl}/job-${name}`, {
    method: "POST",
    headers: { "x-scheduler-token": token.trim(), "content-type": "application/json" },
    body: "{}",
  });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`job-${name} answered ${response.status}: ${text}`);
  return answer.parse(JSON.parse(text)).counts;
}
