import { type Attempt, requestOf } from "../attempt.ts";
import { mutateAttempt } from "../mutate-attempt.ts";
import type { Random } from "../random.ts";
import { later, renewed } from "../renew.ts";
import type { Try } from "../subject.ts";
import { sendUpload, type UploadOutcome } from "./send-upload.ts";
import { genuine } from "./signed-files.ts";

/** Sends a request that is not as any broker made it. It may only be accepted if all that was signed is as one of them signed it. */
export async function tryForgedUpload(random: Random): Promise<Try> {
  const seed = random.pick(genuine);
  const attempt =
    random.below(20) === 0
      ? random.pick([later, renewed])(seed)
      : mutateAttempt(seed, random, random.pick(genuine));
  const result = await sendUpload(attempt);
  const isForged =
    result !== null && isAccepted(result) && !genuine.some((each) => signsTheSame(each, attempt));
  return { attempt, result, fault: isForged ? "was accepted" : null };
}

/** Also when it was refused after all: nothing is claimed or staged for a stranger. */
function isAccepted({ status, doors }: UploadOutcome): boolean {
  return status < 300 || doors.length > 0;
}

function signsTheSame(seed: Attempt, attempt: Attempt): boolean {
  const [signed, asked] = [requestOf(seed), requestOf(attempt)];
  if (!signed || !asked || seed.now.getTime() !== attempt.now.getTime()) return false;
  if (asked.method === "POST" && seed.body.join() !== attempt.body.join()) return false;
  const partsOf = ({ url, headers }: Request) => [
    new URL(url).pathname.split("/")[2],
    headers.get("webhook-id"),
    headers.get("webhook-timestamp"),
  ];
  return partsOf(signed).join() === partsOf(asked).join();
}
