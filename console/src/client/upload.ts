/** Files go over HTTP of their own, with the same session. */

import { ConnectionError, RefusedError, SignedOutError } from "./faults";
import { requestHeaders } from "./request";

export interface Uploaded {
  id: string;
  name: string;
  mediaType: string;
  size: number;
}

interface RefusedUpload {
  errors?: { message: string; extensions?: { code?: string; hint?: string } }[];
}

/**
 * Uploads a file, which a record names afterwards.
 *
 * @throws ConnectionError, SignedOutError, RefusedError.
 */
export async function upload(file: File): Promise<Uploaded> {
  const headers = { ...requestHeaders(), "Content-Type": file.type || "application/octet-stream" };
  let response: Response;
  let answer: Uploaded & RefusedUpload;
  try {
    response = await fetch(`/files?name=${encodeURIComponent(file.name)}`, {
      method: "POST",
      headers,
      body: file,
    });
    answer = (await response.json()) as Uploaded & RefusedUpload;
  } catch (error) {
    throw new ConnectionError(String(error));
  }
  const refused = answer.errors?.[0];
  if (refused !== undefined) {
    const { code = "INTERNAL", hint = "" } = refused.extensions ?? {};
    if (code === "UNAUTHENTICATED") throw new SignedOutError(refused.message);
    throw new RefusedError([{ code, message: refused.message, path: [], hint }]);
  }
  return answer;
}
