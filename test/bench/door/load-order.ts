import { z } from "zod/v3";
import { contenderNames } from "./contenders.ts";

/** What a load worker is told to do, as it arrives there. */
export const loadOrder = z.object({
  url: z.string(),
  clients: z.number().int().positive(),
  contender: z.enum(contenderNames),
  seconds: z.number().positive(),
});

/** What a load worker is told to do. */
export type LoadOrder = Readonly<z.output<typeof loadOrder>>;

/** What a load worker answers, as it arrives: how long each statement took, and how long all of it. */
export const loadResult = z.object({ milliseconds: z.array(z.number()), seconds: z.number() });

/** What a load worker answers. */
export type LoadResult = Readonly<z.output<typeof loadResult>>;
