/** The door's HTTP API. Every failure is one `ApiError`, which knows whether sending the same again can help. */

const TIMEOUT_MS = 45_000;

export class ApiError extends Error {
  /**
   * @param {string} code stable code of the door, or "network"
   * @param {{status?: number, message?: string, retryAfter?: number}} [details] message in the citizen's language; seconds
   */
  constructor(code, { status = 0, message = "", retryAfter = 0 } = {}) {
    super(message || code);
    Object.assign(this, { code, status, said: message, retryAfter });
  }

  /** The request never arrived, or its answer was lost. */
  get isNetwork() {
    return this.status === 0;
  }

  /** Nothing is wrong with the request itself. */
  get mayRetry() {
    return this.isNetwork || this.status === 429 || this.status === 408 || this.status >= 500;
  }
}

/**
 * One message of a citizen → one turn of the assistant. Sent again with the same id, it gets the same turn.
 * @param {{conversation?: string, message_id: string, text?: string, payload?: string, language: string}} message
 */
export const sendMessage = (message) => post("/api/v1/messages", message);

/** The conversation so far: `{messages: [...], now}`. */
export const history = (conversation) => request(`/api/v1/messages?conversation=${encodeURIComponent(conversation)}`);

/** Both steps of a sign-in go to the addresses that its card names. */
export const post = (path, body) =>
  request(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

/** A document of this site, such as a receipt file. */
export const getJson = (path) => request(path);

async function request(path, options = {}) {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), TIMEOUT_MS);
  try {
    const response = await fetch(path, { ...options, signal: patience.signal, cache: "no-store", credentials: "same-origin" });
    const body = await response.json().catch(() => null);
    if (response.ok && body) return body;
    throw refusal(response, body);
  } catch (error) {
    throw error instanceof ApiError ? error : new ApiError("network");
  } finally {
    clearTimeout(timer);
  }
}

function refusal(response, body) {
  // A success whose body was cut off on the way is an answer that was lost.
  if (response.ok) return new ApiError("network");
  return new ApiError(body?.error?.code ?? "unknown", {
    status: response.status,
    message: typeof body?.error?.message === "string" ? body.error.message : "",
    retryAfter: Number(response.headers.get("Retry-After")) || 0,
  });
}
