import type { Subject } from "../subject.ts";
import { tryForgedUpload } from "./forged-upload.ts";
import { tryHostileFile } from "./hostile-file.ts";
import { sendUpload } from "./send-upload.ts";
import { genuine } from "./signed-files.ts";

/** The function that takes files of leads. Half of what is tried are forgeries, half are hostile files under a broker's signature. */
export const uploadSubject: Subject = {
  name: "lead-upload",
  recorded: {},
  async warmUp() {
    for (const attempt of genuine) await sendUpload(attempt);
  },
  tries: [tryForgedUpload, tryHostileFile],
};
