import type { LeadUploadClient, SentFile, UploadState } from "./lead-upload-client.ts";

/** What became of a file. */
export type UploadResult =
  | { readonly ok: true; readonly state: UploadState }
  /** It was sent before this, and is not sent again. */
  | { readonly ok: false; readonly reason: "seen"; readonly upload: string; readonly firstSeenAt: string }
  | { readonly ok: false; readonly reason: "refused"; readonly title: string; readonly status: number }
  | { readonly ok: false; readonly reason: "unanswered" };

/** What the person who waits is shown: how much is done of what. */
export type ShowProgress = (step: "sending" | "promoting", done: number, of: number) => void;

const mostAttempts = 8;
const longestPause = 60;
const pollSeconds = 3;
const mostPolls = 400;

/**
 * Sends a file until it is taken or refused for good. The id stays the same, so that the file is taken once however many of the answers
 * are lost; then waits until all its rows are promoted.
 */
export async function uploadFile(
  client: LeadUploadClient,
  file: SentFile,
  show: ShowProgress,
  pause: (seconds: number) => Promise<void>,
): Promise<UploadResult> {
  for (let attempt = 1; attempt <= mostAttempts; attempt++) {
    const answer = await client
      .send(file, (sent) => show("sending", sent, file.bytes.length))
      .catch(() => ({ kind: "later", seconds: null }) as const);
    if (answer.kind === "accepted") return { ok: true, state: await untilPromoted(answer.state) };
    if (answer.kind === "refused") {
      return { ok: false, reason: "refused", title: answer.title, status: answer.status };
    }
    if (answer.kind === "seen") {
      const { upload, firstSeenAt } = answer;
      // After an attempt without an answer it was most likely that one.
      if (attempt === 1) return { ok: false, reason: "seen", upload, firstSeenAt };
      return { ok: true, state: await untilPromoted(await client.progress(upload)) };
    }
    if (attempt < mostAttempts) await pause(answer.seconds ?? Math.min(longestPause, 2 ** attempt));
  }
  return { ok: false, reason: "unanswered" };

  async function untilPromoted(first: UploadState): Promise<UploadState> {
    let state = first;
    for (let poll = 0; state.status === "staged" && poll < mostPolls; poll++) {
      const { rows_read, rows_refused, leads_new, leads_changed, leads_unchanged, conflicts } = state.counts;
      show("promoting", leads_new + leads_changed + leads_unchanged + conflicts, rows_read - rows_refused);
      await pause(pollSeconds);
      state = { ...state, ...(await client.progress(state.upload)) };
    }
    return state;
  }
}
