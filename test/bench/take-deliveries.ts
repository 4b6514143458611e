import { z } from "zod/v3";
import { withinLimit } from "../support/within-limit.ts";

const doorCall = z.object({ events: z.array(z.object({ id: z.string() })) });

/** What the Data API answers a function of a sender's: every delivery is processed, and whatever else is told is fine. */
export async function takeDeliveries(request: Request): Promise<unknown> {
  const call = doorCall.safeParse(await request.json());
  if (!call.success) return 1;
  const outcomes = call.data.events.map(({ id }) => ({ id, status: "processed", receipt: 1 }));
  return { rate_limit: withinLimit, replayed: false, outcomes };
}
