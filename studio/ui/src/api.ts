// Calls of the studio's server.
export interface FieldProblem {
  field: string;
  message: string;
}

export class Refused extends Error {
  kind = "unavailable";
  field?: string;
  fields: FieldProblem[] = [];
  at?: number;
  doubt = false;
}

const KEY = "weda-studio-token";

// The token comes behind `#`, which no server sees, and leaves the address at once.
const taken = /^#token=([0-9a-f]{64})$/.exec(location.hash);
if (taken) {
  localStorage.setItem(KEY, taken[1]!);
  history.replaceState(null, "", location.pathname + location.search);
}

export const token = () => localStorage.getItem(KEY) ?? "";

// The calls that only read, as the studio's server lists them. Nothing else is called before it has.
let reads: ReadonlySet<string> = new Set(["about", "models"]);

export const setReads = (names: string[]) => void (reads = new Set(names));

// No answer came, or not all of it: unless the call only reads, it may have been carried out.
const lost = (name: string) => {
  const error = new Refused("unavailable");
  error.doubt = !reads.has(name);
  return error;
};

const post = (name: string, body: unknown, signal?: AbortSignal) =>
  fetch("/api/v1/" + name, {
    method: "POST",
    headers: { authorization: "Bearer " + token(), "content-type": "application/json" },
    body: JSON.stringify(body),
    ...(signal ? { signal } : {}),
  });

export const call = async <T>(name: string, body: unknown = {}, signal?: AbortSignal): Promise<T> => {
  let answer: Response;
  let text: string;
  try {
    answer = await post(name, body, signal);
    text = await answer.text();
    if (answer.ok) return JSON.parse(text) as T;
  } catch (error) {
    throw signal?.aborted ? error : lost(name);
  }
  throw refused(answer.status, text);
};

const refused = (status: number, text: string) => {
  const error = new Refused(text);
  // The walls answer in plain text: the token is of another start.
  error.kind = status === 403 ? "denied" : "internal";
  if (text.startsWith("{")) Object.assign(error, (JSON.parse(text) as { error: object }).error);
  return error;
};

// Sends a file, and returns the name under which the studio keeps it.
export const upload = async (file: Blob, signal: AbortSignal): Promise<{ file: string; bytes: number }> => {
  const answer = await fetch("/api/v1/upload", {
    method: "POST",
    headers: { authorization: "Bearer " + token(), "content-type": "application/octet-stream" },
    body: file,
    signal,
  }).catch((error) => {
    throw signal.aborted ? error : new Refused("unavailable");
  });
  const text = await answer.text().catch((error) => {
    throw signal.aborted ? error : new Refused("unavailable");
  });
  if (answer.ok) return JSON.parse(text) as { file: string; bytes: number };
  throw refused(answer.status, text);
};

// A call that is answered by lines of JSON.
export const lines = async (name: string, body: unknown, onLine: (line: Record<string, unknown>) => void) => {
  const answer = await post(name, body).catch(() => {
    throw lost(name);
  });
  if (!answer.ok) throw refused(answer.status, await answer.text());
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      throw lost(name);
    });
    if (done) return;
    const parts = (rest + value).split("\n");
    rest = parts.pop()!;
    for (const part of parts) if (part) onLine(JSON.parse(part) as Record<string, unknown>);
  }
};

// Hands a file of a ticket to the browser.
export const download = (ticket: string, name: string) => {
  const link = document.createElement("a");
  link.href = "/download/" + ticket;
  link.download = name;
  link.click();
};

export const isAbort = (error: unknown) => error instanceof DOMException && error.name === "AbortError";
