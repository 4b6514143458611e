import { refuseUpload, type UploadRefusal } from "./refusal.ts";
import type { ReceivingDependencies } from "./receive-upload.ts";
import type { UploadProgress } from "./uploads.ts";
import { verifyRequest } from "./verify-request.ts";

/** How far an upload has come, told to the broker that it is of. */
export type AskedProgress = {
  readonly ok: true;
  readonly progress: UploadProgress;
  readonly headers: Readonly<Record<string, string>>;
};

const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

/** Answers for an upload to the broker that has signed its id, and to nobody else: an upload of another broker's is as good as none. */
export async function askProgress(
  dependencies: ReceivingDependencies,
  request: Request,
  upload: string,
): Promise<AskedProgress | UploadRefusal> {
  const { keys, uploads } = dependencies;
  const { method, url, headers } = request;
  const isAsked = uuid.test(upload) && headers.get("webhook-id") === upload;
  const verified = await verifyRequest(
    { method, url, headers, body: new Uint8Array() },
    isAsked ? [...keys] : [],
    dependencies,
  );
  if (!verified.ok) return verified;
  const progress = await uploads.find(upload);
  return progress?.broker === verified.broker
    ? { ok: true, progress, headers: verified.headers }
    : refuseUpload("unknown-upload", verified.headers);
}
