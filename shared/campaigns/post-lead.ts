import { readBody } from "../http/body.ts";
import { type Outcome, outcome } from "./outcome.ts";
import { retryAfterSeconds } from "./retry-after.ts";

/** A request that hands over one lead. */
export type LeadRequest = {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Whether a refusal (4xx) with this text says that the tool has the lead already. */
  readonly saysItHasIt?: (text: string) => boolean;
};

const deadlineMilliseconds = 15_000;
const longestRefusal = 64_000;

// The campaign's address or its credential is at fault, and no lead of it would fare better.
const faultsOfTheCampaign = new Set([401, 402, 403, 404, 405, 407, 408, 410, 421, 425, 426, 429]);

/** Hands a lead over, and says what came of it; never rejects. */
export async function postLead(
  fetch: typeof globalThis.fetch,
  { url, headers, body, saysItHasIt = () => false }: LeadRequest,
  now: () => Date,
): Promise<Outcome> {
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), deadlineMilliseconds);
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { ...headers, "content-type": "application/json" },
      body,
      // Followed, it would lead away from the address that was looked at, and take the credential along.
      redirect: "manual",
      signal: deadline.signal,
    });
    const { status } = response;
    if (status === 400 || status === 409 || status === 422) {
      const text = await readBody(response, longestRefusal);
      if (typeof text !== "string" && saysItHasIt(new TextDecoder().decode(text))) return outcome("taken");
    } else {
      await response.body?.cancel();
    }
    return {
      ...judge(status),
      pauseSeconds: retryAfterSeconds(response.headers.get("retry-after"), now()),
      gone: status === 410,
    };
  } catch {
    return outcome("unknown", deadline.signal.aborted ? "TIMEOUT" : "NETWORK");
  } finally {
    clearTimeout(timer);
  }
}

function judge(status: number): Outcome {
  if (status >= 200 && status < 300) return outcome("taken");
  const code = `HTTP_${status}`;
  // It may have come as far as taking the lead before it failed.
  if (status >= 500) return outcome("unknown", code);
  return outcome(status < 400 || faultsOfTheCampaign.has(status) ? "later" : "refused", code);
}
