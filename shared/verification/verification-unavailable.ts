/**
 * Thrown by a scheme that can't decide now, because what it has to fetch can't be had: says nothing about the sender,
 * who should be asked to send again (503), never be refused.
 */
export class VerificationUnavailable extends Error {
  override readonly name = "VerificationUnavailable";
}
