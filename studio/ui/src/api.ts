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

const post = (name: string, body: unknown, signal?: AbortSignal) =>
  fetch("/api/v1/" + name, {
    method: "POST",
    headers: { authorization: "Bearer " + token(), "content-type": "application/json" },
    body: JSON.stringify(body),
    ...(signal ? { signal } : {}),
  });

export const call = async <T>(name: string, body: unknown = {}, signal?: AbortSignal): Promise<T> => {
  let answer: Response;
  try {
    answer = await post(name, body, signal);
  } catch (error) {
    if (signal?.aborted) throw error;
    const lost = new Refused("unavailable");
    // No answer came: it may have been carried out.
    lost.doubt = ["write", "bulk"].includes(name);
    throw lost;
  }
  const text = await answer.text();
  if (answer.ok) return JSON.parse(text) as T;
  throw refused(answer.status, text);
};

const refused = (status: number, text: string) => {
  const error = new Refused(text);
  // The walls answer in plain text: the token is of another start.
  error.kind = status === 403 ? "denied" : "internal";
  if (text.startsWith("{")) Object.assign(error, (JSON.parse(text) as { error: object }).error);
  return error;
};

export const isAbort = (error: unknown) => error instanceof DOMException && error.name === "AbortError";
