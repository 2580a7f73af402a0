/** Files go over HTTP of their own, by what says who asks elsewhere too. */

import { ConnectionError, RefusedError, SignedOutError } from "./faults";
import { requestHeaders } from "./request";
import { currentTenant } from "./tenant";

export interface Uploaded {
  id: string;
  name: string;
  mediaType: string;
  size: number;
}

interface RefusedFile {
  errors?: { message: string; extensions?: { code?: string; hint?: string } }[];
}

/**
 * Uploads a file, which a record names afterwards.
 *
 * @throws ConnectionError, SignedOutError, RefusedError.
 */
export async function upload(file: File): Promise<Uploaded> {
  const response = await asked(`/files?name=${encodeURIComponent(file.name)}`, {
    method: "POST",
    headers: { ...requestHeaders(), "Content-Type": file.type || "application/octet-stream" },
    body: file,
  });
  return (await read(() => response.json())) as Uploaded;
}

/** Where the browser has a file by the cookie: with one's own eyes, and never in a view. */
export function fileAddress(id: string): string {
  const tenant = currentTenant();
  return `/files/${id}${tenant === null ? "" : `?tenant=${encodeURIComponent(tenant)}`}`;
}

/**
 * What is in a file, by what says who asks: in a view, as whom one looks.
 *
 * @throws ConnectionError, SignedOutError, RefusedError.
 */
export async function contentsOf(id: string): Promise<Blob> {
  // The cookie is not sent: it is of whoever looks.
  const response = await asked(`/files/${id}`, { headers: requestHeaders(), credentials: "omit" });
  return await read(() => response.blob());
}

async function asked(address: string, given: RequestInit): Promise<Response> {
  const response = await read(() => fetch(address, given));
  if (response.ok) return response;
  const answer = await read(async () => (await response.json()) as RefusedFile);
  const { message = "", extensions = {} } = answer.errors?.[0] ?? {};
  const { code = "INTERNAL", hint = "" } = extensions;
  if (code === "UNAUTHENTICATED") throw new SignedOutError(message);
  throw new RefusedError([{ code, message, path: [], hint }]);
}

async function read<Found>(from: () => Promise<Found>): Promise<Found> {
  try {
    return await from();
  } catch (error) {
    throw new ConnectionError(String(error));
  }
}
