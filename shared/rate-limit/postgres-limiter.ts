import type { RateLimiter } from "./checkout.ts";
import type { LoadShare } from "./load-share.ts";

/** The engine that is the database: it checks in the round trip that stores the delivery, and costs none of its own. */
export function postgresLimiter(load: LoadShare): RateLimiter {
  return {
    decide: () =>
      Promise.resolve({
        refused: false,
        checkout: null,
        databaseCheck: { spend_token: true, share: load.current() },
        fellBack: false,
      }),
    observe: load.observe,
  };
}
