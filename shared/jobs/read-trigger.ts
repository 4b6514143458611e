import { z } from "zod/v3";
import { type BodyFault, readBody } from "../http/body.ts";

/** What a request asks for: the run of that id, or, for null, one of its own. */
export type Trigger = { readonly run: number | null };

const most = 1000;
const trigger = z.object({ run: z.number().int().positive().nullable().default(null) });

/** Reads what a job is triggered with: `{"run": 12}` by the scheduler, `{}` or nothing by hand. */
export async function readTrigger(request: Request): Promise<Trigger | BodyFault | "malformed-body"> {
  const body = await readBody(request, most);
  if (typeof body === "string") return body;
  if (body.length === 0) return { run: null };
  try {
    return trigger.parse(JSON.parse(new TextDecoder().decode(body)));
  } catch {
    return "malformed-body";
  }
}
