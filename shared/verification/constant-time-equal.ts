import { timingSafeEqual } from "node:crypto";
import { hmac } from "./hmac.ts";

const blinded = hmac("sha256", crypto.getRandomValues(new Uint8Array(32)));

/** Whether two texts are the same, in a time that tells neither where they differ nor how long either is. */
export function constantTimeEqual(left: string, right: string): boolean {
  return timingSafeEqual(blinded([left]), blinded([right]));
}
